"""The colours, as static/css/tokens.css gives them and states their contrasts."""

import re

import pytest

from tests.house.tree import ROOT, files, name

TOKENS = (ROOT / "static/css/tokens.css").read_text()
LIGHT, DARK = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", part)) for part in TOKENS.split("@media", 2)[:2])
GROUNDS = ("paper", "sheet", "wash")
# The least contrasts that WCAG 2.2 AA allows: 1.4.3 for text, 1.4.11 for large signs and borders one must see.
LEAST = {**dict.fromkeys(("ink", "soft", "act", "plan", "done", "late"), 4.5), "held": 3.0, "edge": 3.0}


def luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
class TestContrast:
    def test_is_enough_on_every_ground(self, colours):
        found = {(of, on): contrast(colours[of], colours[on]) for of in LEAST for on in GROUNDS}
        assert {pair: ratio for pair, ratio in found.items() if ratio < LEAST[pair[0]]} == {}

    def test_is_enough_on_a_button(self, colours):
        assert contrast(colours["on-act"], colours["act"]) >= 4.5

    def test_is_as_stated_beside_the_colour(self, colours):
        for of in LEAST:
            stated = re.search(rf"--{of}: {colours[of]};\s*/\*([\d. ]+)", TOKENS)[1].split()
            assert (of, stated) == (of, [f"{contrast(colours[of], colours[on]):.1f}" for on in GROUNDS])


def test_colours_stand_in_one_file():
    others = [path for path in files(".css", under="static") if path.name != "tokens.css"]
    found = {name(path): re.findall(r"#[0-9a-f]{3,6}\b(?=[;\s})])", path.read_text()) for path in others}
    assert {file: colours for file, colours in found.items() if set(colours) - {"#000"}} == {}  # black is print's ink


def test_styles_and_script_stay_light():
    pages = [*files(".css", ".js", under="static")]
    of_some_pages = {
        "admin.css": 4_000,
        "chart.css": 8_000,
        "ledger.css": 8_000,
        "matrix.js": 3_000,
        "sheets.js": 8_000,
    }
    assert sum(path.stat().st_size for path in pages if path.name not in of_some_pages) <= 44_000
    assert [path.name for path in pages if path.stat().st_size > of_some_pages.get(path.name, 44_000)] == []

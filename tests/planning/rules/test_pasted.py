"""Rows of the star matrix pasted from a spreadsheet: by their names or from one cell on; all of it or nothing."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from campaigns.planning.rules.held import HeldUnit
from campaigns.planning.rules.pasted import read_marks

VILLAGE = {
    "branch": "支部过硬",
    "industry": "产业兴旺",
    "ecology": "生态宜居",
    "safety": "平安法治",
    "civility": "文明幸福",
}
STARS = {"village": VILLAGE, "community": {"branch": "支部过硬", "business": "宜业兴业"}}
UNITS = [
    HeldUnit("410871062200", "金庄村", "金庄村民委员会", "文昌街道", "village"),
    HeldUnit("410871062201", "辛庄村", "辛庄村民委员会", "文昌街道", "village"),
    HeldUnit("410871062202", "姚郭庄村", "姚郭庄村民委员会", "文昌街道", "village"),
    HeldUnit("410871062001", "朝阳社区", "朝阳社区居民委员会", "文昌街道", "community"),
]
JIN, XIN, YAO, SUN = (unit.code for unit in UNITS)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def read(text: str, **at) -> dict[str, str]:
    """Unit → its ticked stars, and in brackets those that the block takes away."""
    marks = read_marks(text, UNITS, STARS, **at)
    assert marks.problems == ()
    return {
        unit: " ".join(star if yes else f"({star})" for star, yes in ticks.items())
        for unit, ticks in marks.ticks.items()
    }


def wrong(text: str, **at) -> list[tuple[int, str]]:
    return [(each.line, each.sentence) for each in read_marks(text, UNITS, STARS, **at).problems]


ROW = "★\t\t1\t\t×"
SAYS = "branch (industry) ecology (safety) (civility)"


@pytest.mark.parametrize(
    "before",
    [
        "辛庄村\t",
        "1\t辛庄村\t",
        "1\t文昌街道\t辛庄村\t",
        "文昌街道\t东片区\t辛庄村\t",
        "１\t　辛庄村 \t",
        "辛庄村民委员会\t",
        "410871062201\t",
        "3\t410871062201\t",
        "辛庄村（文昌街道）\t",
        "\t辛庄村\t",
    ],
)
def test_a_line_goes_by_the_name_in_it_wherever_it_was_pasted(before):
    assert read(before + ROW) == {XIN: SAYS}
    assert read(before + ROW, unit=JIN, star="safety") == {XIN: SAYS}


def test_full_width_digits_and_decimals_are_ticks_and_an_x_is_none():
    assert read("辛庄村\t１\t1.0\tx\tX\t√") == {XIN: "branch industry (ecology) (safety) civility"}


def test_heads_say_which_column_is_which():
    heads = "2026年标星表\n序号\t村名\t平安法治星\t产业兴旺\t备注\n"
    text = f"{heads}1\t辛庄村\t★\t\t好\n2\t姚郭庄村\t\t★\t\n\t合计\t1\t1\t"
    assert read(text) == {XIN: "(industry) safety", YAO: "industry (safety)"}


FIVE = "\t".join(VILLAGE.values())


def test_an_upper_head_says_which_block_is_this_years():
    heads = f"村名\t上年已创成\t\t\t\t\t本年计划\t\t\t\t\n\t{FIVE}\t{FIVE}\n"
    assert read(f"{heads}辛庄村\t★\t★\t★\t★\t★\t{ROW}") == {XIN: SAYS}


def test_two_columns_of_one_star_are_refused():
    [(line, sentence)] = wrong(f"村名\t{FIVE}\t产业兴旺星\n辛庄村\t{ROW}\t★")
    assert (line, "“产业兴旺” (column 3)、“产业兴旺星” (column 7)" in sentence) == (1, True)


def test_a_community_has_the_stars_of_its_set():
    assert read("朝阳社区\t★\t\n辛庄村\t" + ROW) == {SUN: "branch (business)", XIN: SAYS}


def test_columns_behind_the_stars_may_be_empty():
    assert read("辛庄村\t" + ROW + "\t\t") == {XIN: SAYS}


def test_ticks_alone_go_in_from_the_cell_on():
    assert read("★\t0\n\t★", unit=JIN, star="ecology") == {JIN: "ecology (safety)", XIN: "(ecology) safety"}


def test_a_row_without_a_tick_is_a_row():
    assert read("★\n\n★\n", unit=JIN, star="branch") == {JIN: "branch", XIN: "(branch)", YAO: "branch"}


@pytest.mark.parametrize(
    ("text", "at", "line", "words"),
    [
        ("", {}, 1, "nothing to read"),
        (ROW, {}, 1, "No name of a village"),
        ("辛庄村\t★\t★", {}, 1, "Behind the name stand 2 cells"),
        ("辛庄村\t" + ROW + "\t三星", {}, 1, "Behind the name stand 6 cells"),
        ("辛庄村\t" + ROW + "\n王庄村\t" + ROW, {}, 2, "王庄村"),
        ("1\t王庄村\t" + ROW, {}, 1, "王庄村"),
        ("1\t王庄村\t" + ROW, {"unit": JIN, "star": "branch"}, 1, "王庄村"),
        ("辛庄村\t" + ROW + "\n" + ROW, {}, 2, "No unit is named here"),
        ("辛庄村\t" + ROW + "\n辛庄村\t" + ROW, {}, 2, "twice"),
        ("辛庄村\t★\t★\t也许\t\t", {}, 1, "辛庄村 生态宜居：“也许”"),
        ("★\n★\n★\n★", {"unit": JIN, "star": "branch"}, 4, "longer than the table"),
        ("★\t★", {"unit": JIN, "star": "civility"}, 1, "wider than the table"),
        ("★", {"unit": "410871101200", "star": "branch"}, 1, "not of this township"),
        ("★\t？", {"unit": JIN, "star": "branch"}, 1, "金庄村 产业兴旺：“？”"),
    ],
)
def test_what_is_not_understood_is_told_by_line(text, at, line, words):
    found = wrong(text, **at)
    assert [number for number, _sentence in found] == [line]
    assert words in found[0][1]


@given(some.text(alphabet="★1×\t\n辛庄村朝阳社区支部过硬星？0", max_size=60), some.sampled_from(["", JIN]))
def test_any_block_is_understood_or_refused(text, unit):
    marks = read_marks(text, UNITS, STARS, unit=unit, star="branch" if unit else "")
    for code, ticks in marks.ticks.items():
        kind = next(each.kind for each in UNITS if each.code == code)
        assert ticks.keys() <= STARS[kind].keys()
    assert marks.ticks or marks.problems

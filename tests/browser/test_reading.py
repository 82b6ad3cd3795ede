"""What reads the pages notices what keeps people out, wherever on a page it stands."""

import pytest

from tests.browser.conftest import DESK
from tests.browser.reading import Reader

PHONE = {"width": 390, "height": 844}
PAGE = """<!doctype html><html lang="zh-Hans"><head><title>单元</title><style>
  .faint, .faint-row td {{ color: #bbb }}
  @media (max-width: 500px) {{ .narrow {{ color: #bbb }} }}
  @media (prefers-color-scheme: dark) {{ .night {{ background: #333 }} }}
</style></head><body><main><h1>单元</h1>
<table><thead><tr><th>村</th><th>星</th></tr></thead><tbody>{rows}</tbody></table>{rest}</main></body></html>"""
ROW = "<tr class='{}'><td>辛庄村</td><td class='{}'>{}</td></tr>"
READER = Reader()


def rows(of: str = "", cell: str = "", text: str = "四星") -> str:
    return ROW.format(of, cell, text)


def rules(page) -> list[str]:
    """What is wrong, without the places."""
    return [violation.split(": ")[1] for violation in READER.violations(page)]


FAINT = "Elements must meet minimum color contrast ratio thresholds"


@pytest.mark.parametrize(
    ("content", "rest", "wrong"),
    [
        (rows() * 50, "", []),
        (rows() * 30 + rows(cell="faint") + rows() * 30, "", [FAINT]),
        (rows() * 30 + rows("faint-row") + rows() * 30, "", [FAINT] * 2),
        (rows(cell="faint") * 50, "", [FAINT] * 3),
        (rows(cell="faint", text="四") + rows(cell="faint"), "", [FAINT]),
        (rows(cell="faint", text="★★") + rows(cell="faint"), "", [FAINT]),
        (rows(), "<button disabled class='faint'>上报</button><button class='faint'>上报</button>", [FAINT]),
        (rows(), "<img src='data:,'>", ["Images must have alternative text"]),
        (rows(), "<button></button>", ["Buttons must have discernible text"]),
        (rows(), "<input>", ["Form elements must have labels"]),
    ],
)
def test_what_keeps_people_out_is_noticed(page, content, rest, wrong):
    page.set_content(PAGE.format(rows=content, rest=rest))
    assert rules(page) == wrong


def test_a_page_is_read_as_it_stands(page):
    page.set_content(PAGE.format(rows=rows(cell="narrow") + rows(cell="night"), rest=""))
    page.set_viewport_size(DESK)
    assert rules(page) == []
    page.set_viewport_size(PHONE)
    assert rules(page) == [FAINT]
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="dark")
    assert rules(page) == [FAINT]


def test_only_rules_that_can_keep_people_out_are_run(page):
    page.set_content(PAGE.format(rows=rows(), rest="<h5>其他</h5>"))
    assert rules(page) == []
    assert "color-contrast" in READER.rules(page)
    assert "heading-order" not in READER.rules(page)

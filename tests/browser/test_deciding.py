"""The county office decides, a township mends, a leader reads: each in a browser of their own."""

import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.matrix import Matrix

YEAR = timezone.localdate().year
COUNTY = f"/{YEAR}/410871/"


def rows(page: Page) -> int:
    """How many units a list shows."""
    return page.locator(".matrix tbody tr").count()


def number(text: str) -> int:
    return int(re.search(r"\d+", text)[0])


def test_a_figure_leads_to_its_rows_and_a_filter_is_approved(another):
    ying = another("ying")
    ying.goto(COUNTY)
    four_stars = ying.locator("a[href*='kind=village'][href*='level=4']").first
    counted = number(four_stars.inner_text())
    four_stars.click()
    assert (rows(ying), counted) == (9, 9)
    expect(ying.locator(".matrix tbody .level")).to_have_text(["四星"] * 9)

    # 文苑街道 as a filter: the count stands on the button before anything is approved.
    ying.goto(f"{COUNTY}units/")
    ying.locator("[name=township]").select_option("410871061")
    ying.locator("[name=state][value=submitted]").check()
    ying.locator("form.filters button").click()
    shown = rows(ying)
    approve = ying.locator("a[href*='deed=approve']")
    assert number(approve.inner_text()) == shown > 0
    approve.click()
    assert number(ying.locator("h1").inner_text()) == rows(ying) == shown
    button = ying.locator("main form.form button")
    assert number(button.inner_text()) == shown
    button.click()
    expect(ying.locator(".messages")).to_contain_text(str(shown))
    expect(ying.locator(".chosen")).to_contain_text("已审定")
    assert rows(ying) == shown


def test_a_return_is_mended_and_its_timeline_tells_all(another, axe):
    code, township = "410871100200", f"/{YEAR}/410871100/"
    unit = f"/{YEAR}/{code}/"
    ying, miao = another("ying"), another("miao")

    # A return needs a reason.
    ying.goto(unit)
    ying.locator("a[href*='deed=return']").click()
    button = ying.locator("main form.form button")
    ying.locator("[name=reason]").evaluate("field => field.removeAttribute('required')")
    button.click()
    expect(ying.locator(".errors a")).to_have_count(1)
    axe(ying)
    ying.locator("[name=reason]").fill("平安法治星的依据不足，请再核。")
    button.click()
    expect(ying.locator("h1 .pill")).to_have_text("退回修改")

    # Its township reads it on its own page, mends and hands in again.
    miao.goto("/")
    expect(miao).to_have_url(re.compile(township))
    expect(miao.locator(".note.is-late").first).to_contain_text("平安法治星的依据不足，请再核。")
    matrix = Matrix(miao, unit)
    expect(miao.locator(".note.is-late")).to_contain_text("平安法治星的依据不足，请再核。")
    assert "safety" in matrix.stars(code)
    matrix.cell(code, "safety").click()
    matrix.saved()
    miao.locator("button[formaction$='/submit/']").click()
    expect(miao.locator("h1 .pill")).to_have_text("已上报")

    # The office reads what was mended, and everything before it.
    ying.reload()
    steps = ying.locator(".timeline > li")
    deeds = [text.replace("\n", " ") for text in steps.locator("p:first-child b").all_inner_texts()]
    assert deeds[:5] == ["上报", "标星", "退回修改", "上报", "标星"]
    expect(steps.nth(1)).to_contain_text("苗壮")
    expect(steps.nth(1)).to_contain_text("平安法治")
    expect(steps.nth(2)).to_contain_text("应敏")
    expect(steps.nth(2).locator(".why")).to_have_text("平安法治星的依据不足，请再核。")
    expect(ying.locator(".matrix td.s").nth(3)).to_contain_text("☆")


def test_a_leader_reads_what_is_confirmed_and_how_much_is_open(another):
    ying, lei = another("ying"), another("lei")
    ying.goto(f"{COUNTY}findings/")
    everything = ying.locator(".finds > li").count()
    still_open = number(ying.locator(".under").get_by_text("尚待认定").inner_text())
    lei.goto("/")
    expect(lei).to_have_url(re.compile(COUNTY))
    expect(lei.locator(".finds > li")).to_have_count(1)
    expect(lei.locator(".finds > li")).to_contain_text("已退回文昌街道修改。")
    told = lei.locator("h2#findings").inner_text()
    assert everything > still_open > 1
    assert str(still_open) in told
    lei.goto(f"{COUNTY}findings/")
    expect(lei.locator(".finds > li")).to_have_count(1)
    lei.locator(".finds > li > a.btn").click()
    expect(lei.locator("main form")).to_have_count(0)  # nothing to explain, confirm or set aside
    expect(lei.locator(".timeline")).to_contain_text("已退回文昌街道修改。")

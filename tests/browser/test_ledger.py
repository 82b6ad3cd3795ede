"""A star's tasks in a real browser: sorted, filled in by a row that saves itself, reported, sent back, checked."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.ledger.models import UnitTask

BEILIWAN = "410871060209"  # in 李万街道; approved, and not sorted yet; it keeps 生态宜居, the star of Shen's task force
LEDGER = f"/{timezone.localdate().year}/{BEILIWAN}/ledger/"


def state(row: int) -> str:
    return UnitTask.objects.get(pk=row).state


@pytest.fixture
def rows(db) -> list[int]:
    """The star's rows, as nobody has sorted them."""
    found = UnitTask.objects.filter(plan__village=BEILIWAN, task__star__code="ecology", in_force=True)
    return list(found.order_by("task__number").values_list("pk", flat=True))


def press(page: Page, name: str, within: str, told: str) -> None:
    """Press a button of a part of the page, and read what it did."""
    page.locator(within).get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".messages")).to_contain_text(told)


def test_a_gap_from_sorting_to_striking_off(another, axe, rows):
    li, shen = another("li"), another("shen")
    first = rows[0]
    li.goto(f"{LEDGER}#s-ecology")
    li.locator("#s-ecology summary").click()
    li.locator(f"#s-ecology input[value='{first}'][type=checkbox]").uncheck()
    press(li, "按勾选确认生态宜居星", "#s-ecology", "差距 1 项")
    assert [state(row) for row in rows] == ["not_started"] + ["reported"] * (len(rows) - 1)
    axe(li)

    # A row saves itself; what it still lacks goes away with it.
    expect(li.locator(f"#n-{first}")).to_contain_text("还缺")
    li.locator(f"#c-{first}-measure").fill("拆除两处空心院")
    li.locator(f"#c-{first}-person").fill("王建国")
    li.locator(f"#c-{first}-progress").fill("已拆一处")
    li.locator(f"#c-{first}-progress").blur()
    expect(li.locator(f"#t{first}")).to_contain_text("推进中")
    expect(li.locator(f"#n-{first}")).not_to_contain_text("还缺")
    expect(li.locator(".saves")).to_have_attribute("data-now", "saved")

    # A button that is pressed while the last words are still on their way waits for them.
    li.locator(f"#c-{first}-progress").fill("两处都已拆除")
    press(li, "上报完成", f"#r{first}", "已报完成 1 项")
    row = UnitTask.objects.get(pk=first)
    assert (row.state, row.progress, row.measure) == ("reported", "两处都已拆除", "拆除两处空心院")

    # The task force sends it back with a reason, which the township reads at the row.
    shen.goto(LEDGER)
    shen.locator(f"#r{first} input[name=pick]").check()
    shen.locator("#reason").fill("请补拆除后的照片")
    press(shen, "退回整改", "#ticked", "已退回整改 1 项")
    li.goto(LEDGER)
    expect(li.locator(f"#n-{first}")).to_contain_text("请补拆除后的照片")
    press(li, "上报完成", f"#r{first}", "已报完成 1 项")
    shen.goto(LEDGER)
    axe(shen)
    press(shen, f"全部核验 {len(rows)} 项", "#s-ecology", f"已核验销号 {len(rows)} 项")
    assert {state(row) for row in rows} == {"checked"}
    expect(shen.locator("#st-ecology")).to_contain_text("达标")
    shen.goto(f"{LEDGER}{first}/")
    expect(shen.locator(".timeline > li").first).to_contain_text("核验销号")
    expect(shen.locator(".timeline .why")).to_have_text(["请补拆除后的照片"])
    axe(shen)


def test_without_scripts_a_kept_star_is_confirmed_too(another):
    page = another("li", java_script_enabled=False)
    page.goto(LEDGER)
    press(page, "全部保持", "#s-safety", "差距 0 项")
    expect(page.locator("#s-safety .done-tasks li")).to_have_count(6)

"""The county office plans its year in a browser: figures, a pasted row, versions, held stars, the next year.

Nothing on these pages needs a script: each journey is also made without.
"""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Campaign

YEAR = timezone.localdate().year
COUNTY = f"/{YEAR}/410871/"
ZHOU = f"/{YEAR}/410803/"  # the neighbour, whose figures no other journey needs

with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def figures(page) -> list[str]:
    """What stands in the fields of the villages, levels first."""
    return [field.input_value() for field in page.locator(".figures").first.locator("input").all()]


@with_and_without_scripts
def test_figures_are_entered_pasted_and_saved_by_two(another, scripts):
    zhou, second = (another("zhou", java_script_enabled=scripts) for _ in range(2))
    for page in (zhou, second):
        page.goto(f"{ZHOU}plan/figures/")
    before = figures(zhou)
    zhou.get_by_label("三星", exact=True).first.fill("１")
    zhou.get_by_role("button", name="保存", exact=True).click()
    expect(zhou.locator(".messages .success")).to_have_count(1)
    assert figures(zhou) == [*before[:2], "1", *before[3:]]

    # The other one saw an older version: nothing is overwritten, and no word is lost.
    second.get_by_label("三星", exact=True).first.fill("2")
    second.get_by_role("button", name="保存", exact=True).click()
    expect(second.locator(".errors")).to_have_count(1)
    assert figures(second)[2] == "2"
    zhou.reload()
    assert figures(zhou)[2] == "1"
    second.get_by_role("button", name="保存", exact=True).click()
    expect(second.locator(".messages .success")).to_have_count(1)

    # A row from a spreadsheet fills the fields and saves nothing.
    zhou.goto(f"{ZHOU}plan/figures/")
    zhou.locator("details.paste summary").first.click()
    zhou.locator("#paste-village").fill("五星\t四星\t三星\t产业兴旺\n0\t1\t0\t1")
    zhou.locator("details.paste button").first.click()
    assert (figures(zhou)[:3], figures(zhou)[7]) == (["0", "1", "0"], "1")
    zhou.reload()
    zhou.goto(f"{ZHOU}plan/figures/")
    assert figures(zhou)[2] == "2"

    # What cannot be is named, and keeps everything else.
    zhou.get_by_label("四星", exact=True).first.fill("许多")
    zhou.get_by_label("二星", exact=True).first.fill("0")
    zhou.get_by_role("button", name="保存", exact=True).click()
    expect(zhou.locator(".errors li")).to_have_count(1)
    assert (figures(zhou)[1], figures(zhou)[3]) == ("许多", "0")
    zhou.get_by_label("四星", exact=True).first.fill("")
    zhou.get_by_label("三星", exact=True).first.fill("")
    zhou.get_by_label("二星", exact=True).first.fill("")
    zhou.get_by_role("button", name="保存", exact=True).click()
    expect(zhou.locator(".messages .success")).to_have_count(1)


@with_and_without_scripts
def test_the_plan_shows_who_must_give_way_and_is_frozen_and_compared(another, scripts):
    ying = another("ying", java_script_enabled=scripts)
    ying.goto(f"{COUNTY}plan/")
    villages = ying.locator("table.plan").first
    residual = villages.locator("tfoot tr").last.locator("td").all_inner_texts()[2:6]
    assert [re.match(r"[−\d]+", figure)[0] for figure in residual] == ["−1", "6", "13", "22"]
    expect(ying.locator(".finds li").first).to_contain_text("文昌街道")
    ying.get_by_role("link", name="定稿", exact=True).click()
    stage = ying.locator("[name=stage]:checked").get_attribute("value")
    ying.get_by_role("button", name="定稿", exact=True).click()
    expect(ying).to_have_url(re.compile("#versions$"))
    expect(ying.locator("#versions ~ .scroll tbody tr").first.locator(".pill")).to_have_text("已核验")
    assert Campaign.objects.get(county="410871", year=YEAR).versions.filter(stage=stage).count() >= 1
    ying.locator("#versions ~ .scroll tbody a").first.click()
    expect(ying.locator("h1 .pill")).to_have_text("已核验")
    ying.locator("form.filters button").click()
    expect(ying.locator("main h2 small").first).to_contain_text("0")
    expect(ying.locator("main del")).to_have_count(0)


@with_and_without_scripts
def test_held_stars_are_seen_before_they_are_recorded(another, scripts):
    ying = another("ying", java_script_enabled=scripts)
    plan = Plan.objects.get(campaign__year=YEAR, village="410871101203")  # 邱庄村, of a township still open
    held = {line.star.code for line in plan.stars.filter(held=True).select_related("star")}
    stars = "生态宜居" if held != {"ecology"} else "平安法治"
    ying.goto(f"{COUNTY}settings/held/")
    ying.locator("[name=text]").fill(f"宁郭镇 邱庄村 {stars}\n杨庄村 平安法治")
    ying.get_by_role("button", name="查看差异").click()
    expect(ying.locator("table").first).to_contain_text("410871062203")  # which 杨庄村 is meant?
    expect(ying.get_by_role("button", name=re.compile("^登记"))).to_have_count(0)
    ying.locator("[name=text]").fill(f"宁郭镇 邱庄村 {stars}")
    ying.get_by_role("button", name="查看差异").click()
    ying.get_by_role("button", name=re.compile("^登记")).click()
    expect(ying.locator(".messages .success")).to_have_count(1)
    assert [line.star.name for line in plan.stars.filter(held=True).select_related("star")] == [stars]


def test_the_next_year_is_opened(another):
    ying = another("ying", java_script_enabled=False)
    url = f"/{YEAR + 1}/410871/open/"
    ying.goto(url)
    planned = ying.locator("[name=planning_from]").input_value()
    ying.locator("[name=planning_from]").fill(f"{YEAR + 2}-01-01")
    ying.get_by_role("button", name=re.compile("^开设")).click()
    expect(ying.locator(".errors li")).to_have_count(1)
    ying.locator("[name=planning_from]").fill(planned)
    ying.locator("[name=word][value=building]").check()
    ying.get_by_role("button", name=re.compile("^开设")).click()
    expect(ying).to_have_url(re.compile(f"/{YEAR + 1}/410871/$"))
    ying.goto(f"/{YEAR + 1}/410871/plan/")
    expect(ying.locator("h1")).to_contain_text("建设计划")
    ying.goto(f"/{YEAR + 1}/410871/stars/")
    expect(ying.locator("table").first).to_contain_text("生态环境局")

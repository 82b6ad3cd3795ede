"""Townships mark their stars in a real browser: with scripts and without, two at once, and by way of a workbook."""

from time import sleep

import openpyxl
import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.matrix import Matrix

YEAR = timezone.localdate().year
WENCHANG, NINGGUO, XUHENG = f"/{YEAR}/410871062/", f"/{YEAR}/410871101/", f"/{YEAR}/410803008/"


@pytest.fixture
def eve(another) -> Matrix:
    return Matrix(another("eve"), WENCHANG)


def test_a_township_marks_its_stars_and_hands_them_in(page, axe):
    page.goto("/")
    page.locator("[name=username]").fill("eve")
    page.locator("[name=password]").fill(settings.DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{WENCHANG}")
    matrix = Matrix(page)
    expect(page.locator(".note.is-late").first).to_contain_text("请与辛庄村、姚郭庄村商定")
    expect(matrix.total).to_have_text(["2", "8", "35", "19", "35", "99 颗", ""])

    # A click: 姚郭庄村 gives up 支部过硬, which the county had asked for.
    yao = "410871062202"
    expect(matrix.note(yao)).to_contain_text("由三星到五星")
    matrix.cell(yao, "branch").click()
    matrix.saved()
    expect(matrix.level(yao)).to_contain_text("四星")
    expect(matrix.note(yao)).to_have_text("")
    expect(matrix.total).to_have_text(["1", "8", "35", "19", "35", "98 颗", ""])
    expect(matrix.bar).to_contain_text("98")

    # The space bar, digits and arrows.
    yang, shi, qian = "410871062203", "410871062204", "410871062205"
    matrix.box(yang, "branch").focus()
    page.keyboard.press("Space")
    expect(matrix.level(yang)).to_contain_text("五星")
    page.keyboard.press("Space")
    expect(matrix.level(yang)).to_contain_text("四星")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("5")
    expect(matrix.box(qian, "industry")).to_be_focused()
    matrix.saved()
    assert (matrix.stars(shi), matrix.stars(qian)) == (
        ["industry", "ecology", "safety", "civility"],
        ["industry", "ecology"],
    )
    expect(matrix.level(shi)).to_contain_text("四星")

    # A block from a spreadsheet: an unknown word is told and nothing is taken; mended, it is seen before it is saved.
    nan, zhang = "410871062229", "410871062230"
    matrix.paste(nan, "branch", "☆\t★新\t★新\t?\t0\r\n否\t1\t√\t是\t是\r\n")
    expect(page.locator(".errors li")).to_have_count(1)
    axe(page)
    page.locator("#text").fill("☆\t★新\t★新\t0\t０\n否\t１\t1.0\t是\t是\n")
    page.locator("main form button", has_text="核对读取结果").click()
    expect(page.locator("main tbody tr")).to_have_count(2)
    axe(page)
    page.locator("main button", has_text="导入所选").click()
    page.wait_for_url(f"**{WENCHANG}")
    assert (matrix.stars(nan), matrix.stars(zhang)) == (
        ["industry", "ecology"],
        ["industry", "ecology", "safety", "civility"],
    )
    expect(matrix.note(zhang)).to_contain_text("由一星到四星")
    expect(matrix.total).to_have_text(["1", "10", "35", "21", "33", "100 颗", ""])

    # Everything is there after a reload.
    codes = [yao, yang, shi, qian, nan, zhang]
    marked = [matrix.stars(code) for code in codes]
    page.reload()
    assert [matrix.stars(code) for code in codes] == marked
    expect(matrix.total).to_have_text(["1", "10", "35", "21", "33", "100 颗", ""])

    # One unit is missing: nothing is handed in, and a link leads to it.
    bei = "410871062235"
    for star in ("ecology", "civility"):
        matrix.cell(bei, star).click()
    matrix.saved()
    expect(matrix.level(bei)).to_contain_text("未标")
    matrix.press("submit")
    missing = page.locator(".errors a")
    expect(missing).to_have_count(1)
    expect(missing).to_contain_text("北雎村")
    axe(page)
    missing.click()
    expect(matrix.row(bei)).to_be_in_viewport()
    page.goto(WENCHANG)

    # No target this year is a choice with a reason.
    page.locator(f"#r-{bei}").fill("整村搬迁")
    page.keyboard.press("Tab")
    matrix.saved()
    expect(matrix.level(bei)).to_contain_text("无目标")
    matrix.press("submit")
    expect(page.locator("#states")).to_contain_text("已上报")
    expect(page.locator(".matrix input[type=checkbox]")).to_have_count(0)
    matrix.press("withdraw")
    expect(page.locator(".matrix input[type=checkbox]")).to_have_count(36 * 5)
    assert [matrix.stars(code) for code in codes] == marked


def test_without_scripts_one_form_does_the_same(another):
    matrix = Matrix(another("wen", java_script_enabled=False), NINGGUO)
    page, ning, qiu, yang = matrix.page, "410871101200", "410871101203", "410871101229"
    before = matrix.total.all_inner_texts()
    matrix.box(ning, "branch").check(force=True)
    matrix.box(qiu, "ecology").uncheck(force=True)
    matrix.box(qiu, "safety").uncheck(force=True)
    matrix.box(qiu, "civility").uncheck(force=True)
    expect(matrix.total).to_have_text(before)  # nothing moves before it is saved
    save = matrix.bar.locator("button[form=matrix]", has_text="保存")
    save.click()
    expect(matrix.level(ning)).to_contain_text("五星")
    expect(matrix.level(qiu)).to_contain_text("未标")
    matrix.press("submit")
    expect(page.locator(".errors a")).to_have_count(1)
    page.goto(NINGGUO)
    page.locator(f"#r-{qiu}").fill("村庄合并")
    save.click()
    expect(matrix.level(qiu)).to_contain_text("无目标")
    matrix.press("submit")
    expect(page.locator(".matrix input[type=checkbox]")).to_have_count(0)
    matrix.press("withdraw")
    expect(matrix.box(ning, "branch")).to_be_checked()
    expect(page.locator(f"#r-{yang}")).to_have_value("台账先行补齐，明年申报")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_what_is_seen_is_what_is_submitted(another, scripts):
    """Submitted at once: without scripts nothing has been saved before, with scripts the row is still on its way."""
    matrix, jin = Matrix(another("eve", java_script_enabled=scripts), WENCHANG), "410871062200"
    page, before = matrix.page, matrix.stars(jin)
    after = [star for star in ("industry", "ecology", "safety", "civility") if star not in before or star != "safety"]
    if scripts:
        page.route(f"**{WENCHANG}", lambda route: (sleep(0.4), route.continue_()))
    for star in {*before} ^ {*after}:
        matrix.cell(jin, star).click()
    matrix.press("submit")
    expect(page.locator(".messages")).to_contain_text("已上报")
    expect(page.locator(".matrix input[type=checkbox]")).to_have_count(0)
    page.unroute_all()
    matrix.press("withdraw")
    expect(page.locator(".matrix input[type=checkbox]")).to_have_count(36 * 5)
    assert matrix.stars(jin) == after


def test_two_who_mark_the_same_row_lose_nothing(eve, another, axe):
    ying, jin = Matrix(another("ying"), WENCHANG), "410871062200"
    eve.cell(jin, "branch").click()
    eve.saved()
    ying.cell(jin, "civility").click()
    expect(ying.row(jin)).to_have_class("is-failed")
    expect(ying.bar.locator(".saves")).to_have_attribute("data-now", "failed")
    # Ying is told what stands there now, and her own marks are still there.
    expect(ying.note(jin)).to_contain_text("他人")
    expect(ying.note(jin)).to_contain_text("支部过硬 产业兴旺 生态宜居 平安法治 文明幸福")
    assert ying.stars(jin) == ["industry", "ecology", "safety"]
    axe(ying.page)
    eve.page.reload()
    assert eve.stars(jin) == ["branch", "industry", "ecology", "safety", "civility"]
    # Having seen both she decides, and now it is saved.
    ying.cell(jin, "branch").click()
    ying.saved()
    eve.page.reload()
    assert eve.stars(jin) == ["branch", "industry", "ecology", "safety"]


def test_a_workbook_goes_out_and_comes_back(another, tmp_path, axe):
    page = another("zhou")
    matrix = Matrix(page, XUHENG)
    with page.expect_download() as begun:
        page.locator("a[href$='stars.xlsx']").click()
    file = tmp_path / begun.value.suggested_filename
    begun.value.save_as(file)

    book = openpyxl.load_workbook(file)
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[4]}
    units = {sheet.cell(row, heads["村（社区）"]).value: row for row in range(5, sheet.max_row)}
    for unit, star, word in (
        ("东冯封村", "产业兴旺", "√"),
        ("东冯封村", "文明幸福", "√"),
        ("王庄村", "产业兴旺", "大概"),
    ):
        sheet.cell(units[unit], heads[star]).value = word
    book.save(file)

    page.locator("a[href$='/upload/']").click()
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form .btn-main").click()
    expect(page.locator(".errors li")).to_have_count(1)
    expect(page.locator(".errors li")).to_contain_text("大概")
    expect(page.locator("table ins")).to_have_text(["产业兴旺", "文明幸福"])
    axe(page)
    assert Matrix(another("zhou"), XUHENG).stars("410803008206") == []  # looking has changed nothing
    page.locator("main form[action] button").click()
    page.wait_for_url(f"**{XUHENG}")
    assert matrix.stars("410803008206") == ["industry", "civility"]
    assert matrix.stars("410803008208") == []

"""Plan sheets in a browser: a township's table under keys and from a spreadsheet, and one sheet on its way to the
office and back, until what was mended is approved."""

import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.sheets.models.sheet import Sheet

YEAR = timezone.localdate().year
TOWN = f"/{YEAR}/410871101/"  # 宁郭镇, Wen's: 宁郭村 aims at four stars, 文明幸福 is new
NING, QIU = "410871101200", "410871101203"
SHEET = f"/{YEAR}/{NING}/sheet/"


def cell(page: Page, code: str, name: str):
    return page.locator(f"[id='c-{code}-{name}']")


def saved(page: Page) -> None:
    expect(page.locator(".saves")).to_have_attribute("data-now", "saved")


def paste(page: Page, code: str, name: str, plain: str, html: str = "") -> None:
    """Paste what a spreadsheet copied into a cell."""
    cell(page, code, name).evaluate(
        """(field, [plain, html]) => {
          field.focus();
          const clip = new DataTransfer();
          clip.setData("text/plain", plain);
          if (html) clip.setData("text/html", html);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clip, bubbles: true, cancelable: true }));
        }""",
        [plain, html],
    )


def kept(code: str, name: str):
    sheet = Sheet.objects.for_list().get(plan__campaign__year=YEAR, plan__village=code)
    return sheet.content.value(name)


def test_a_table_is_filled_in_as_in_a_spreadsheet(another, axe):
    wen = another("wen")
    wen.goto(f"{TOWN}sheets/grid/?part=civility")
    axe(wen)
    order = wen.locator(".cells tbody tr").evaluate_all("rows => rows.map(row => row.id.slice(1))")
    first, second, third = order[:3]

    # Keys: Enter and the arrows go from row to row, the arrows from cell to cell at the ends of a text.
    cell(wen, first, "civility.person").fill("张三")
    wen.keyboard.press("Enter")
    expect(cell(wen, second, "civility.person")).to_be_focused()
    wen.keyboard.press("Control+d")
    expect(cell(wen, second, "civility.person")).to_have_value("张三")
    wen.keyboard.press("ArrowUp")
    wen.keyboard.press("ArrowLeft")
    expect(cell(wen, first, "civility.measure")).to_be_focused()
    wen.keyboard.press("ArrowDown")
    expect(cell(wen, second, "civility.measure")).to_be_focused()
    saved(wen)
    assert [kept(code, "civility.person") for code in (first, second)] == ["张三", "张三"]

    # A column of texts goes down the rows; a text with several lines stays in its cell.
    paste(wen, first, "civility.measure", '建站\n"一约五会\n全覆盖"\n评榜', "<table></table>")
    saved(wen)
    assert [kept(code, "civility.measure") for code in (first, second, third)] == ["建站", "一约五会\n全覆盖", "评榜"]
    paste(wen, first, "civility.due", "６月底\n2026.9.30\n30/6")
    saved(wen)
    days = [str(kept(code, "civility.due"))[5:] for code in (first, second, third)]
    assert days == ["06-30", "09-30", "06-30"]

    # Fill down writes the empty cells only, and the department is offered the next time.
    cell(wen, second, "civility.department").fill("乡文化站")
    wen.locator("[id='fill-civility.department']").fill("县委宣传部")
    wen.locator("button[name=fill][value='civility.department']").click()
    expect(wen.locator(".messages .success")).to_have_count(1)
    assert [kept(code, "civility.department") for code in (first, second)] == ["县委宣传部", "乡文化站"]
    offered = wen.locator("#recalled-department option").evaluate_all("all => all.map(each => each.value)")
    assert {"县委宣传部", "乡文化站"} <= set(offered)


def test_two_people_write_one_sheet(another):
    wen, ying = another("wen"), another("ying")
    for page in (wen, ying):
        page.goto(f"/{YEAR}/{QIU}/sheet/")
    wen.locator("#id_speciality").fill("大蒜")
    wen.locator("#id_population").fill("１，８３０人")
    wen.keyboard.press("Tab")
    expect(wen.locator("#bar")).to_contain_text("已保存")
    ying.locator("#id_households").fill("420")
    ying.keyboard.press("Tab")
    expect(ying.locator("#bar")).to_contain_text("已保存")
    ying.locator("#id_speciality").fill("大葱")
    ying.keyboard.press("Tab")
    expect(ying.locator("#told tbody td")).to_have_text([re.compile("大蒜"), re.compile("大葱")])
    expect(ying.locator("#bar")).to_contain_text("未保存")
    assert (kept(QIU, "speciality"), kept(QIU, "population"), kept(QIU, "households")) == ("大蒜", 1830, 420)
    ying.locator("[data-take]").click()
    expect(ying.locator("#id_speciality")).to_have_value("大蒜")
    expect(ying.locator("#told tbody")).to_have_count(0)


def test_a_sheet_is_returned_with_comments_mended_and_approved(another, axe):
    wen, ying = another("wen"), another("ying")
    wen.goto(SHEET)
    needed = wen.locator(".field:has(.must)", has_text="上报必填").locator("input, textarea")
    for field, words in zip(needed.all(), ("建新时代文明实践站", "王五", "6月底"), strict=True):
        field.fill(words)
    wen.locator("#id_speciality").fill("大蒜")
    wen.locator("button[value=submit]").click()
    expect(wen.locator("h1 .pill")).to_have_text("已上报")

    # The office pins a comment to a cell.
    ying.goto(f"/{YEAR}/410871/")
    ying.get_by_role("link", name=re.compile(r"计划表（\d+）")).click()
    ying.get_by_role("link", name="宁郭村").click()
    ying.get_by_role("link", name="审阅", exact=False).click()
    axe(ying)
    ying.locator("[id='pin-civility.measure']").fill("写明覆盖多少户")
    ying.locator("[name=reason]").fill("请补充后重报")
    ying.locator("button[value=return]").click()
    expect(ying.locator("h1 .pill")).to_have_text("退回修改")

    # The township finds it from its own page and gets a list of what to mend, with what stood there.
    wen.goto(TOWN)
    wen.get_by_role("link", name="退回修改 1").click()
    wen.get_by_role("link", name="宁郭村").click()
    expect(wen.locator(".note.is-late")).to_contain_text("请补充后重报")
    mend = wen.locator(".finds li")
    expect(mend).to_have_count(1)
    expect(mend).to_contain_text("写明覆盖多少户")
    expect(mend).to_contain_text("建新时代文明实践站")
    axe(wen)
    mend.locator("a").click()
    wen.locator("[id='id_civility.measure']").fill("建新时代文明实践站，覆盖300户")
    wen.locator("button[value=submit]").click()
    expect(wen.locator("h1 .pill")).to_have_text("已上报")

    # The office reads only what changed, and approves it.
    ying.goto(f"{SHEET}decide/")
    expect(ying.locator(".diff li")).to_have_count(1)
    expect(ying.locator(".diff ins")).to_contain_text("覆盖300户")
    expect(ying.locator("details table >> visible=true")).to_have_count(0)
    ying.locator("button[value=approve]").click()
    expect(ying.locator("h1 .pill")).to_have_text("已审定")
    expect(ying.locator(".under")).to_contain_text("与审定时一致")

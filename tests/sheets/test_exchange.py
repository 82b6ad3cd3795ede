"""The plan sheets of a township go out as a workbook and come back, whatever WPS and people do to it."""

import datetime
import os
import shutil
import subprocess
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from campaigns.entry.rules.dates import parse_date
from campaigns.planning.reports.naming import star_names
from campaigns.sheets.actions.sheet import save_sheets
from campaigns.sheets.exchange.sheets import FIRST, HEAD_ROW, HEADS, NAME, SheetBook, read_sheet_book, write_sheets
from campaigns.sheets.models.sheet import Sheet
from campaigns.sheets.reports.sheet import sheet_rows
from campaigns.sheets.rules import SheetEntry
from campaigns.workbooks.marked import mark_errors
from campaigns.workbooks.workbook import UnreadableError
from tests import make
from tests.snapshot import kept

pytestmark = pytest.mark.once

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"
SOFFICE = shutil.which("soffice")


def write(cast, campaign, code, **cells):
    version = Sheet.objects.get(plan__campaign=campaign, plan__village=code).version
    cells = {name.replace("__", "."): value for name, value in cells.items()}
    save_sheets(by=cast.eve, campaign=campaign, entries=[SheetEntry(code, version, cells)])


@pytest.fixture
@kept
def wenchang(campaign, cast):
    """One unit with two target stars, one without a target, one with one star, one not marked."""
    make.mark(cast.eve, campaign, {XIN: "industry safety", YAO: "none", JIN: "civility"})
    write(
        cast, campaign, XIN, population=1830, income=Decimal("12.5"), organisation="general", contact_leader="赵六",
        meeting_on=datetime.date(2026, 3, 1), industry__measure="建合作社", industry__due=datetime.date(2026, 6, 30),
    )  # fmt: skip
    return campaign


@pytest.fixture
def book(wenchang, campaign):
    """book() are the sheets of 文昌街道 as they stand."""

    def read() -> SheetBook:
        found = Sheet.objects.for_list().select_related("focus").filter(plan__campaign=campaign)
        rows = sheet_rows(found.filter(plan__village__township="410871062"), star_names(campaign))
        return SheetBook(
            "文昌街道",
            campaign.year,
            campaign.span,
            "创建",
            rows,
            star_names(campaign),
            frozenset(row.code for row in rows),
            len(rows),
        )

    return read


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def saved(workbook: openpyxl.Workbook) -> BytesIO:
    file = BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


def at(head: str, row: int) -> str:
    return f"{openpyxl.utils.get_column_letter(HEADS.index(head) + 1)}{row}"


@pytest.fixture
def filled(book):
    """Reads a workbook with some cells filled in: ``filled({"措施": (5, "…")})``."""

    def fill(*cells: tuple[str, int, object], change=None):
        workbook = opened(write_sheets(book()))
        for head, row, value in cells:
            workbook[NAME][at(head, row)] = value
        if change:
            change(workbook[NAME])
        return read_sheet_book(saved(workbook), book())

    return fill


def told(upload) -> dict[str, list[tuple[str, str, str]]]:
    return {unit.code: [(each.cell, each.was, each.now) for each in unit.changes] for unit in upload.changed}


def places(upload) -> list[tuple[str, str]]:
    return [(error.sheet, error.cell) for error in upload.errors]


def test_the_workbook_has_the_official_form(book):
    sheet = opened(write_sheets(book()))[NAME]
    assert [cell.value for cell in sheet[HEAD_ROW]] == [
        "编码", "版本", "序号", "乡镇（街道）", "管区", "村（社区）", "类别", "党组织形式", "党员数", "人口", "户数",
        "村民小组数", "耕地面积（亩）", "村集体经济收入（万元，上年度）", "特色产业", "已创成星", "上年星级",
        "计划星级", "重点突破星", "试点", "包联领导", "包村干部", "驻村第一书记", "帮扶单位", "结对村", "党员大会日期",
        "跨两级以上的理由", "目标星", "巩固/新创", "优势", "已达标", "短板", "措施", "责任人", "牵头部门", "完成时限",
    ]  # fmt: skip
    rows = [
        [sheet[at(head, row)].value for head in ("编码", "村（社区）", "人口", "目标星", "巩固/新创", "措施")]
        for row in range(FIRST, FIRST + 5)
    ]
    assert rows == [
        [XIN, "辛庄村", 1830, "产业兴旺星", "新创", "建合作社"],
        [XIN, None, None, "平安法治星", "新创", None],
        [YAO, "姚郭庄村", None, "本年无目标：集中整改", None, None],
        [JIN, "金炉村", None, "文明幸福星", "新创", None],
        [YANG, "杨庄村", None, None, None, None],
    ]
    assert sheet[at("党组织形式", FIRST)].value == "党总支"
    assert sheet[at("完成时限", FIRST)].value.date() == datetime.date(2026, 6, 30)
    assert f"{at('人口', 5)}:{at('人口', 6)}" in [str(each) for each in sheet.merged_cells.ranges]


def test_it_prints_across_with_heads_on_each_page_and_says_what_it_is(book):
    sheet = opened(write_sheets(book()))[NAME]
    setup = sheet.page_setup
    assert (setup.orientation, int(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 2, 0)
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$3:$4", "$C:$F")
    assert (sheet.column_dimensions["A"].hidden, sheet.column_dimensions["B"].hidden) == (True, True)
    for words in ("数据时间：", "口径：文昌街道4个村（社区）", "筛选：全部"):
        assert words in sheet.oddFooter.left.text
        assert words in sheet["A2"].value


def test_out_and_in_changes_nothing(book):
    upload = read_sheet_book(BytesIO(write_sheets(book())), book())
    assert (upload.errors, upload.changed, upload.same) == ((), [], 4)


def test_differences_are_told_cell_by_cell(filled):
    upload = filled(
        ("措施", 5, "建合作社，带动30户"), ("责任人", 6, "张三"), ("人口", 5, None), ("重点突破星", 5, "产业兴旺")
    )
    assert told(upload) == {
        XIN: [
            ("population", "1830", ""), ("focus", "", "产业兴旺"),
            ("industry.measure", "建合作社", "建合作社，带动30户"), ("safety.person", "", "张三"),
        ]
    }  # fmt: skip
    assert (upload.new_cells, upload.changed_cells, upload.same) == (2, 2, 3)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("6月底", "{june}"),
        ("2026.5.4", "2026-05-04"),
        ("３０／６", "{june}"),
        (46188, "2026-06-15"),
        ("46188", "2026-06-15"),
        (datetime.date(2026, 6, 15), "2026-06-15"),
    ],
)
def test_dates_in_every_form_that_spreadsheets_make_of_them(filled, campaign, written, means):
    """Only a day without a year lies in the campaign's."""

    def write_it(sheet):
        sheet[at("完成时限", 6)] = written
        if isinstance(written, int):
            sheet[at("完成时限", 6)].number_format = "General"

    (change,) = told(filled(change=write_it))[XIN]
    assert change[::2] == ("safety.due", means.format(june=parse_date("6月30日", campaign.span)))


@pytest.mark.parametrize(
    ("written", "means"), [("１８３１", "1831"), ("1，840人", "1840"), (1850.0, "1850"), (" 1860 ", "1860")]
)
def test_numbers_as_people_write_them(filled, written, means):
    assert told(filled(("人口", 5, written)))[XIN] == [("population", "1830", means)]


@pytest.mark.parametrize("written", ["1.2万", "12户36人", "1,83"])
def test_a_number_with_more_than_its_unit_is_an_error_at_its_cell(filled, written):
    assert places(filled(("人口", 5, written))) == [(NAME, at("人口", 5))]


def test_what_wps_does_to_a_file_is_no_error(filled):
    def spoil(sheet):
        for each in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(each))
        sheet[at("人口", 6)] = 1830  # unmerged and filled down
        sheet[at("村（社区）", 6)] = "辛庄村"
        sheet[at("措施", 6)] = "装探头"
        sheet[at("耕地面积（亩）", HEAD_ROW)] = "耕地面积 (亩)"
        sheet.insert_cols(8)
        sheet["H4"], sheet["H5"] = "备注", "已商定"
        sheet.move_range(f"AJ{HEAD_ROW}:AJ10", cols=4)  # the last column further to the right
        for row in (12, 20):
            sheet.cell(row, 4).value = "  "
        sheet.cell(14, 6).value = "合计"

    upload = filled(change=spoil)
    assert (upload.errors, told(upload)) == ((), {XIN: [("safety.measure", "", "装探头")]})


def test_rows_may_be_sorted_and_left_out(filled):
    def turn(sheet):
        for each in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(each))
        sheet[at("责任人", 6)] = "李四"
        lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=6)]
        for number, line in zip((5, 6), reversed(lines), strict=True):
            for column, value in enumerate(line, 1):
                sheet.cell(number, column).value = value
        sheet.delete_rows(7, 2)

    upload = filled(change=turn)
    assert (upload.errors, told(upload), upload.same) == ((), {XIN: [("safety.person", "", "李四")]}, 1)


def test_a_column_that_is_not_there_changes_nothing(filled):
    upload = filled(change=lambda sheet: sheet.delete_cols(HEADS.index("人口") + 1))
    assert (upload.errors, upload.changed) == ((), [])


def test_every_error_is_told_with_its_cell_and_the_good_units_stay(filled):
    upload = filled(
        ("人口", 5, "许多"), ("完成时限", 5, "改天"), ("目标星", 6, "生态宜居星"), ("措施", 6, "种树"),
        ("人口", 7, 600), ("编码", 8, "410871101200"), ("版本", 9, "二"),
    )  # fmt: skip
    assert sorted(places(upload)) == sorted(
        [(NAME, at(head, row)) for head, row in
         (("人口", 5), ("完成时限", 5), ("目标星", 6), ("编码", 8), ("版本", 9))]
    )  # fmt: skip
    assert told(upload) == {YAO: [("population", "", "600")]}


@pytest.mark.parametrize("shown", ["8.3", "6.30", "12.1"])
@pytest.mark.parametrize("looks", ["yyyy-mm-dd", "General", "0.00"])
def test_a_date_typed_as_a_number_is_never_taken_for_another_day(filled, shown, looks):
    def write_it(sheet):
        sheet[at("完成时限", 6)] = float(shown)
        sheet[at("完成时限", 6)].number_format = looks

    assert places(filled(change=write_it)) == [(NAME, at("完成时限", 6))]


def test_a_cell_without_a_value_is_an_error_and_what_stands_stays(filled):
    """In columns of text too: #N/A is nobody's name, and no formula empties a cell."""
    upload = filled(("人口", 5, "=SUM(1,2)"), ("措施", 5, '=A1&"x"'), ("重点突破星", 7, "=A1"), ("责任人", 8, "#N/A"))
    assert sorted(places(upload)) == sorted(
        (NAME, at(*place)) for place in (("人口", 5), ("措施", 5), ("重点突破星", 7), ("责任人", 8))
    )
    assert upload.changed == []


def test_a_row_with_another_units_name_is_an_error_and_nothing_is_offered_for_it(filled):
    upload = filled(("村（社区）", 5, "别的村"), ("人口", 5, 777), ("乡镇（街道）", 7, "宁郭镇"), ("人口", 8, 5))
    assert places(upload) == [(NAME, at("编码", 5)), (NAME, at("编码", 7))]
    assert told(upload) == {JIN: [("population", "", "5")]}


def test_two_columns_of_one_name_are_refused_with_both_named(filled):
    def repeat(sheet):
        sheet["AK4"], sheet["AK5"] = "措施", "去年的"

    with pytest.raises(UnreadableError, match="“措施” AG、AK"):
        filled(change=repeat)


def test_units_and_columns_without_a_counterpart_are_accounted_for(filled):
    def change(sheet):
        sheet["AK4"], sheet["AK5"] = "备注", "已商定"
        sheet.delete_rows(8)

    account = filled(change=change).account
    assert (account.unread, account.missing) == (("创建计划表 AK：备注",), ("金炉村",))


def test_rows_that_contradict_each_other_are_told(filled):
    def contradict(sheet):
        for each in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(each))
        sheet[at("人口", 6)] = 1900

    assert places(filled(change=contradict)) == [(NAME, at("人口", 6))]


def test_a_star_that_stands_twice_and_a_row_of_no_unit_are_told(filled):
    def spoil(sheet):
        sheet[at("目标星", 6)] = "产业兴旺"
        sheet[at("村（社区）", 12)] = "外村"
        sheet[at("目标星", 12)], sheet[at("措施", 12)] = "产业兴旺星", "种树"

    assert places(filled(change=spoil)) == [(NAME, at("编码", 12)), (NAME, at("目标星", 6))]


def test_facts_of_a_row_without_a_code_are_not_left_out_in_silence(filled):
    [error] = filled(("编码", 5, None), ("人口", 5, 900)).errors
    assert (error.cell, error.sentence) == (at("编码", 5), "该行没有编码，内容未读取。请重新下载表格再填。")


def test_a_number_in_a_cell_of_days_is_told_as_what_it_became(filled):
    def write_it(sheet):
        sheet[at("完成时限", 6)] = 6.3
        sheet[at("完成时限", 6)].number_format = "yyyy-mm-dd"

    [error] = filled(change=write_it).errors
    assert error.sentence == "单元格里是1900-01-06：可能在日期列中输入了6.3这样的数字。请写成2026-06-30或6月30日。"


def test_a_head_that_lacks_is_named_with_its_row(filled):
    def rename(sheet):
        sheet[at("目标星", 4)] = "目标"

    with pytest.raises(UnreadableError, match="第4行像是表头，但缺少“目标星”"):
        filled(change=rename)


def test_a_file_made_before_a_change_is_stale_unit_by_unit(book, campaign, cast):
    content = write_sheets(book())
    write(cast, campaign, XIN, population=1900)
    upload = read_sheet_book(BytesIO(content), book())
    assert [(unit.code, unit.is_stale) for unit in upload.changed] == [(XIN, True)]


def test_a_text_that_looks_like_a_formula_stays_a_text(book, campaign, cast):
    write(cast, campaign, XIN, industry__measure="=1+1")
    cell = opened(write_sheets(book()))[NAME][at("措施", 5)]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_workbook_without_the_table_is_told(book):
    with pytest.raises(UnreadableError):
        read_sheet_book(saved(openpyxl.Workbook()), book())


def test_the_same_workbook_goes_back_with_its_errors_marked(book):
    workbook = opened(write_sheets(book()))
    workbook[NAME][at("人口", 5)] = "许多"
    workbook[NAME]["AN7"] = "我的备注"
    file = saved(workbook)
    marked = opened(mark_errors(file, read_sheet_book(file, book())))[NAME]
    assert marked[at("人口", 5)].fill.fgColor.rgb == "FFFFC7CE"
    assert marked["AN7"].value == "我的备注"
    column = next(cell.column_letter for cell in marked[HEAD_ROW] if cell.value == "错误提示")
    assert marked[f"{column}5"].value.startswith(at("人口", 5))
    assert marked[at("人口", 5)].value == "许多"
    # Mended, it reads as before; marked again, the old marks are gone.
    marked[at("人口", 5)] = 1830
    again = saved(marked.parent)
    upload = read_sheet_book(again, book())
    assert (upload.errors, upload.changed) == ((), [])
    clean = opened(mark_errors(again, upload))[NAME]
    assert (clean[f"{column}5"].value, clean[at("人口", 5)].fill.fill_type) == (None, None)
    assert [cell.value for cell in clean[HEAD_ROW]].count("错误提示") == 1


def through_libreoffice(content: bytes, folder) -> BytesIO:
    """The workbook as LibreOffice saves it."""
    if SOFFICE is None:
        if os.environ.get("CI"):
            pytest.fail("soffice is missing; .ci/run installs it")
        pytest.skip("soffice is not installed")
    (folder / "in.xlsx").write_bytes(content)
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", str(folder / "out"), str(folder / "in.xlsx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return BytesIO((folder / "out" / "in.xlsx").read_bytes())


def test_libreoffice_saves_it_without_loss(book, tmp_path):
    workbook = opened(write_sheets(book()))
    workbook[NAME][at("措施", 6)] = "装探头\n建警务室"
    workbook[NAME][at("完成时限", 6)] = "6月底"
    workbook[NAME][at("责任人", 6)] = "张三"
    upload = read_sheet_book(through_libreoffice(saved(workbook).getvalue(), tmp_path), book())
    june = parse_date("6月30日", book().span)
    assert (upload.errors, told(upload)) == (
        (),
        {
            XIN: [
                ("safety.measure", "", "装探头\n建警务室"),
                ("safety.person", "", "张三"),
                ("safety.due", "", str(june)),
            ]
        },
    )

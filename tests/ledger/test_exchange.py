"""The ledger goes out as a workbook and comes back, whatever WPS and people do to it."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.utils import translation

from campaigns.ledger.actions.tasks import check_tasks, edit_tasks, report_tasks
from campaigns.ledger.exchange import FIRST, HEAD_ROW, HEADS, NAME, LedgerBook, compare, read_ledger, write_ledger
from campaigns.ledger.models import UnitTask
from campaigns.ledger.reports.lists import in_order
from campaigns.ledger.rules.tasks import TaskEntry
from campaigns.workbooks.marked import mark_errors
from campaigns.workbooks.workbook import UnreadableError
from fivestar.changes.undo import undo
from tests import make
from tests.planning.plans import XIN
from tests.sheets.test_exchange import through_libreoffice

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def book(working, cast):
    """文昌街道's ten rows as its organizer may write them."""

    def read(is_office=False) -> LedgerBook:
        found = UnitTask.objects.editable_by(cast.eve).at(working, "410871062")
        rows = list(in_order(found, ""))
        return LedgerBook(
            "文昌街道", working.year, working.span, "创建", rows, len(rows), 13, "星：生态宜居", working.assessment_on,
            is_office, frozenset(row.pk for row in rows),
        )  # fmt: skip

    return read


def opened(content: bytes):
    return openpyxl.load_workbook(BytesIO(content))


def saved(workbook) -> BytesIO:
    file = BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


def at(head: str, line: int) -> str:
    """The cell under a head in a line, of which the first is 1."""
    return f"{openpyxl.utils.get_column_letter(HEADS.index(head) + 1)}{FIRST + line - 1}"


def told(upload) -> list[tuple[int, str, str, str]]:
    return [(row.row.pk, each.cell, each.was, each.now) for row in upload.changed for each in row.changes]


def test_the_workbook_has_the_official_heads_and_prints_across(book, working, cast):
    one, two = make.rows(working, XIN)[:2]
    edit_tasks(by=cast.eve, campaign=working, entries=[TaskEntry(one.pk, one.version, {"measure": "=建厂"})])
    report_tasks(by=cast.eve, campaign=working, seen=make.row_versions(two))
    check_tasks(by=cast.ying, campaign=working, seen=make.row_versions(two))
    sheet = opened(write_ledger(book()))[NAME]
    assert [cell.value for cell in sheet[HEAD_ROW]] == [
        "编码", "版本", "序号", "乡镇", "村", "星", "任务", "标准", "现状", "差距", "措施", "牵头部门", "责任领导",
        "责任人", "帮扶单位", "起", "止", "进度", "状态", "佐证", "验收人", "销号日",
    ]  # fmt: skip
    heads = ("编码", "序号", "乡镇", "村", "星", "任务", "措施", "状态", "验收人")
    assert [[sheet[at(head, line)].value for head in heads] for line in (1, 2)] == [
        [one.pk, 1, "文昌街道", "辛庄村", "产业兴旺星", "industry任务1", "=建厂", "未启动", None],
        [two.pk, 2, "文昌街道", "辛庄村", "产业兴旺星", "industry任务2", None, "已核验", "应敏"],
    ]
    assert sheet[at("措施", 1)].data_type == "s"
    assert sheet[at("止", 1)].value.date() == one.due_on
    assert (sheet[at("措施", 1)].fill.fill_type, sheet[at("措施", 2)].fill.fill_type) == ("solid", None)
    assert (sheet.column_dimensions["A"].hidden, sheet.column_dimensions["B"].hidden) == (True, True)
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", f"${HEAD_ROW}:${HEAD_ROW}")
    assert "口径：文昌街道共13项任务，本表10项　筛选：星：生态宜居" in sheet.oddFooter.left.text


def test_a_file_says_what_is_new_changed_same_closed_and_stale(book, working, cast):
    one, two, _three, four = make.rows(working, XIN)[:4]
    edit_tasks(by=cast.eve, campaign=working, entries=[TaskEntry(one.pk, one.version, {"person": "张勇"})])
    workbook = opened(write_ledger(book()))
    sheet = workbook[NAME]
    sheet[at("责任人", 1)], sheet[at("差距", 1)] = "王建设", "缺厕所"
    sheet[at("进度", 2)] = "已完成"
    sheet[at("责任领导", 4)] = "赵书记"
    report_tasks(by=cast.eve, campaign=working, seen=make.row_versions(two))
    check_tasks(by=cast.ying, campaign=working, seen=make.row_versions(two))
    edit_tasks(by=cast.eve, campaign=working, entries=[TaskEntry(four.pk, four.version, {"leader": "钱书记"})])
    upload = compare(read_ledger(saved(workbook)), book())
    assert told(upload) == [
        (one.pk, "gap", "", "缺厕所"), (one.pk, "person", "张勇", "王建设"), (four.pk, "leader", "钱书记", "赵书记"),
    ]  # fmt: skip
    assert (upload.new_cells, upload.changed_cells, upload.same, upload.errors) == (1, 2, 7, ())
    assert ([row.row.pk for row in upload.good], [row.row.pk for row in upload.stale]) == ([one.pk], [four.pk])
    assert [row.row.pk for row in upload.closed] == [two.pk]


def test_all_errors_are_told_at_once_and_marked_in_the_file(book, working):
    row = make.rows(working, XIN)[0]
    workbook = opened(write_ledger(book()))
    sheet = workbook[NAME]
    sheet[at("止", 1)] = row.due_on + datetime.timedelta(days=1)
    sheet[at("起", 2)] = "改天"
    sheet[at("编码", 3)] = 999_999
    sheet[at("编码", 4)] = sheet[at("编码", 5)].value
    sheet[at("版本", 6)] = "旧"
    sheet[at("责任人", 7)] = "张" * 41
    sheet[at("责任人", 12)] = "李四"
    file = saved(workbook)
    upload = compare(read_ledger(file), book())
    places = [error.cell for error in upload.errors]
    assert places == [
        at("止", 1), at("起", 2), at("编码", 3), at("编码", 4), at("版本", 6), at("责任人", 7), at("编码", 12),
    ]  # fmt: skip
    assert "sorted in part" in upload.errors[3].sentence
    assert told(upload) == []
    marked = opened(mark_errors(file, upload))[NAME]
    assert marked[at("起", 2)].fill.fgColor.rgb == "FFFFC7CE"
    column = next(cell.column_letter for cell in marked[HEAD_ROW] if cell.value == "错误提示")
    assert [bool(marked[f"{column}{FIRST + line - 1}"].value) for line in range(1, 9)] == [
        True, True, True, True, False, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "other"), [("村", "姚郭庄村"), ("任务", "别的任务"), ("星", "平安法治星"), ("乡镇", "宁郭镇")]
)
def test_whatever_a_row_names_must_be_its_codes(book, head, other):
    workbook = opened(write_ledger(book()))
    workbook[NAME][at(head, 1)], workbook[NAME][at("责任人", 1)] = other, "张勇"
    upload = compare(read_ledger(saved(workbook)), book())
    assert ([error.cell for error in upload.errors], upload.changed) == ([at("编码", 1)], [])


def test_rows_and_columns_without_a_counterpart_are_accounted_for(book):
    workbook = opened(write_ledger(book()))
    workbook[NAME]["W3"] = "备注"
    account = compare(read_ledger(saved(workbook)), book()).account
    assert (account.unread, account.number) == (("任务台账 W：备注",), 3)


def test_a_task_that_was_added_is_told(book):
    workbook = opened(write_ledger(book()))
    workbook[NAME][at("编码", 1)] = None
    assert [error.cell for error in compare(read_ledger(saved(workbook)), book()).errors] == [at("编码", 1)]


def test_columns_and_rows_may_be_moved_or_missing(book, working):
    workbook = opened(write_ledger(book()))
    sheet = workbook[NAME]
    sheet[at("责任人", 10)] = "张勇"
    sheet.delete_rows(FIRST, 9)
    sheet.delete_cols(HEADS.index("差距") + 1)
    upload = compare(read_ledger(saved(workbook)), book())
    assert [(cell, was, now) for _key, cell, was, now in told(upload)] == [("person", "", "张勇")]
    assert (upload.errors, upload.same) == ((), 0)


def test_what_is_no_ledger_is_refused(book):
    workbook = openpyxl.Workbook()
    with pytest.raises(UnreadableError, match="编码"):
        read_ledger(saved(workbook))


def test_taken_over_and_taken_back(book, working, cast):
    workbook = opened(write_ledger(book()))
    workbook[NAME][at("责任人", 2)], workbook[NAME][at("进度", 3)] = "张勇", "已招标"
    before = [row.person + row.progress for row in make.rows(working)]
    upload = compare(read_ledger(saved(workbook)), book())
    done = edit_tasks(by=cast.eve, campaign=working, entries=[row.entry for row in upload.good])
    assert compare(read_ledger(saved(opened(write_ledger(book())))), book()).changed == []
    undo(by=cast.eve, changeset=done)
    assert [row.person + row.progress for row in make.rows(working)] == before


def test_libreoffice_saves_it_without_loss(book, working, tmp_path):
    workbook = opened(write_ledger(book()))
    row = make.rows(working, XIN)[1]
    workbook[NAME][at("措施", 2)] = "建合作社\n签订单"
    workbook[NAME][at("止", 2)] = row.due_on - datetime.timedelta(days=7)
    upload = compare(read_ledger(through_libreoffice(saved(workbook).getvalue(), tmp_path)), book())
    day = str(row.due_on - datetime.timedelta(days=7))
    assert (upload.errors, upload.same, told(upload)) == (
        (), 9, [(row.pk, "measure", "", "建合作社\n签订单"), (row.pk, "due_on", str(row.due_on), day)],
    )  # fmt: skip

"""Assignments (周交办) as a workbook."""

from collections.abc import Iterable

from django.utils import translation
from openpyxl import Workbook

from campaigns.workbooks import layout
from campaigns.workbooks.layout import OFFICIAL
from campaigns.workbooks.lists import Cell, who_when, write_list


def write_assignments(title: str, lines: Iterable, sentence: str, narrowed: str) -> bytes:
    """Assignments (周交办单) in the columns of the official form.

    lines -- assignments/reports/assignment.AssignmentLine; sentence -- how many stand where.
    """
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "交办清单"
    heads = [
        ("序号", 6), ("编号", 10), ("交办日期", 12), ("内容", 40), ("星/任务", 20), ("牵头部门", 16), ("要求", 36),
        ("涉及任务和问题", 14), ("其中已完成", 10), ("时限", 12), ("反馈", 40), ("状态", 14), ("销号", 18),
    ]  # fmt: skip
    with translation.override(OFFICIAL):
        rows = [_assignment(number, each) for number, each in enumerate(lines, 1)]
        write_list(sheet, title, layout.told(sentence.rstrip("。"), narrowed), heads, rows)
    return layout.bytes_of(workbook)


def _assignment(number: int, line) -> list[Cell]:
    given = line.assignment
    told = given.reply_from or (str(given.replied_by) if given.replied_by else "")
    reply = "；".join(filter(None, [given.reply, told]))
    if given.return_reason:
        reply = "；".join(filter(None, [given.reply, f"退回：{given.return_reason}"]))
    return [
        number, given.number_said, given.given_on, given.text, given.about, given.department, given.demand, line.total,
        line.done, given.due_on, reply, str(given.get_state_display()), who_when(given.closed_by, given.closed_at),
    ]  # fmt: skip

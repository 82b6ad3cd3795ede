"""Lists as workbooks, exactly as they were filtered: units, opinions (意见建议), projects (创建项目清单)."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils import timezone, translation
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ..choices import LEVEL_NAMES
from ..reports.matrix import Row
from ..reports.opinion import OpinionRow
from . import layout
from .layout import OFFICIAL
from .listed import CODE, TOTAL, VERSION
from .matrix import SHEETS
from .workbook import text

FIRST = 4
KEYS = (CODE, VERSION)
KEY_HEADS = [(head, 8) for head in KEYS]
Cell = str | int | Decimal | datetime.date | None


def _write(
    sheet: Worksheet, title: str, note: str, heads: Sequence[tuple[str, int]], lines: Iterable[Sequence[Cell]]
) -> int:
    """Write a plain list; the number of its last row. Keys and versions, where a list comes back by them, are hidden.

    heads -- (head, width in characters).
    """
    keyed = sum(head in KEYS for head, _width in heads)
    layout.begin(sheet, title, note, len(heads))
    widths = [width for _head, width in heads]
    layout.write_heads(sheet, FIRST - 1, [head for head, _width in heads], widths)
    number = FIRST - 1
    for number, line in enumerate(lines, FIRST):
        for column, value in enumerate(line, 1):
            cell = sheet.cell(number, column)
            if isinstance(value, str | int):
                text(cell, value if value != "" else None)
            else:
                cell.value = value
            cell.border, cell.alignment = layout.GRID, layout.TOP
            if isinstance(value, datetime.date):
                cell.number_format = "yyyy-mm-dd"
        layout.make_room(sheet, number, widths)
    for column in range(1, keyed + 1):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    sheet.freeze_panes = sheet.cell(FIRST, keyed + 2)
    layout.finish(sheet, (FIRST - 1, FIRST - 1), note)
    return number


def _total(sheet: Worksheet, last: int, column: int, first: int = 1) -> None:
    """Add a column up below a list that has any rows; the word stands in the first column that is seen."""
    if last < FIRST:
        return
    letter = get_column_letter(column)
    text(sheet.cell(last + 1, first), TOTAL).font = layout.BOLD
    sheet.cell(last + 1, column).value = f"=SUM({letter}{FIRST}:{letter}{last})"
    sheet.cell(last + 1, column).font = layout.BOLD


def write_units(title: str, tables: Iterable[tuple], base: str, narrowed: str) -> bytes:
    """The list of units: a sheet for each star set.

    tables -- (its total: reports/units.KindTotal, its rows: reports/matrix.Row).
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    note = layout.told(base, narrowed)
    with translation.override(OFFICIAL):
        for total, rows in tables:
            stars = [star for star, _n in total.stars]
            heads = [
                ("编码", 15), ("乡镇（街道）", 12), ("管区", 12), ("村（社区）", 16),
                *((f"{star.name}星", 9) for star in stars),
                ("计划星级", 9), ("上年星级", 9), ("已创成星", 26), ("本年无目标的原因", 24), ("状态", 10),
            ]  # fmt: skip
            sheet = workbook.create_sheet(SHEETS[total.kind])
            last = _write(sheet, f"{title}（{SHEETS[total.kind]}）", note, heads, map(_unit, rows))
            for column in range(5, 5 + len(stars)):
                letter = get_column_letter(column)
                sheet.cell(last + 1, column).value = f"=COUNTA({letter}{FIRST}:{letter}{last})"
                sheet.cell(last + 1, column).font = layout.BOLD
            text(sheet.cell(last + 1, 4), "合计").font = layout.BOLD
    if not workbook.worksheets:
        _write(workbook.create_sheet("村（社区）"), title, note, [("编码", 15), ("村（社区）", 40)], [])
    return layout.bytes_of(workbook)


def _unit(row: Row) -> list[Cell]:
    unit, mark = row.plan.village, row.mark
    return [
        row.code, unit.township.name, str(unit.area or ""), unit.name,
        *("★" if line.target else "" for line in row.cells),
        "" if mark.is_empty else str(LEVEL_NAMES[mark.level]),
        str(LEVEL_NAMES[mark.held_level]) if mark.held_level else "未定级",
        "、".join(str(line.star) for line in row.cells if line.held), mark.no_target_reason,
        str(row.plan.state_choice.label),
    ]  # fmt: skip


def write_opinions(title: str, rows: Sequence[OpinionRow], sentence: str, narrowed: str) -> bytes:
    """The list of opinions with what became of each; the note says how many of each there are."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "意见建议"
    heads = [
        *KEY_HEADS, ("序号", 6), ("乡镇（街道）", 12), ("村（社区）", 14), ("星", 14), ("意见建议", 50),
        ("提出单位（人）", 18), ("收到日期", 12), ("采纳情况", 10), ("答复", 40), ("答复日期", 12),
    ]  # fmt: skip
    with translation.override(OFFICIAL):
        lines = [_opinion(number, row) for number, row in enumerate(rows, 1)]
        _write(sheet, title, layout.told(sentence.rstrip("。"), narrowed), heads, lines)
    return layout.bytes_of(workbook)


def _opinion(number: int, row: OpinionRow) -> list[Cell]:
    opinion = row.opinion
    place = {"unit": (row.township, row.name), "township": (row.name, ""), "county": ("", row.name)}[row.level]
    answered = timezone.localtime(opinion.answered_at).date() if opinion.answered_at else None
    return [
        opinion.pk, opinion.version, number, *place, str(opinion.star or ""), opinion.text,
        opinion.from_whom, opinion.received_on,
        str(opinion.get_state_display()), opinion.answer, answered,
    ]  # fmt: skip


def write_projects(title: str, projects: Iterable, narrowed: str) -> bytes:
    """The project list with its money added up.

    projects -- records of models/project.Project, with unit and star.
    """
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "创建项目清单"
    heads = [
        *KEY_HEADS, ("序号", 6), ("乡镇（街道）", 12), ("村（社区）", 14), ("星", 14), ("项目名称", 30),
        ("资金（万元）", 12), ("资金来源", 14), ("责任部门", 18), ("责任人", 12), ("开工日期", 12), ("完成时限", 12),
        ("状态", 12), ("备注", 24),
    ]  # fmt: skip
    with translation.override(OFFICIAL):
        lines = [_project(number, each) for number, each in enumerate(projects, 1)]
        unknown = sum(line[7] is None for line in lines)
        base = f"{len(lines)}个项目" + (f"，其中{unknown}个资金未定" if unknown else "")
        last = _write(sheet, title, layout.told(base, narrowed), heads, lines)
        _total(sheet, last, 8, first=3)
    return layout.bytes_of(workbook)


def _project(number: int, project) -> list[Cell]:
    unit = project.plan.village
    return [
        project.pk, project.version, number, unit.township.name, unit.name, str(project.star or ""), project.name,
        project.amount,
        str(project.get_source_display()), project.department, project.person, project.starts_on, project.ends_on,
        str(project.get_state_display()), project.note,
    ]  # fmt: skip


def write_problems(title: str, problems: Iterable, sentence: str, narrowed: str) -> bytes:
    """The problem list (问题清单) in the columns of the official form.

    problems -- records of models/problem.Problem, as for lists; sentence -- how many stand where.
    """
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "问题清单"
    heads = [
        ("序号", 6), ("乡镇（街道）", 12), ("村（社区）", 14), ("星/任务", 20), ("问题", 36), ("来源", 14),
        ("帮扶单位", 16), ("具体措施", 36), ("完成时限", 12), ("责任人", 10), ("牵头部门", 14), ("整改", 28),
        ("复核", 18), ("销号", 18),
    ]  # fmt: skip
    with translation.override(OFFICIAL):
        lines = [_problem(number, each) for number, each in enumerate(problems, 1)]
        _write(sheet, title, layout.told(sentence.rstrip("。"), narrowed), heads, lines)
    return layout.bytes_of(workbook)


def _problem(number: int, problem) -> list[Cell]:
    unit = problem.plan.village
    source = str(problem.get_source_display())
    fixed = _who_when(problem.fixed_by, problem.fixed_at)
    done = "；".join(filter(None, [problem.fix, fixed]))
    if problem.return_reason:
        done = "；".join(filter(None, [problem.fix, f"退回：{problem.return_reason}"]))
    return [
        number, unit.township.name, unit.name, problem.about, problem.text,
        f"{source}（{problem.source_word}）" if problem.source_word else source, problem.support_unit, problem.measure,
        problem.due_on, problem.person, problem.department, done,
        _who_when(problem.rechecked_by, problem.rechecked_at), _who_when(problem.closed_by, problem.closed_at),
    ]  # fmt: skip


def write_assignments(title: str, lines: Iterable, sentence: str, narrowed: str) -> bytes:
    """Assignments (周交办单) in the columns of the official form.

    lines -- reports/assignment.AssignmentLine; sentence -- how many stand where.
    """
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "交办清单"
    heads = [
        ("序号", 6), ("文号", 18), ("交办日期", 12), ("内容", 40), ("星/任务", 20), ("责任部门", 16), ("要求", 36),
        ("涉及任务和问题", 14), ("其中已完成", 10), ("时限", 12), ("反馈", 40), ("状态", 14), ("销号", 18),
    ]  # fmt: skip
    with translation.override(OFFICIAL):
        rows = [_assignment(number, each) for number, each in enumerate(lines, 1)]
        _write(sheet, title, layout.told(sentence.rstrip("。"), narrowed), heads, rows)
    return layout.bytes_of(workbook)


def _assignment(number: int, line) -> list[Cell]:
    given = line.assignment
    told = given.reply_from or (str(given.replied_by) if given.replied_by else "")
    reply = "；".join(filter(None, [given.reply, told]))
    if given.return_reason:
        reply = "；".join(filter(None, [given.reply, f"退回：{given.return_reason}"]))
    return [
        number, str(given), given.given_on, given.text, given.about, given.department, given.demand, line.total,
        line.done, given.due_on, reply, str(given.get_state_display()), _who_when(given.closed_by, given.closed_at),
    ]  # fmt: skip


def _who_when(who, at) -> str:
    return f"{who} {timezone.localtime(at):%Y-%m-%d}" if who and at else ""


def write_leaders(title: str, lines: Iterable, visits: Iterable, month: datetime.date, narrowed: str) -> bytes:
    """Contact leaders with their units, and the visits of a month on a second sheet.

    lines -- reports/leader.UnitLine; visits -- records of models/leader.Visit, as for lists.
    """
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "包联领导"
    heads = [
        ("序号", 6), ("包联领导", 12), ("职务", 24), ("乡镇（街道）", 14), ("村（社区）", 16),
        (f"{month.month}月走访次数", 12), ("最近走访", 12), (f"{month.month}月是否完成", 12),
    ]  # fmt: skip
    found = [
        ("序号", 6), ("走访日期", 12), ("包联领导", 12), ("职务", 24), ("乡镇（街道）", 14), ("村（社区）", 16),
        ("发现的情况", 40), ("解决或安排", 40), ("已列入问题清单", 12),
    ]  # fmt: skip
    with translation.override(OFFICIAL):
        lines = list(lines)
        missing = sum(line.is_missing for line in lines)
        note = layout.told(f"{len(lines)}个村（社区），{month:%Y年%m月}未走访{missing}个", narrowed)
        _write(sheet, title, note, heads, [_led(number, line) for number, line in enumerate(lines, 1)])
        second = workbook.create_sheet("走访记录")
        visited = [_visit(number, visit) for number, visit in enumerate(visits, 1)]
        told = layout.told(f"{month:%Y年%m月}走访{len(visited)}次", narrowed)
        _write(second, f"{title}（走访记录）", told, found, visited)
    return layout.bytes_of(workbook)


def _led(number: int, line) -> list[Cell]:
    leader, unit = line.leader, line.plan.village
    state = "" if leader is None or not line.asked else "未完成" if line.is_missing else "已完成"
    return [
        number, leader.name if leader else "", leader.title if leader else "", unit.township.name, unit.name,
        line.made, line.last, state,
    ]  # fmt: skip


def _visit(number: int, visit) -> list[Cell]:
    unit = visit.plan.village
    return [
        number, visit.on, visit.leader.name, visit.leader.title, unit.township.name, unit.name, visit.found,
        visit.arranged, "是" if visit.problem_id else "",
    ]  # fmt: skip

"""Contact leaders (包联领导) and their visits as a workbook."""

import datetime
from collections.abc import Iterable

from django.utils import translation
from openpyxl import Workbook

from campaigns.workbooks import layout
from campaigns.workbooks.layout import OFFICIAL
from campaigns.workbooks.lists import Cell, write_list


def write_leaders(title: str, lines: Iterable, visits: Iterable, month: datetime.date, narrowed: str) -> bytes:
    """Contact leaders with their units, and the visits of a month on a second sheet.

    lines -- leaders/reports.UnitLine; visits -- records of leaders/models.Visit, as for lists.
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
        write_list(sheet, title, note, heads, [_led(number, line) for number, line in enumerate(lines, 1)])
        second = workbook.create_sheet("走访记录")
        visited = [_visit(number, visit) for number, visit in enumerate(visits, 1)]
        told = layout.told(f"{month:%Y年%m月}走访{len(visited)}次", narrowed)
        write_list(second, f"{title}（走访记录）", told, found, visited)
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

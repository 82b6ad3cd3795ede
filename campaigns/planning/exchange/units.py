"""The list of units as a workbook, exactly as it was filtered."""

from collections.abc import Iterable

from django.utils import translation
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from campaigns.workbooks import layout
from campaigns.workbooks.layout import OFFICIAL
from campaigns.workbooks.lists import FIRST, Cell, write_list
from campaigns.workbooks.workbook import text
from campaigns.year.choices import LEVEL_NAMES

from ..reports.matrix import Row
from .matrix import SHEETS, ticks


def write_units(title: str, tables: Iterable[tuple], base: str, narrowed: str) -> bytes:
    """The list of units: a sheet for each star set.

    tables -- (its total: planning/reports/units.KindTotal, its rows: planning/reports/matrix.Row).
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
            last = write_list(sheet, f"{title}（{SHEETS[total.kind]}）", note, heads, map(_unit, rows))
            for column in range(5, 5 + len(stars)):
                letter = get_column_letter(column)
                number = sum(sheet.cell(row, column).value is not None for row in range(FIRST, last + 1))
                cell = layout.formula(sheet.cell(last + 1, column), ticks(f"{letter}{FIRST}:{letter}{last}"), number)
                cell.font = layout.BOLD
            text(sheet.cell(last + 1, 4), "合计").font = layout.BOLD
    if not workbook.worksheets:
        write_list(workbook.create_sheet("村（社区）"), title, note, [("编码", 15), ("村（社区）", 40)], [])
    return layout.bytes_of(workbook)


def _unit(row: Row) -> list[Cell]:
    unit, mark = row.plan.village, row.mark
    return [
        row.code, unit.township.name, str(unit.area or ""), unit.name,
        *("★" if line.target else "" for line in row.cells),
        "" if mark.is_empty else str(LEVEL_NAMES[mark.level]),
        str(mark.held_name),
        "、".join(str(line.star) for line in row.cells if line.held), mark.no_target_reason,
        str(row.plan.state_choice.label),
    ]  # fmt: skip

"""A plain list as a workbook: title, heads, rows, hidden keys where it comes back."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils import timezone
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from . import layout
from .returned import CODE, TOTAL, VERSION
from .workbook import text

FIRST = 4
KEYS = (CODE, VERSION)
KEY_HEADS = [(head, 8) for head in KEYS]
Cell = str | int | Decimal | datetime.date | None


def write_list(
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


def write_total(sheet: Worksheet, last: int, column: int, first: int = 1) -> None:
    """Add a column up below a list that has any rows; the word stands in the first column that is seen."""
    if last < FIRST:
        return
    letter = get_column_letter(column)
    total = sum(sheet.cell(row, column).value or 0 for row in range(FIRST, last + 1))
    text(sheet.cell(last + 1, first), TOTAL).font = layout.BOLD
    layout.formula(sheet.cell(last + 1, column), f"=SUM({letter}{FIRST}:{letter}{last})", total).font = layout.BOLD


def who_when(who, at) -> str:
    return f"{who} {timezone.localtime(at):%Y-%m-%d}" if who and at else ""

"""How every workbook looks and prints: title, note, heads, widths, a landscape sheet of A4 with its foot."""

import unicodedata
from collections.abc import Iterable, Sequence
from copy import copy
from io import BytesIO
from weakref import WeakKeyDictionary

from django.utils import timezone, translation
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from fivestar.changes.characters import writable

from .workbook import text

OFFICIAL = "zh-hans"  # an official paper is Chinese whatever the reader's language

_THIN = Side(style="thin", color="999999")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
TOP = Alignment(vertical="top", wrap_text=True)
BOLD = Font(bold=True)
OPEN = PatternFill("solid", fgColor="FFF8E5")
_DRESSED: WeakKeyDictionary = WeakKeyDictionary()  # sheet → cells that others take their looks from
TITLE, NOTE = 1, 2  # their rows
LINE = 16  # points: the height of one line


def told(base: str, narrowed: str = "") -> str:
    """What a table is of: when its data were read, its base (口径), what it was narrowed to."""
    parts = [f"数据时间：{timezone.localtime():%Y-%m-%d %H:%M}", f"口径：{base}"]
    return "　".join([*parts, f"筛选：{narrowed or '全部'}"])


def narrowed_to(chosen: Iterable[tuple[str, object, object]]) -> str:
    """A filter in words.

    chosen -- (parameter, question, answer) for each question that narrows a list.
    """
    with translation.override(OFFICIAL):
        return "；".join(f"{label}：{words}" if label else str(words) for _name, label, words in chosen)


def begin(sheet: Worksheet, title: str, note: str, width: int) -> None:
    """Write the title and the note above a table of so many columns."""
    last = get_column_letter(width)
    text(sheet.cell(TITLE, 1), title).font = Font(size=16, bold=True)
    sheet.cell(TITLE, 1).alignment = CENTRE
    text(sheet.cell(NOTE, 1), note)
    for row, height in ((TITLE, 28), (NOTE, LINE + 4)):
        sheet.merge_cells(f"A{row}:{last}{row}")
        sheet.row_dimensions[row].height = height  # what is merged gets none of its own


def write_heads(sheet: Worksheet, row: int, heads: Sequence[str], widths: Sequence[int]) -> None:
    """Write a row of heads, and give their columns their widths in characters."""
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), 1):
        cell = text(sheet.cell(row, column), head)
        cell.font, cell.alignment, cell.border = BOLD, CENTRE, GRID
        sheet.column_dimensions[get_column_letter(column)].width = width


def make_room(sheet: Worksheet, row: int, widths: Sequence[int]) -> None:
    """Give a row the height that its longest text needs in columns of these widths, in characters: not every program
    does so by itself. A Chinese character is as wide as two others."""
    lines = 1
    for cell, width in zip(sheet[row], widths, strict=False):
        for told in "" if cell.data_type == "f" else str(cell.value or "").splitlines():
            taken = sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in told)
            lines = max(lines, -(-taken // width))
    sheet.row_dimensions[row].height = LINE * lines + 2


def span(sheet: Worksheet, row: int, first: int, last: int, words: str) -> None:
    """Write a head over several columns of a row of heads."""
    for column in range(first, last + 1):
        sheet.cell(row, column).border = GRID
    cell = text(sheet.cell(row, first), words)
    cell.font, cell.alignment = BOLD, CENTRE
    if last > first:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)


def dress(cell: Cell, is_date: bool, is_open: bool) -> None:
    """Give a cell of a large table its looks: those of a cell like it, which is far quicker than making them anew.

    is_date -- typed as 6.30 it becomes no date of another month, but an error; is_open -- to be filled in.
    """
    sheet = cell.parent
    known = _DRESSED.setdefault(sheet, {})
    if (is_date, is_open) in known:
        cell._style = copy(known[is_date, is_open]._style)
        return
    cell.border, cell.alignment = GRID, TOP
    if is_date:
        cell.number_format = "yyyy-mm-dd"
    if is_open:
        cell.fill, cell.protection = OPEN, Protection(locked=False)
    known[is_date, is_open] = cell


def finish(sheet: Worksheet, heads: tuple[int, int], note: str, *, pages: int = 1, columns: str = "") -> None:
    """Set a sheet up for printing: A4 across, as wide as the paper, heads on each page, pages numbered.

    heads   -- the first and last row that are repeated.
    pages   -- how many pages beside each other a wide table takes, so that it can be read.
    columns -- those that are repeated on each of them.
    note    -- what stands at the foot of each page; an ampersand would be a command there.
    """
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_title_rows = f"{heads[0]}:{heads[1]}"
    if columns:
        sheet.print_title_cols = columns
    sheet.oddFooter.left.text = writable(note).replace("&", "＆")[:150]
    sheet.oddFooter.right.text = "第 &P 页，共 &N 页"


def bytes_of(workbook: Workbook) -> bytes:
    """The .xlsx itself."""
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()

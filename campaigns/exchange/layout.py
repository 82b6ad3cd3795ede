"""How every workbook looks and prints: title, note, heads, widths, a landscape sheet of A4 with its foot."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from django.utils import timezone, translation
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .workbook import text

OFFICIAL = "zh-hans"  # an official paper is Chinese whatever the reader's language

_THIN = Side(style="thin", color="999999")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
TOP = Alignment(vertical="top", wrap_text=True)
BOLD = Font(bold=True)
OPEN = PatternFill("solid", fgColor="FFF8E5")
TITLE, NOTE = 1, 2  # their rows


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
    for row in (TITLE, NOTE):
        sheet.merge_cells(f"A{row}:{last}{row}")


def write_heads(sheet: Worksheet, row: int, heads: Sequence[str], widths: Sequence[int]) -> None:
    """Write a row of heads, and give their columns their widths in characters."""
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), 1):
        cell = text(sheet.cell(row, column), head)
        cell.font, cell.alignment, cell.border = BOLD, CENTRE, GRID
        sheet.column_dimensions[get_column_letter(column)].width = width


def span(sheet: Worksheet, row: int, first: int, last: int, words: str) -> None:
    """Write a head over several columns of a row of heads."""
    for column in range(first, last + 1):
        sheet.cell(row, column).border = GRID
    cell = text(sheet.cell(row, first), words)
    cell.font, cell.alignment = BOLD, CENTRE
    if last > first:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)


def finish(sheet: Worksheet, heads: tuple[int, int], note: str) -> None:
    """Set a sheet up for printing: A4 across, as wide as the paper, heads on each page, pages numbered.

    heads -- the first and last row that are repeated.
    note  -- what stands at the foot of each page; an ampersand would be a command there.
    """
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_title_rows = f"{heads[0]}:{heads[1]}"
    sheet.oddFooter.left.text = note.replace("&", "＆")[:150]
    sheet.oddFooter.right.text = "第 &P 页，共 &N 页"


def bytes_of(workbook: Workbook) -> bytes:
    """The .xlsx itself."""
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()

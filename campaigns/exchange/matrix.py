"""The star matrix of a township as a workbook: out, filled in WPS or Excel, and in again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..choices import Kind
from ..reports.matrix import Grid, Matrix, Row
from ..rules.plan import LONGEST_REASON, MarkSheet
from .workbook import CellError, Line, Sheet, UnreadableError, find_heads, read_sheets, text

SHEETS = {Kind.VILLAGE: "农村", Kind.COMMUNITY: "社区"}
CODE, VERSION, AREA, UNIT = "编码", "版本", "管区", "村（社区）"
HELD, LEVEL, REASON, STATE = "已创成星", "计划星级", "本年无目标的原因", "状态"
YES, NO = re.compile(r"★|★? ?新|√|✓|✔|1|是|y|yes|x", re.IGNORECASE), re.compile(r"|0|☆|☆? ?弃|否|n|no|×", re.IGNORECASE)
FIRST = 5  # the row of the first unit: title, note, two empty lines of heads above it

_THIN = Side(style="thin", color="999999")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_OPEN = PatternFill("solid", fgColor="FFF8E5")


def write_matrix(matrix: Matrix) -> bytes:
    """A township's matrix as an .xlsx: a sheet for each star set, cells to fill in yellow, totals as formulas.

    Each row carries the unit's code and version, so that a file that comes back late is told apart.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    for grid in matrix.grids:
        _write_grid(workbook.create_sheet(SHEETS[grid.kind]), matrix, grid)
    if not matrix.grids:
        workbook.create_sheet(SHEETS[Kind.VILLAGE])
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def _write_grid(sheet: Worksheet, matrix: Matrix, grid: Grid) -> None:
    stars = [star.name for star in grid.stars]
    heads = [CODE, VERSION, AREA, UNIT, *stars, LEVEL, REASON, HELD, STATE]
    last = get_column_letter(len(heads))
    title = f"{matrix.township.official_name}{matrix.campaign.year}年标星表（{SHEETS[grid.kind]}）"
    text(sheet["A1"], title).font = Font(size=16, bold=True)
    sheet["A1"].alignment = _CENTRE
    sheet.merge_cells(f"A1:{last}1")
    text(
        sheet["A2"],
        "在星下填★或1，不创建的留空；本年无目标的写明原因。编码和版本请勿改动。"
        f"　数据时间：{timezone.localtime():%Y-%m-%d %H:%M}　口径：{len(grid.rows)}个{UNIT}",
    )
    sheet.merge_cells(f"A2:{last}2")
    for column, head in enumerate(heads, 1):
        cell = text(sheet.cell(FIRST - 1, column), head)
        cell.font, cell.alignment, cell.border = Font(bold=True), _CENTRE, _GRID
    for number, row in enumerate(grid.rows, FIRST):
        _write_row(sheet, number, row, len(heads))
    end = FIRST + len(grid.rows) - 1
    _write_totals(sheet, end, len(stars))
    ticks = DataValidation(type="list", formula1='"★"', allow_blank=True, showErrorMessage=False)
    ticks.add(f"E{FIRST}:{get_column_letter(4 + len(stars))}{end}")
    sheet.add_data_validation(ticks)
    widths = {CODE: 15, VERSION: 6, AREA: 12, UNIT: 18, LEVEL: 9, REASON: 32, HELD: 30, STATE: 10}
    for column, head in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(column)].width = widths.get(head, 10)
    sheet.column_dimensions["B"].hidden = True
    sheet.freeze_panes = sheet.cell(FIRST, 5)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{FIRST - 1}:{FIRST - 1}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _write_row(sheet: Worksheet, number: int, row: Row, width: int) -> None:
    area = row.plan.village.area
    held = "、".join(line.star.name for line in row.cells if line.held)
    ticks = ["★" if line.target else None for line in row.cells]
    first, last = get_column_letter(5), get_column_letter(4 + len(ticks))
    values = [
        row.code, row.plan.version, str(area or ""), row.plan.village.name, *ticks,
        None, row.mark.no_target_reason, held, str(row.plan.state_choice.label),
    ]  # fmt: skip
    for column, value in enumerate(values, 1):
        cell = text(sheet.cell(number, column), value)
        cell.border = _GRID
        if 5 <= column < 5 + len(ticks):
            cell.alignment = _CENTRE
        if row.is_open and (5 <= column < 5 + len(ticks) or column == width - 2):
            cell.fill, cell.protection = _OPEN, Protection(locked=False)
    level = sheet.cell(number, 5 + len(ticks))
    level.value, level.border, level.alignment = f"=COUNTA({first}{number}:{last}{number})", _GRID, _CENTRE


def _write_totals(sheet: Worksheet, end: int, stars: int) -> None:
    number = end + 1
    text(sheet.cell(number, 4), "合计").font = Font(bold=True)
    for column in range(5, 6 + stars):
        letter = get_column_letter(column)
        cell = sheet.cell(number, column)
        total = "COUNTA" if column < 5 + stars else "SUM"
        cell.value = f"={total}({letter}{FIRST}:{letter}{end})"
        cell.font, cell.alignment, cell.border = Font(bold=True), _CENTRE, _GRID


@dataclass(frozen=True)
class FileRow:
    """A unit as the file has it.

    stale -- the file was made from an older version than the one that stands now.
    """

    sheet: MarkSheet
    row: Row
    stale: bool

    @property
    def is_same(self) -> bool:
        return self.row.says(self.sheet)

    @property
    def stars(self) -> list[tuple[str, bool, bool, bool]]:
        """(name, held, was a target, is one in the file) for each star."""
        return [
            (line.star.name, line.held, line.target, line.star.code in self.sheet.targets) for line in self.row.cells
        ]


@dataclass(frozen=True)
class Upload:
    """A workbook as it was read: rows that can be taken over, and everything wrong with it."""

    rows: tuple[FileRow, ...]
    errors: tuple[CellError, ...]

    @property
    def changed(self) -> list[FileRow]:
        return [row for row in self.rows if not row.is_same and row.row.is_open]

    @property
    def closed(self) -> list[FileRow]:
        """Rows that differ but belong to units that are submitted, approved or over their deadline."""
        return [row for row in self.rows if not row.is_same and not row.row.is_open]

    @property
    def same(self) -> int:
        return sum(row.is_same for row in self.rows)


def read_matrix(file: BinaryIO, matrix: Matrix) -> Upload:
    """What a filled workbook says of a township's units. It may have more columns, fewer rows, other order.

    Raises UnreadableError where the file is no workbook, or holds no table of units.
    """
    errors: list[CellError] = []
    rows: dict[str, FileRow] = {}
    tables = 0
    grids = {grid.kind: grid for grid in matrix.grids}
    for sheet in read_sheets(file):
        for grid in grids.values():
            for at, heads in find_heads(sheet, [CODE, *(star.name for star in grid.stars)]):
                tables += 1
                for found in _read_table(sheet, at, heads, grid, matrix, errors):
                    if found.sheet.code in rows:
                        errors.append(
                            CellError(
                                sheet.name, "", _("%(unit)s stands in the file twice.") % {"unit": found.row.plan}
                            )
                        )
                    rows.setdefault(found.sheet.code, found)
    if not tables:
        raise UnreadableError(
            _("No table found: a row of heads must have “%(code)s” and the names of the five stars.") % {"code": CODE}
        )
    return Upload(tuple(rows.values()), tuple(errors))


def _read_table(
    sheet: Sheet, at: int, heads: dict[str, int], grid: Grid, matrix: Matrix, errors: list[CellError]
) -> Iterator[FileRow]:
    """The rows below a row of heads, up to the next row of heads. Rows without a code are titles or totals."""
    for number in range(at + 1, len(sheet.rows)):
        line = Line(sheet, number, heads)
        code = line.value(CODE)
        if code == CODE:
            return
        if not code:
            continue
        row = matrix.row(code)
        if row is None or row.plan.kind != grid.kind:
            line.wrong(CODE, _("%(code)s is not a unit of this township and star set.") % {"code": code})
        else:
            found = _read_row(line, row, grid)
            if found:
                yield found
        errors.extend(line.errors)


def _read_row(line: Line, row: Row, grid: Grid) -> FileRow | None:
    """What a line says of a unit; None where something in it is wrong."""
    targets = set()
    for star in grid.stars:
        tick = line.value(star.name)
        if YES.fullmatch(tick):
            targets.add(star.code)
        elif not NO.fullmatch(tick):
            line.wrong(
                star.name,
                _("“%(value)s” is neither yes nor no: fill in ★ or 1, or leave it empty.") % {"value": tick[:20]},
            )
    reason = line.value(REASON)
    if len(reason) > LONGEST_REASON:
        line.wrong(
            REASON,
            _("The reason may have %(most)s characters; it has %(length)s.")
            % {"most": LONGEST_REASON, "length": len(reason)},
        )
    if reason and targets:
        line.wrong(REASON, _("It has target stars and a reason for none; take one of them back."))
    version = line.value(VERSION)
    if version and not re.fullmatch(r"[0-9]{1,9}", version):
        line.wrong(VERSION, _("The version is damaged; download the workbook again."))
    if line.errors:
        return None
    now = row.plan.version
    said = MarkSheet(row.code, now, frozenset(targets), bool(reason), reason)
    return FileRow(said, row, stale=bool(version) and int(version) != now)

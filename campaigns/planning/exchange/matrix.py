"""The star matrix of a township as a workbook: out, filled in WPS or Excel, and in again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from campaigns.entry.rules.text import EntryError, plain
from campaigns.workbooks import layout
from campaigns.workbooks.keys import is_about
from campaigns.workbooks.kinds import readable
from campaigns.workbooks.layout import OFFICIAL
from campaigns.workbooks.tables import Account, is_total, named, no_table, tables_in, unread
from campaigns.workbooks.workbook import CellError, Line, Sheet, read_sheets, text
from campaigns.year.choices import Kind

from ..reports.matrix import Grid, Matrix, Row
from ..rules.marks import LONGEST_REASON, YES, MarkSheet, ticked

SHEETS = {Kind.VILLAGE: "农村", Kind.COMMUNITY: "社区"}
CODE, VERSION, TOWNSHIP, AREA, UNIT = "编码", "版本", "乡镇（街道）", "管区", "村（社区）"
HELD, LEVEL, REASON, STATE = "已创成星", "计划星级", "本年无目标的原因", "状态"
READ = (CODE, VERSION, TOWNSHIP, UNIT, REASON)
PASSED = (AREA, HELD, LEVEL, STATE, "序号", "类别", "计划", "上年")
GROUP_ROW, HEAD_ROW, FIRST = 3, 4, 5
WIDTHS = {CODE: 15, VERSION: 6, AREA: 12, UNIT: 18, LEVEL: 9, REASON: 32, HELD: 30, STATE: 10}
STAR_COLUMN = 5


def write_matrix(matrix: Matrix) -> bytes:
    """A township's matrix as an .xlsx: a sheet for each star set, cells to fill in yellow, totals as formulas.

    Each row carries the unit's code and version, so that a file that comes back late is told apart.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    with translation.override(OFFICIAL):
        for grid in matrix.grids:
            _write_grid(workbook.create_sheet(SHEETS[grid.kind]), matrix, grid)
    if not matrix.grids:
        workbook.create_sheet(SHEETS[Kind.VILLAGE])
    return layout.bytes_of(workbook)


def _write_grid(sheet: Worksheet, matrix: Matrix, grid: Grid) -> None:
    stars = [star.name for star in grid.stars]
    heads = [CODE, VERSION, AREA, UNIT, *stars, LEVEL, REASON, HELD, STATE]
    widths = [WIDTHS.get(head, 10) for head in heads]
    township, year = matrix.township.official_name, matrix.campaign.year
    note = layout.told(f"{township}{len(grid.rows)}个{'社区' if grid.kind == Kind.COMMUNITY else '村'}")
    layout.begin(
        sheet,
        f"{township}{year}年标星表（{SHEETS[grid.kind]}）",
        f"在星下填★或1，不创建的留空；本年无目标的写明原因。编码和版本请勿改动。　{note}",
        len(heads),
    )
    at = 1
    for words, width in ((UNIT, 4), ("计划创建星", len(stars)), ("计划", 2), ("上年", 1), ("", 1)):
        layout.span(sheet, GROUP_ROW, at, at + width - 1, words)
        at += width
    layout.write_heads(sheet, HEAD_ROW, heads, widths)
    for number, row in enumerate(grid.rows, FIRST):
        _write_row(sheet, number, row, len(heads))
        layout.make_room(sheet, number, widths)
    end = FIRST + len(grid.rows) - 1
    _write_totals(sheet, grid)
    offer = DataValidation(type="list", formula1='"★"', allow_blank=True, showErrorMessage=False)
    offer.add(f"E{FIRST}:{get_column_letter(STAR_COLUMN - 1 + len(stars))}{end}")
    sheet.add_data_validation(offer)
    sheet.column_dimensions["B"].hidden = True
    sheet.freeze_panes = sheet.cell(FIRST, STAR_COLUMN)
    layout.finish(sheet, (GROUP_ROW, HEAD_ROW), note)


def _write_row(sheet: Worksheet, number: int, row: Row, width: int) -> None:
    held = "、".join(line.star.name for line in row.cells if line.held)
    stars = ["★" if line.target else None for line in row.cells]
    after = STAR_COLUMN + len(stars)
    values = [
        row.code, row.plan.version, str(row.plan.village.area or ""), row.plan.village.name, *stars,
        None, row.mark.no_target_reason, held, str(row.plan.state_choice.label),
    ]  # fmt: skip
    for column, value in enumerate(values, 1):
        cell = text(sheet.cell(number, column), value)
        is_tick = STAR_COLUMN <= column < after
        cell.border, cell.alignment = layout.GRID, layout.CENTRE if is_tick else layout.TOP
        if row.is_open and (is_tick or column == width - 2):
            cell.fill, cell.protection = layout.OPEN, Protection(locked=False)
    level, (first, last) = sheet.cell(number, after), map(get_column_letter, (STAR_COLUMN, after - 1))
    layout.formula(level, ticks(f"{first}{number}:{last}{number}", across=True), row.mark.level)
    level.alignment = layout.CENTRE


def _write_totals(sheet: Worksheet, grid: Grid) -> None:
    end = FIRST + len(grid.rows) - 1
    text(sheet.cell(end + 1, STAR_COLUMN - 1), "合计").font = layout.BOLD
    numbers = [sum(star.code in row.mark.targets for row in grid.rows) for star in grid.stars]
    for column, number in enumerate([*numbers, sum(numbers)], STAR_COLUMN):
        letter = get_column_letter(column)
        rows = f"{letter}{FIRST}:{letter}{end}"
        cell = sheet.cell(end + 1, column)
        layout.formula(cell, ticks(rows) if column < STAR_COLUMN + len(numbers) else f"=SUM({rows})", number)
        cell.font, cell.alignment, cell.border = layout.BOLD, layout.CENTRE, layout.GRID


def ticks(cells: str, *, across: bool = False) -> str:
    """A formula that counts what ``ticked`` counts.

    cells -- one column, or one row (across): words lie the other way, so that each cell meets each of them.
    """
    wide = {word: "".join(chr(ord(sign) + 0xFEE0) for sign in word) for word in YES if word.isascii()}
    words = (";" if across else ",").join(f'"{word}"' for word in sorted({*YES, *wide.values()}))
    return f'=SUMPRODUCT(--EXACT(UPPER(SUBSTITUTE(SUBSTITUTE({cells}," ",""),"\u3000","")),{{{words}}}))'


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
    """A workbook as it was read: rows that can be taken over, and everything wrong with it.

    heads -- of each of its sheets that was read, the row of heads, counted from 1.
    """

    rows: tuple[FileRow, ...]
    errors: tuple[CellError, ...]
    heads: Mapping[str, int] = field(default_factory=dict)
    account: Account = field(default_factory=Account)

    @property
    def changed(self) -> list[FileRow]:
        return [row for row in self.rows if not row.is_same and row.row.is_open]

    @property
    def closed(self) -> list[FileRow]:
        """Rows that differ but belong to units that are submitted, approved or over their deadline."""
        return [row for row in self.rows if not row.is_same and not row.row.is_open]

    @property
    def stale(self) -> list[FileRow]:
        return [row for row in self.changed if row.stale]

    @property
    def same(self) -> int:
        return sum(row.is_same for row in self.rows)

    def _stars(self, was: bool) -> int:
        """How many stars the changed rows add, or take away (was)."""
        return sum(before == was != now for row in self.changed for _name, _held, before, now in row.stars)

    @property
    def added(self) -> int:
        return self._stars(False)

    @property
    def taken(self) -> int:
        return self._stars(True)


def read_matrix(file: BinaryIO, matrix: Matrix) -> Upload:
    """What a filled workbook says of a township's units. It may have more columns, fewer rows, other order.

    Raises UnreadableError where the file is no workbook, holds no table of units, or two columns of one star.
    """
    reader, sheets = _Reader(matrix), list(read_sheets(file))
    for sheet in sheets:
        for grid in matrix.grids:
            reader.read(sheet, grid)
    if not reader.tables:
        stars = _stars(matrix.grids[0]) if matrix.grids else []
        known = _known(matrix.grids[0]) if matrix.grids else {}
        raise no_table(sheets, (CODE, *stars), known)
    return reader.upload()


def _stars(grid: Grid) -> list[str]:
    return [star.name for star in grid.stars]


def _known(grid: Grid) -> dict[str, str]:
    """Bare head → head of a star set's tables; a star may be called with 星 behind its name."""
    return named((*READ, *_stars(grid)), {f"{star}星": star for star in _stars(grid)})


class _Reader:
    """Reads table by table.

    rows -- what is said by unit so far; None where something is wrong, or where the file says two things of a unit.
    """

    def __init__(self, matrix: Matrix):
        self.matrix = matrix
        self.errors: list[CellError] = []
        self.rows: dict[str, FileRow | None] = {}
        self.tables: dict[str, int] = {}
        self.unread: list[str] = []

    def upload(self) -> Upload:
        missing = tuple(str(row.plan.village.name) for row in self.matrix.rows if row.code not in self.rows)
        account = Account(tuple(dict.fromkeys(self.unread)), missing)
        return Upload(tuple(row for row in self.rows.values() if row), tuple(self.errors), self.tables, account)

    def read(self, sheet: Sheet, grid: Grid) -> None:
        """Read the tables of a star set: the rows below their heads, up to the next row of heads."""
        for heads in tables_in(sheet, (CODE, *_stars(grid)), _known(grid), PASSED):
            self.tables.setdefault(sheet.name, heads.row + 1)
            self.unread += unread(sheet, heads)
            for number in range(heads.row + 1, len(sheet.rows)):
                line = Line(sheet, number, heads.columns)
                if line.value(CODE) == CODE:
                    break
                self._line(line, grid)
                self.errors.extend(line.errors)

    def _line(self, line: Line, grid: Grid) -> None:
        code = plain(line.raw(CODE))
        row = self.matrix.row(code)
        if not code:
            if _says_something(line, grid):
                line.wrong(CODE, _("This row has no code: nothing is read of it. Download the workbook again."))
        elif row is None or row.plan.kind != grid.kind:
            line.wrong(CODE, _("%(code)s is not a unit of this township and star set.") % {"code": code})
        elif code in self.rows:
            line.wrong(CODE, _("%(unit)s stands in the file twice. Keep one of the rows.") % {"unit": row.plan})
            self.rows[code] = None
        else:
            self.rows[code] = _read_row(line, row, grid) if _is_of(line, row) else None


def _says_something(line: Line, grid: Grid) -> bool:
    """Whether a row without a code is of a unit: it marks stars, or says why none. Titles and totals do not."""
    if not line.value(UNIT) or is_total(line):
        return False
    return bool(line.value(REASON)) or any(line.value(star.name) in YES for star in grid.stars)


def _is_of(line: Line, row: Row) -> bool:
    """Whether a line names the unit of its code."""
    unit = row.plan.village
    township = unit.township
    units = (unit.name, unit.official_name, f"{township.name}{unit.name}", row.code)
    return is_about(line, CODE, {UNIT: units, TOWNSHIP: (township.name, township.official_name)}, row.plan)


def _read_row(line: Line, row: Row, grid: Grid) -> FileRow | None:
    """What a line says of a unit; None where something in it is wrong."""
    targets = set()
    for star in grid.stars:
        try:
            if ticked(readable(line.raw(star.name))):
                targets.add(star.code)
        except EntryError as error:
            line.wrong(star.name, str(error))
    reason = line.words(REASON)
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

"""The ledger (任务台账) as a workbook: out as a list was filtered, filled in with WPS or Excel, and in again."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import Value
from campaigns.entry.rules.text import plain
from campaigns.workbooks import layout
from campaigns.workbooks.cells import CellChange, official, stale_or_damaged, understood
from campaigns.workbooks.keys import is_about
from campaigns.workbooks.layout import OFFICIAL
from campaigns.workbooks.returned import CODE, VERSION, ListFile, read_list
from campaigns.workbooks.tables import Account
from campaigns.workbooks.workbook import MOST_ROWS, CellError, Line, text

from .choices import LeftOut, TaskState
from .rules.shown import OF_SHEET, returned
from .rules.tasks import ROW_FIELDS, TaskEntry, day_problems

NAME = "任务台账"
TOWNSHIP, UNIT, STAR, TASK, STATE = "乡镇", "村", "星", "任务", "状态"
# The columns that are filled in, and the cells that they are.
CELL_HEADS = {
    "现状": "present", "差距": "gap", "措施": "measure", "牵头部门": "department", "责任领导": "leader",
    "责任人": "person", "帮扶单位": "support_unit", "起": "starts_on", "止": "due_on", "进度": "progress",
}  # fmt: skip
HEADS = (
    CODE, VERSION, "序号", "乡镇", UNIT, "星", TASK, "标准", *CELL_HEADS, STATE, "佐证", "验收人", "销号日",
)  # fmt: skip
READ = (CODE, VERSION, TOWNSHIP, UNIT, STAR, TASK, *CELL_HEADS, STATE)
WIDTHS = {
    CODE: 8, VERSION: 6, "序号": 6, UNIT: 12, "星": 12, TASK: 20, "标准": 26, "现状": 18, "差距": 18, "措施": 24,
    "牵头部门": 12, "帮扶单位": 12, "起": 11, "止": 11, "进度": 20, "佐证": 14, "销号日": 11,
}  # fmt: skip
OF_OTHERS = "带〔计划表〕的是审定计划表所写、带〔本星〕的是本星牵头部门，原样保留就不算本行另填"
MENDED = gettext_lazy(
    "The mark behind it says that it is not this row's own, but the words are changed: delete the mark if the row is "
    "to say this, or the whole cell to keep the plan sheet's."
)
USUAL = 10  # characters: a name, a word
HEAD_ROW, FIRST = 3, 4
MOST_LINES = MOST_ROWS - 100  # what goes out can come in again, with some lines more


@dataclass(frozen=True)
class LedgerBook:
    """What goes into the workbook, and what a file that comes back is held against.

    rows      -- records of UnitTask, as for_list() fetches them, of what goes out with ``files``, how many files are
                 evidence of each.
    open_keys -- of rows that the reader may write.
    base      -- how many rows the place has; narrowed -- what the list was narrowed to, in words.
    """

    place: str
    year: int
    span: Span
    word: str
    rows: Iterable
    total: int
    base: int
    narrowed: str = ""
    assessment_on: datetime.date = datetime.date.max
    is_office: bool = False
    open_keys: frozenset[int] = frozenset()


def write_ledger(book: LedgerBook) -> bytes:
    """The rows of a list as an .xlsx with the official heads. Key and version stand in each row, hidden, so that a
    file that comes back late or sorted is told apart row by row."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = NAME
    note = layout.told(f"{book.place}共{book.base}项任务，本表{book.total}项", book.narrowed)
    title = f"{book.place}{book.year}年“五星”支部{book.word}任务台账"
    layout.begin(sheet, title, f"{note}　黄色单元格可填写，编码、版本请勿改动；{OF_OTHERS}", len(HEADS))
    layout.write_heads(sheet, HEAD_ROW, HEADS, [WIDTHS.get(head, USUAL) for head in HEADS])
    with translation.override(OFFICIAL):
        for number, row in enumerate(book.rows, 1):
            _write_row(sheet, number, row, book)
    sheet.column_dimensions["A"].hidden = sheet.column_dimensions["B"].hidden = True
    sheet.freeze_panes = sheet.cell(FIRST, HEADS.index(TASK) + 2)
    layout.finish(sheet, (HEAD_ROW, HEAD_ROW), note)
    return layout.bytes_of(workbook)


def evidence_of(row) -> str:
    """What the official form says of evidence (佐证): how many files there are, or what usually is."""
    if number := getattr(row, "files", 0):
        return f"{number}个文件"
    return f"参考：{row.task.evidence}" if row.task.evidence else ""


def _write_row(sheet: Worksheet, number: int, row, book: LedgerBook) -> None:
    is_open, shown = row.pk in book.open_keys and row.state != TaskState.CHECKED, row.shown
    told = {
        CODE: row.pk, VERSION: row.version, "序号": number, "乡镇": row.plan.village.township.name,
        UNIT: row.plan.village.name, "星": str(row.task.star), TASK: row.task.title, "标准": row.task.done_when,
        **{
            head: shown[name].marked if name in shown else official(ROW_FIELDS[name], getattr(row, name))
            for head, name in CELL_HEADS.items()
        },
        STATE: str(row.state_choice.label), "佐证": evidence_of(row),
        "验收人": str(row.checked_by or ""), "销号日": row.closed_on,
    }  # fmt: skip
    for column, head in enumerate(HEADS, 1):
        cell, value = sheet.cell(FIRST + number - 1, column), told[head]
        is_date = head in ("起", "止", "销号日")
        if is_date:
            cell.value = value
        else:
            text(cell, value if value != "" else None)
        layout.dress(cell, is_date, is_open and head in CELL_HEADS)


# In again ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RowUpload:
    """One row as a file has it.

    entry    -- what it would write, with the version that stands now.
    is_open  -- whether it may be written; is_stale -- whether it was changed here since the file was made.
    restated -- whether somebody wrote another state there, which is not read from a file: to report a task done is a
                step of its own.
    """

    row: object
    changes: tuple[CellChange, ...]
    entry: TaskEntry
    is_open: bool
    is_stale: bool = False
    restated: bool = False


@dataclass(frozen=True)
class LedgerUpload:
    """A workbook held against the ledger: rows that can be taken over, and everything wrong with it."""

    rows: tuple[RowUpload, ...]
    errors: tuple[CellError, ...]
    heads: Mapping[str, int] = field(default_factory=dict)
    account: Account = field(default_factory=Account)

    @property
    def changed(self) -> list[RowUpload]:
        return [row for row in self.rows if row.changes and row.is_open]

    @property
    def good(self) -> list[RowUpload]:
        """Rows that can be taken over without replacing what somebody wrote since."""
        return [row for row in self.changed if not row.is_stale]

    @property
    def stale(self) -> list[RowUpload]:
        return [row for row in self.changed if row.is_stale]

    @property
    def closed(self) -> list[RowUpload]:
        """Rows that differ but are checked or not the reader's."""
        return [row for row in self.rows if row.changes and not row.is_open]

    @property
    def restated(self) -> list[RowUpload]:
        """Rows whose writer expects another state after the file is taken over."""
        return [row for row in self.rows if row.restated]

    @property
    def same(self) -> int:
        return sum(not row.changes for row in self.rows)

    @property
    def new_cells(self) -> int:
        return sum(each.is_new for row in self.changed for each in row.changes)

    @property
    def changed_cells(self) -> int:
        return sum(not each.is_new for row in self.changed for each in row.changes)

    @property
    def digest(self) -> str:
        """Of everything that it would write: what is taken over is exactly what was shown."""
        told = [[row.entry.pk, row.entry.version, row.is_stale, row.entry.cells] for row in self.changed]
        return hashlib.sha256(json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()[:32]


def read_ledger(file: BinaryIO) -> ListFile:
    """The rows of a filled workbook. It may have more columns, in another order, and fewer rows.

    Raises UnreadableError where the file is no workbook, or holds no ledger.
    """
    return read_list(file, READ, (CODE, TASK), (*CELL_HEADS, TASK), HEADS)


def compare(read: ListFile, book: LedgerBook) -> LedgerUpload:
    """A file held against the rows of a place, with everything wrong in it."""
    rows = {row.pk: row for row in book.rows}
    errors: list[CellError] = []
    uploads: dict[int, RowUpload] = {}
    for line in read.lines:
        row = _row_of(line, rows, uploads)
        if row is not None:
            upload = _upload(line, row, book)
            if not line.errors:
                uploads[row.pk] = upload
        errors.extend(line.errors)
    account = Account(read.unread, more=max(book.base - len(rows), 0))
    return LedgerUpload(tuple(uploads.values()), tuple(errors), read.heads, account)


def _row_of(line: Line, rows: Mapping, known: Mapping):
    """The row that a line is about; where that is not sure, the line says so."""
    key = plain(line.raw(CODE))
    row = rows.get(int(key)) if key.isascii() and key.isdigit() else None
    if row is None:
        line.wrong(CODE, _("This row is not in the ledger here; download the workbook again.") if key
                   else _("The hidden code is missing: rows are not added in the workbook."))  # fmt: skip
    elif row.pk in known:
        line.wrong(CODE, _("This row stands twice in the file. Keep one of the two."))
    elif _is_about(line, row):
        return row
    return None


def _is_about(line: Line, row) -> bool:
    """Whether all that a line names beside its hidden code is that row's."""
    unit = row.plan.village
    star = row.task.star
    names = {
        TOWNSHIP: (unit.township.name, unit.township.official_name),
        UNIT: (unit.name, unit.official_name, f"{unit.township.name}{unit.name}"),
        STAR: (str(star), star.name, f"{star.name}星"),
        TASK: (row.task.title,),
    }
    return is_about(line, CODE, names, row)


def _upload(line: Line, row, book: LedgerBook) -> RowUpload:
    values: dict[str, Value] = {}
    for head, name in CELL_HEADS.items():
        if head in line.heads:
            value, wrong = _value(name, line.raw(head), row, book)
            if wrong:
                line.wrong(head, wrong)
            else:
                values[name] = value
    stale, damaged = stale_or_damaged([line.raw(VERSION)], row.version)
    if damaged:
        line.wrong(VERSION, _("The version is damaged; download the workbook again."))
    cells = {name: value for name, value in values.items() if _differs(name, value, row)}
    is_open = row.pk in book.open_keys and row.state != TaskState.CHECKED
    if is_open and cells:
        _check_days(line, row, cells, book)
    changes = tuple(_change(name, value, row, book.span) for name, value in cells.items())
    restated = is_open and not stale and _is_restated(line, row)
    return RowUpload(row, changes, TaskEntry(row.pk, row.version, cells), is_open, stale, restated)


def _value(name: str, raw, row, book: LedgerBook) -> tuple[Value, str]:
    """What a cell is to say, or what is wrong with it; a word that went out as the plan sheet's stays the sheet's."""
    if name in OF_SHEET and isinstance(raw, str):
        back = returned(raw, row.shown[name])
        if back.is_mended:
            return None, MENDED
        raw = back.own
    return understood(ROW_FIELDS[name], raw, book.span)


def _is_restated(line: Line, row) -> bool:
    with translation.override(OFFICIAL):
        return plain(line.raw(STATE)) not in ("", plain(str(row.state_choice.label)))


def _differs(name: str, value: Value, row) -> bool:
    spec = ROW_FIELDS[name]
    return spec.show(getattr(row, name)) != spec.show(value)


def _change(name: str, value: Value, row, span: Span) -> CellChange:
    spec = ROW_FIELDS[name]
    shown = spec.show(value)
    return CellChange(name, str(spec.label), spec.show(getattr(row, name)), shown, shown, spec.remark(value, span))


def _check_days(line: Line, row, cells: Mapping[str, Value], book: LedgerBook) -> None:
    wrong = day_problems(
        cells, starts_on=row.starts_on, due_on=row.due_on, assessment_on=book.assessment_on, is_office=book.is_office
    )  # fmt: skip
    for each in wrong:
        head = "止" if "止" in line.heads else "起"
        line.wrong(head, str(LeftOut(each).label))

"""A list that comes back as a workbook: rows with a hidden key are held against what stands, others are new."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import BinaryIO, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import Field, Value
from campaigns.entry.rules.text import plain

from .cells import CellChange, bare_head, stale_or_damaged, understood
from .workbook import CellError, Line, Sheet, UnreadableError, read_sheets

CODE, VERSION = "编码", "版本"
NUMBER, TOTAL = "序号", "合计"


class Entry(Protocol):
    """What one row would write, as a room's own frozen values. pk -- of the record; 0 for a new one."""

    pk: int


@dataclass(frozen=True)
class ListFile:
    """A workbook as it was read, before it is held against what stands.

    heads -- of each sheet that was read, the row of heads, counted from 1.
    """

    lines: Sequence[Line]
    heads: Mapping[str, int]

    @property
    def keys(self) -> list[int]:
        """Of the rows that it names."""
        return [key for line in self.lines if (key := key_of(line))]


def key_of(line: Line) -> int:
    """The hidden key of a row; 0 where there is none, or what stands there is none."""
    told = plain(line.raw(CODE))
    return int(told) if told.isascii() and told.isdigit() and len(told) < 13 else 0


def read_list(file: BinaryIO, heads: Iterable[str], wanted: str, filled: Iterable[str]) -> ListFile:
    """The rows of a filled workbook. It may have more columns, in another order, and more or fewer rows.

    heads  -- that are known; wanted -- the one that a list of this kind has beside the hidden code.
    filled -- those that make a row one of the list, where its code is missing.
    Raises UnreadableError where the file is no workbook, or holds no such list.
    """
    lines: list[Line] = []
    found: dict[str, int] = {}
    for sheet in read_sheets(file):
        at = _head_row(sheet, heads, wanted)
        if at is None:
            continue
        index, columns = at
        found[sheet.name] = index + 1
        for number in range(index + 1, len(sheet.rows)):
            line = Line(sheet, number, columns)
            if line.value(CODE) or (line.value(NUMBER) != TOTAL and any(line.value(head) for head in filled)):
                lines.append(line)
    if not found:
        raise UnreadableError(
            _("No table found: a row of heads must have “%(code)s” and “%(star)s”.") % {"code": CODE, "star": wanted}
        )
    return ListFile(lines, found)


def _head_row(sheet: Sheet, heads: Iterable[str], wanted: str) -> tuple[int, dict[str, int]] | None:
    """The row of heads and where each known one stands; the first of two alike counts."""
    known = {bare_head(head): head for head in heads}
    for index, row in enumerate(sheet.rows):
        columns: dict[str, int] = {}
        for column, value in enumerate(row):
            if head := known.get(bare_head(value)):
                columns.setdefault(head, column)
        if CODE in columns and wanted in columns:
            return index, columns
    return None


@dataclass(frozen=True)
class ListRow:
    """One row of a file that can be taken over.

    place, name -- what it is about, and what the list calls it.
    entry       -- what it would write, with the version that stands now.
    is_stale    -- whether it was changed here since the file was made.
    """

    place: str
    name: str
    changes: tuple[CellChange, ...]
    entry: Entry
    is_stale: bool = False

    @property
    def is_new(self) -> bool:
        return not self.entry.pk


@dataclass(frozen=True)
class ListUpload:
    """A workbook held against a list: rows that can be taken over, and everything wrong with it."""

    rows: tuple[ListRow, ...]
    errors: tuple[CellError, ...]
    heads: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> list[ListRow]:
        return [row for row in self.rows if row.changes]

    @property
    def good(self) -> list[ListRow]:
        """Rows that can be taken over without replacing what somebody wrote since."""
        return [row for row in self.changed if not row.is_stale]

    @property
    def stale(self) -> list[ListRow]:
        return [row for row in self.changed if row.is_stale]

    @property
    def new(self) -> list[ListRow]:
        return [row for row in self.changed if row.is_new]

    @property
    def same(self) -> int:
        return len(self.rows) - len(self.changed)

    @property
    def digest(self) -> str:
        """Of everything that it would write: what is taken over is exactly what was shown."""
        told = [[row.is_stale, asdict(row.entry)] for row in self.changed]
        return hashlib.sha256(json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()[:32]


def held_against(
    read: ListFile, records: Mapping[int, object], row_of: Callable[[Line, object | None], ListRow | None]
) -> ListUpload:
    """A file held against the records of a list, with everything wrong in it.

    row_of -- a line and its record (None for a new row) as a row; what is wrong, it says to the line.
    """
    rows: list[ListRow] = []
    errors: list[CellError] = []
    seen: set[int] = set()
    for line in read.lines:
        key = key_of(line)
        if line.value(CODE) and key not in records:
            line.wrong(CODE, _("This row is not in the list here; download the workbook again. A new row has no code."))
        elif key and key in seen:
            line.wrong(CODE, _("This row stands twice in the file. A new row has no code."))
        else:
            seen.add(key)
            row = row_of(line, records.get(key))
            if row is not None and not line.errors:
                rows.append(row)
        errors.extend(line.errors)
    return ListUpload(tuple(rows), tuple(errors), read.heads)


def values_of(line: Line, specs: Mapping[str, Field], span: Span) -> dict[str, Value]:
    """Field name → value of the cells that a line has and that are understood; the others are told to the line.

    specs -- head → field.
    """
    values: dict[str, Value] = {}
    for head, spec in specs.items():
        if head in line.heads:
            value, wrong = understood(spec, line.raw(head), span)
            if wrong:
                line.wrong(head, wrong)
            else:
                values[spec.name] = value
    return values


def is_stale(line: Line, version: int) -> bool:
    """Whether a line was made from another version than the one that stands now; a damaged one is told to it."""
    stale, damaged = stale_or_damaged([line.raw(VERSION)], version)
    if damaged:
        line.wrong(VERSION, _("The version is damaged; download the workbook again."))
    return stale


def tell(line: Line, heads: Sequence[str], sentence: str) -> None:
    """Say what is wrong at the first of some heads that the file has, or else at the hidden code."""
    line.wrong(next((head for head in heads if head in line.heads), CODE), sentence)


def change(name: str, label: object, was: str, now: str, remark: str = "") -> list[CellChange]:
    """A cell that would change, as a list of one; none where it stays."""
    return [CellChange(name, str(label), was, now, now, remark)] if was != now else []

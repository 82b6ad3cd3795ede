"""A list that comes back as a workbook: rows with a hidden key are held against what stands, others are new."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from typing import BinaryIO, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import Field, Value
from campaigns.entry.rules.text import bare, plain

from .cells import CellChange, stale_or_damaged, understood
from .tables import Account, is_total, named, no_table, tables_in, unread
from .workbook import CellError, Line, read_sheets

CODE, VERSION = "编码", "版本"
NUMBER, TOTAL = "序号", "合计"
ALIKE = 0.8  # share of their characters from which two texts may be one thing listed twice


class Entry(Protocol):
    """What one row would write, as a room's own frozen values. pk -- of the record; 0 for a new one."""

    pk: int


@dataclass(frozen=True)
class ListFile:
    """A workbook as it was read, before it is held against what stands.

    heads    -- of each sheet that was read, the row of heads, counted from 1.
    unread   -- columns that mean nothing here; has_code -- whether any sheet says which record a row is.
    """

    lines: Sequence[Line]
    heads: Mapping[str, int]
    unread: tuple[str, ...] = ()
    has_code: bool = True

    @property
    def keys(self) -> list[int]:
        """Of the rows that it names."""
        return [key for line in self.lines if (key := key_of(line))]


def key_of(line: Line) -> int:
    """The hidden key of a row; 0 where there is none, or what stands there is none."""
    told = plain(line.raw(CODE))
    return int(told) if told.isascii() and told.isdigit() and len(told) < 13 else 0


def read_list(
    file: BinaryIO, heads: Collection[str], wanted: Collection[str], filled: Iterable[str], passed: Collection[str] = ()
) -> ListFile:
    """The rows of a filled workbook. It may have more columns, in another order, and more or fewer rows.

    heads  -- that are read; wanted -- those by which a list of this kind is known; passed -- those that are its
              own, and not read.
    filled -- those that make a row one of the list, where its code is missing.
    Raises UnreadableError where the file is no workbook, holds no such list, or one with two columns of one name.
    """
    lines: list[Line] = []
    rows: dict[str, int] = {}
    columns: list[str] = []
    has_code = False
    sheets = list(read_sheets(file))
    for sheet in sheets:
        found = next(tables_in(sheet, wanted, named(heads), passed), None)
        if found is None:
            continue
        rows[sheet.name] = found.row + 1
        columns += unread(sheet, found)
        has_code = has_code or CODE in found.columns
        for number in range(found.row + 1, len(sheet.rows)):
            line = Line(sheet, number, found.columns)
            if line.value(CODE) or (not is_total(line) and any(line.value(head) for head in filled)):
                lines.append(line)
    if not rows:
        raise no_table(sheets, wanted, named(heads))
    return ListFile(lines, rows, tuple(columns), has_code)


@dataclass(frozen=True)
class ListRow:
    """One row of a file that can be taken over.

    place, name -- what it is about, and what the list calls it.
    entry       -- what it would write, with the version that stands now.
    is_stale    -- whether it was changed here since the file was made.
    double      -- of a new row, what is listed already and looks like it.
    """

    place: str
    name: str
    changes: tuple[CellChange, ...]
    entry: Entry
    is_stale: bool = False
    double: str = ""

    @property
    def is_new(self) -> bool:
        return not self.entry.pk


@dataclass(frozen=True)
class ListUpload:
    """A workbook held against a list: rows that can be taken over, and everything wrong with it."""

    rows: tuple[ListRow, ...]
    errors: tuple[CellError, ...]
    heads: Mapping[str, int] = field(default_factory=dict)
    account: Account = field(default_factory=Account)
    has_code: bool = True

    @property
    def changed(self) -> list[ListRow]:
        return [row for row in self.rows if row.changes]

    @property
    def good(self) -> list[ListRow]:
        """Rows that can be taken over without replacing what somebody wrote since, or listing a thing twice."""
        return self.chosen(stale=False, doubles=False)

    @property
    def stale(self) -> list[ListRow]:
        return [row for row in self.changed if row.is_stale]

    @property
    def doubles(self) -> list[ListRow]:
        return [row for row in self.changed if row.double]

    def chosen(self, *, stale: bool, doubles: bool) -> list[ListRow]:
        """The rows to take over; those that somebody has to think about only where they are asked for."""
        return [row for row in self.changed if (stale or not row.is_stale) and (doubles or not row.double)]

    @property
    def new(self) -> list[ListRow]:
        return [row for row in self.changed if row.is_new]

    @property
    def same(self) -> int:
        return len(self.rows) - len(self.changed)

    @property
    def digest(self) -> str:
        """Of everything that it would write: what is taken over is exactly what was shown."""
        told = [[row.is_stale, bool(row.double), asdict(row.entry)] for row in self.changed]
        return hashlib.sha256(json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()[:32]


def held_against(
    read: ListFile,
    records: Mapping[int, object],
    row_of: Callable[[Line, object | None], ListRow | None],
    others: int = 0,
) -> ListUpload:
    """A file held against the records of a list, with everything wrong in it.

    row_of -- a line and its record (None for a new row) as a row; what is wrong, it says to the line.
    others -- how many records the list has beside these.
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
    seen |= {row.entry.pk for row in rows}
    missing = tuple(str(record) for key, record in records.items() if key not in seen)
    account = Account(read.unread, missing, others, sum(row.is_new and bool(row.changes) for row in rows))
    return ListUpload(tuple(rows), tuple(errors), read.heads, account, read.has_code)


def looks_like(text: str, others: Iterable[str]) -> str:
    """Of other texts, one that is nearly the same; empty where none is."""
    words = _signs(text)
    for other in others:
        likeness = SequenceMatcher(None, words, _signs(other), autojunk=False)
        if words and likeness.quick_ratio() >= ALIKE and likeness.ratio() >= ALIKE:
            return other
    return ""


def _signs(text: str) -> str:
    return "".join(sign for sign in bare(text) if sign.isalnum())


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

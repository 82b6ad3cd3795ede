"""Cells of plan sheets as a workbook has them, and what they would change."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

from ..reports.sheet import SheetRow, label_of
from ..rules.entry import EntryError, Field, Value, plain
from ..rules.sheet import cell
from .layout import OFFICIAL
from .workbook import CellError

FOCUS = "focus"
# Numbers that stand for the days from 2000 to 2099 where a cell lost its date format.
_SERIAL = re.compile(r"(3[6-9]|[4-6]\d|7[0-2])\d{3}(\.0+)?")


def bare(head: str) -> str:
    """A head without white space, brackets and what stands in them, full-width letters as plain ones."""
    folded = "".join(unicodedata.normalize("NFKC", head).split())
    return re.sub(r"\(.*?\)|\[.*?\]|[*:]", "", folded)


def parse(spec: Field, text: str, year: int) -> Value:
    """The value of a cell as ``Field.parse`` gives it, and of what spreadsheets make of one: a date that became a
    number, an official word on a screen in another language, a text that lies over several lines.

    Raises EntryError.
    """
    bare_text = plain(text)
    if spec.kind == "date" and _SERIAL.fullmatch(bare_text):
        return from_excel(float(bare_text)).date()
    if spec.kind == "choice":
        with translation.override(OFFICIAL):
            words = {str(word): value for value, word in spec.choices}
        if bare_text in words:
            return words[bare_text]
    if bare_text in ("—", "-", "/", "无") and spec.kind not in ("text", "long"):
        return spec.parse("", year)
    return spec.parse(text, year)


def official(spec: Field, value: Value) -> Value:
    """A value as an official table has it: numbers and dates as they are, choices by their Chinese word."""
    if spec.kind == "choice":
        with translation.override(OFFICIAL):
            return spec.show(value) or None
    return None if value == "" else value


@dataclass(frozen=True)
class CellChange:
    """One cell that a file would change.

    sent -- the text that a form carries: read again, it gives the value.
    """

    cell: str
    label: str
    was: str
    now: str
    sent: str

    @property
    def is_new(self) -> bool:
        return not self.was


@dataclass(frozen=True)
class UnitChange:
    """One unit as a file has it.

    is_stale -- the file was made from an older version than the one that stands now.
    """

    row: SheetRow
    changes: tuple[CellChange, ...]
    is_open: bool
    is_stale: bool = False

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def name(self) -> str:
        return self.row.sheet.plan.village.name

    @property
    def version(self) -> int:
        return self.row.sheet.version


@dataclass(frozen=True)
class SheetUpload:
    """A workbook as it was read: units that can be taken over, and everything wrong with it.

    heads -- of each of its sheets that was read, the row of heads, counted from 1.
    """

    units: tuple[UnitChange, ...]
    errors: tuple[CellError, ...]
    heads: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> list[UnitChange]:
        return [unit for unit in self.units if unit.changes and unit.is_open]

    @property
    def closed(self) -> list[UnitChange]:
        """Units that differ but are submitted, approved or over their deadline."""
        return [unit for unit in self.units if unit.changes and not unit.is_open]

    @property
    def stale(self) -> list[UnitChange]:
        return [unit for unit in self.changed if unit.is_stale]

    @property
    def same(self) -> int:
        return sum(not unit.changes for unit in self.units)

    @property
    def new_cells(self) -> int:
        return sum(each.is_new for unit in self.changed for each in unit.changes)

    @property
    def changed_cells(self) -> int:
        return sum(not each.is_new for unit in self.changed for each in unit.changes)


def differences(row: SheetRow, values: Mapping[str, Value], names: Mapping[str, str]) -> tuple[CellChange, ...]:
    """What some values would change in a unit's sheet.

    values -- cell name → value; ``focus`` is a star's code.
    names  -- star code → name without 星.
    """
    found = []
    for name, value in values.items():
        if name == FOCUS:
            was = row.sheet.focus.code if row.sheet.focus else ""
            if was != (value or ""):
                star = names.get(str(value), "")
                found.append(CellChange(FOCUS, _("focus star"), names.get(was, ""), star, str(value or "")))
            continue
        spec, was = cell(name), row.content.value(name)
        if spec.show(was) != spec.show(value):
            sent = str(value or "") if spec.kind == "choice" else spec.show(value)
            found.append(CellChange(name, label_of(name, names), spec.show(was), spec.show(value), sent))
    return tuple(found)


def stale_or_damaged(versions: Sequence[str], now: int) -> tuple[bool, bool]:
    """(whether a file's version is another than now's, whether one is no version at all)."""
    told = [plain(version) for version in versions if version.strip()]
    damaged = any(not re.fullmatch(r"[0-9]{1,9}", version) for version in told)
    return not damaged and any(int(version) != now for version in told), damaged


def understood(spec: Field, text: str, year: int) -> tuple[Value, str]:
    """(value, what is wrong); one of the two."""
    try:
        return parse(spec, text, year), ""
    except EntryError as error:
        return None, str(error)

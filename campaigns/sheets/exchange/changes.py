"""What a workbook would change in plan sheets."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from campaigns.entry.rules.fields import Value
from campaigns.workbooks.cells import CellChange
from campaigns.workbooks.workbook import CellError

from ..reports.sheet import SheetRow, label_of
from ..rules import cell

FOCUS = "focus"


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
    found, span = [], row.sheet.plan.campaign.span
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
            found.append(
                CellChange(
                    name, label_of(name, names), spec.show(was), spec.show(value), sent, spec.remark(value, span)
                )
            )
    return tuple(found)

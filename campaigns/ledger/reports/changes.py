"""What a change of many rows of the ledger would do, before anybody does it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from campaigns.entry.rules.fields import Value
from campaigns.year.models.campaign import Campaign
from villages.access import Seat
from villages.choices import Role

from ..choices import BulkDeed, LeftOut, TaskState
from ..models import UnitTask, UnitTaskQuerySet
from ..rules.tasks import ROW_FIELDS, RowFacts, left_out
from .lists import in_order


@dataclass(frozen=True)
class RowChange:
    """One row, what stands there, and what would."""

    row: UnitTask
    was: str
    now: str


@dataclass(frozen=True)
class Prospect:
    """What a bulk change applies to.

    changes -- in the order of the list.
    left    -- rows that it leaves out, by reason.
    """

    changes: tuple[RowChange, ...]
    left: tuple[tuple[LeftOut, tuple[UnitTask, ...]], ...]

    @property
    def seen(self) -> dict[int, int]:
        """Version by row, as the page shows them."""
        return {change.row.pk: change.row.version for change in self.changes}

    @property
    def total(self) -> int:
        return len(self.changes) + sum(len(rows) for _why, rows in self.left)

    @property
    def values(self) -> list[tuple[str, int]]:
        """What stands in the rows that change, the most frequent first."""
        counts: dict[str, int] = {}
        for change in self.changes:
            counts[change.was] = counts.get(change.was, 0) + 1
        return sorted(counts.items(), key=lambda pair: -pair[1])


def prospect(rows: UnitTaskQuerySet, campaign: Campaign, deed: BulkDeed, value: Value, seat: Seat) -> Prospect:
    """Split rows into what a change applies to and what it does not.

    value -- what it would write, where it writes a cell.
    """
    may_edit = set(rows.editable_by(seat).order_by().values_list("pk", flat=True))
    may_check = set(rows.checked_by(seat).order_by().values_list("pk", flat=True))
    is_office = seat.holds(Role.COUNTY_OFFICE)
    changes, left = [], {}
    for row in in_order(rows, ""):
        facts = RowFacts(
            state=row.state_choice,
            starts_on=row.starts_on,
            due_on=row.due_on,
            value=_stands(row, deed.field, value) if deed.field else "",
            may_edit=row.pk in may_edit,
            may_check=row.pk in may_check,
            is_own=row.reported_by_id == seat.officer.pk,
        )
        why = left_out(facts, deed, value, assessment_on=campaign.assessment_on, is_office=is_office)
        if why:
            left.setdefault(why, []).append(row)
        else:
            changes.append(RowChange(row, *_shown(row, deed, value)))
    return Prospect(tuple(changes), tuple((why, tuple(left[why])) for why in LeftOut if why in left))


def _stands(row: UnitTask, name: str, value: Value) -> Value:
    """What a cell says that a value would replace: what it shows, the plan sheet's included. Clearing a cell takes away
    only what is written in it."""
    return row.shows(name) if value else getattr(row, name)


def _shown(row: UnitTask, deed: BulkDeed, value: Value) -> tuple[str, str]:
    if deed.field:
        spec = ROW_FIELDS[deed.field]
        return spec.show(_stands(row, deed.field, value)) or "—", spec.show(value) or "—"
    leads_to = {
        BulkDeed.REACHED: TaskState.REPORTED,
        BulkDeed.GAP: TaskState.NOT_STARTED,
        BulkDeed.REPORT: TaskState.REPORTED,
        BulkDeed.CHECK: TaskState.CHECKED,
        BulkDeed.RETURN: TaskState.RETURNED,
    }
    return str(row.state_choice.label), str(leads_to[deed].label)


def conflicts(rows: Iterable[UnitTask], typed: Mapping[int, Mapping[str, str]]) -> list[tuple[str, str, str]]:
    """(unit, task and cell; what stands now; what was written here) for each cell that differs."""
    found = []
    for row in rows:
        for name, text in typed.get(row.pk, {}).items():
            spec = ROW_FIELDS[name]
            now = spec.show(getattr(row, name))
            if " ".join(now.split()) != " ".join(text.split()):
                found.append((f"{row} {spec.label}", now or "—", text or "—"))
    return found

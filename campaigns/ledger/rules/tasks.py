"""Tasks: which of a checklist count, when a star is won, what a row of the ledger says."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.fields import Field, Value
from campaigns.year.choices import Winning

from ..choices import BulkDeed, LeftOut, Standing, TaskState

# The cells of a row that people write, in the order of the official ledger (任务台账).
ROW = (
    Field("present", _("present state"), "long", "", 500, _("printed in the ledger")),
    Field("gap", _("gap"), "long", "", 500, _("printed in the ledger")),
    Field("measure", _("planned measure"), "long", "", 500, _("printed in the ledger, offered for the same task")),
    Field("department", _("lead department"), "text", "", 60, _("listed by department"), recalled=True),
    Field("leader", _("responsible leader"), "text", "", 40, _("listed by person"), recalled=True),
    Field("person", _("responsible person"), "text", "", 40, _("listed by person"), recalled=True),
    Field("support_unit", _("support unit"), "text", "", 60, _("listed by support unit"), recalled=True),
    Field("starts_on", _("begins on"), "date", "", 0, _("shown in the schedule")),
    Field("due_on", _("to be done by"), "date", "", 0, _("sorted and reminded by")),
    Field("progress", _("progress"), "long", "", 500, _("read by whoever checks")),
)  # fmt: skip
ROW_FIELDS = {each.name: each for each in ROW}
NEEDED_OF_GAP = ("measure", "person", "due_on")


@dataclass(frozen=True)
class TaskEntry:
    """What somebody writes into one row: forms, grids and workbooks all yield this.

    pk, version -- the row, as the person saw it.
    cells       -- field → value; fields that are not named stay as they are.
    """

    pk: int
    version: int
    cells: Mapping[str, Value]


@dataclass(frozen=True)
class Tally:
    """How far a set of rows is; of one star of one unit it says whether the star is won.

    reached  -- reported done or checked. lacking -- required ones that are not reached.
    expected -- those whose day has come: where the schedule says one should be.
    """

    total: int = 0
    unsorted: int = 0
    reached: int = 0
    checked: int = 0
    overdue: int = 0
    expected: int = 0
    required: int = 0
    required_reached: int = 0
    required_checked: int = 0
    points_reached: Fraction = Fraction(0)
    points_checked: Fraction = Fraction(0)

    @property
    def open(self) -> int:
        return self.total - self.reached

    @property
    def to_check(self) -> int:
        return self.reached - self.checked

    @property
    def lacking(self) -> int:
        return self.required - self.required_reached

    def is_won(self, winning: str, needed: int) -> bool:
        """Whether the star is won by what was checked: all required tasks (达标制), or enough points (百分制)."""
        if winning == Winning.POINTS:
            return self.points_checked >= needed
        return self.total > 0 and (
            self.required_checked == self.required if self.required else self.checked == self.total
        )

    def is_claimed(self, winning: str, needed: int) -> bool:
        """Whether it would be won if all that is reported were checked."""
        if winning == Winning.POINTS:
            return self.points_reached >= needed
        return self.total > 0 and (
            self.required_reached == self.required if self.required else self.reached == self.total
        )

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Whole:
    """A task with parts: of how many, how many are reached, and whether that makes it reached, or checked.

    The rule is that of the :class:`Checklist`: all required parts, or all where none is required.
    """

    parts: int
    reached: int
    is_reached: bool
    is_checked: bool

    @classmethod
    def of(cls, parts: Iterable[tuple[bool, TaskState]]) -> "Whole":
        """parts -- whether each is required, and its state."""
        parts = list(parts)
        deciding = [state for is_required, state in parts if is_required] or [state for _, state in parts]
        return cls(
            len(parts),
            sum(not state.is_open for _required, state in parts),
            bool(deciding) and not any(state.is_open for state in deciding),
            bool(deciding) and all(state == TaskState.CHECKED for state in deciding),
        )


def standing(*, held: bool, target: bool, tally: Tally | None, is_won: bool, is_voided: bool = False) -> Standing:
    """What the wall chart says of one star of one unit.

    A held star that is targeted again (巩固) waits for this year's check, which alone makes it won: the rating that it
    comes from holds for one year. Once one of its tasks turns out not to be reached, it is worked for like a new one.

    tally  -- of its rows; None while there is no ledger yet, which begins with the approval of the plan.
    """
    if is_voided:
        return Standing.VOIDED
    if not target:
        return Standing.LEFT_OUT if held else Standing.NONE
    if is_won:
        return Standing.REACHED
    if held and (tally is None or tally.open == tally.unsorted):
        return Standing.UNCONFIRMED
    return Standing.UNDER_WAY if tally is not None and tally.total else Standing.PLANNED


def may_set_due(now: datetime.date | None, wanted: datetime.date | None, *, is_office: bool) -> bool:
    """Whether a day may be set without asking: a township sets a first day or an earlier one; a later one is an
    extension (延期), which the county office grants."""
    return is_office or now is None or (wanted is not None and wanted <= now)


def day_problems(
    cells: Mapping[str, Value], *, starts_on: datetime.date | None, due_on: datetime.date | None,
    assessment_on: datetime.date, is_office: bool,
) -> tuple[LeftOut, ...]:  # fmt: skip
    """What speaks against the days that some cells give to a row, all of it.

    cells -- field → value; starts_on, due_on -- as they stand.
    """
    due, begins = cells.get("due_on", due_on), cells.get("starts_on", starts_on)
    found = []
    if "due_on" in cells and not may_set_due(due_on, cells["due_on"], is_office=is_office):
        found.append(LeftOut.LATER)
    elif due and begins and due < begins:
        found.append(LeftOut.TOO_EARLY)
    if due and due > assessment_on:
        found.append(LeftOut.TOO_LATE)
    return tuple(found)


def fingerprint(texts: Iterable[str]) -> str:
    """A short sign of what the cells of a row said when a page showed them, so that a row nobody touched is not
    written, whatever others did to it meanwhile."""
    plain = "\x1f".join(text.replace("\r\n", "\n").strip() for text in texts)
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


REPORTABLE = (TaskState.UNSORTED, TaskState.NOT_STARTED, TaskState.UNDER_WAY, TaskState.RETURNED)
SENT_BACK_FROM = (TaskState.REPORTED, TaskState.CHECKED)


@dataclass(frozen=True)
class RowFacts:
    """What decides whether a bulk change applies to a row.

    value -- what stands in the cell that it would write.
    """

    state: TaskState
    starts_on: datetime.date | None = None
    due_on: datetime.date | None = None
    value: Value = ""
    may_edit: bool = False
    may_check: bool = False
    is_own: bool = False


def left_out(
    row: RowFacts, deed: BulkDeed, value: Value, *, assessment_on: datetime.date, is_office: bool
) -> LeftOut | None:
    """Why a bulk change does not apply to a row; None where it does.

    value -- what it would write, where it writes a cell.
    """
    if not (row.may_check if deed.is_check else row.may_edit):
        return LeftOut.RANGE
    if deed.field:
        if row.state == TaskState.CHECKED:
            return LeftOut.CHECKED
        if row.value == value:
            return LeftOut.SAME
        days = {"due_on": value} if deed == BulkDeed.DUE else {}
        wrong = day_problems(
            days, starts_on=row.starts_on, due_on=row.due_on, assessment_on=assessment_on, is_office=is_office
        )
        return wrong[0] if wrong else None
    asked = {
        BulkDeed.REACHED: ((TaskState.UNSORTED,), LeftOut.SORTED),
        BulkDeed.GAP: ((TaskState.UNSORTED,), LeftOut.SORTED),
        BulkDeed.REPORT: (REPORTABLE, LeftOut.REPORTED),
        BulkDeed.CHECK: ((TaskState.REPORTED,), LeftOut.NOT_REPORTED),
        BulkDeed.RETURN: (SENT_BACK_FROM, LeftOut.NOT_REPORTED),
    }
    states, otherwise = asked[deed]
    if row.state not in states:
        return LeftOut.CHECKED if row.state == TaskState.CHECKED else otherwise
    return LeftOut.OWN if deed == BulkDeed.CHECK and row.is_own else None

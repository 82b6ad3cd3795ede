"""Fixed values of the ledger: states of tasks, groups and orders of lists, standings of stars."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """Whose word a cell of the ledger shows."""

    OWN = "own", _("written in the ledger")
    SHEET = "sheet", _("from the approved plan sheet")
    STAR = "star", _("the department that leads the star")

    @property
    def sign(self) -> str | Promise:
        """Stands beside the word on a page; nothing beside the ledger's own."""
        return {"sheet": _("plan sheet"), "star": _("of the star")}.get(self.value, "")

    @property
    def mark(self) -> str:
        """Stands behind the word on official papers and in workbooks, which are Chinese; empty for the ledger's own."""
        return {"sheet": "〔计划表〕", "star": "〔本星〕"}.get(self.value, "")


class TaskState(models.TextChoices):
    """Where one task of one unit stands in the ledger (台账)."""

    UNSORTED = "unsorted", _("reached or gap?")
    NOT_STARTED = "not_started", _("gap, not started")
    UNDER_WAY = "under_way", _("being worked on")
    REPORTED = "reported", _("reported done")
    CHECKED = "checked", _("checked")
    RETURNED = "returned", _("sent back")

    @property
    def tone(self) -> str:
        return {"under_way": "draft", "reported": "plan", "checked": "done", "returned": "late"}.get(self.value, "none")

    @property
    def is_open(self) -> bool:
        """Whether the township still has something to do: only such a task can be overdue."""
        return self not in (TaskState.REPORTED, TaskState.CHECKED)


OPEN_TASKS = tuple(state for state in TaskState if state.is_open)
REACHED_TASKS = (TaskState.REPORTED, TaskState.CHECKED)


class TaskGroup(models.TextChoices):
    """States of tasks that lists put together."""

    OPEN = "open", _("not done yet")
    GAP = "gap", _("gaps being closed")
    WORK = "in_work", _("gaps being closed, without those sent back")
    REACHED = "all_reached", _("reached: reported or checked")
    TO_CHECK = "to_check", _("waiting to be checked")

    @property
    def states(self) -> tuple[TaskState, ...]:
        work, back = (TaskState.NOT_STARTED, TaskState.UNDER_WAY), TaskState.RETURNED
        groups = {"open": OPEN_TASKS, "gap": (*work, back), "in_work": work, "all_reached": REACHED_TASKS}
        return groups.get(self.value, (TaskState.REPORTED,))


class Lacking(models.TextChoices):
    """What a gap should say and does not."""

    PERSON = "person", _("no responsible person")
    DUE = "due_on", _("no day")
    MEASURE = "measure", _("no measure")


class TaskOrder(models.TextChoices):
    """How a list of tasks is sorted."""

    UNIT = "", _("by unit")
    DUE = "due", _("by day")
    STAR = "star", _("by star")


class BulkDeed(models.TextChoices):
    """What may be done to all tasks of a list at once."""

    DEPARTMENT = "department", _("Set the lead department")
    LEADER = "leader", _("Set the responsible leader")
    PERSON = "person", _("Set the responsible person")
    SUPPORT_UNIT = "support_unit", _("Set the support unit")
    DUE = "due_on", _("Set the day")
    MEASURE = "measure", _("Set the measure")
    REACHED = "reached", _("Sort as reached")
    GAP = "gap", _("Sort as gaps")
    REPORT = "report", _("Report done")
    CHECK = "check", _("Check and strike off")
    RETURN = "return", _("Send back")

    @property
    def field(self) -> str:
        """The cell that it writes; empty where it moves the state."""
        return self.value if self in list(BulkDeed)[:6] else ""

    @property
    def is_check(self) -> bool:
        """Whether it belongs to those who check, not to those who work."""
        return self in (BulkDeed.CHECK, BulkDeed.RETURN)


class LeftOut(models.TextChoices):
    """Why a task of a list is not among those that a bulk change changes."""

    RANGE = "range", _("not yours to change")
    CHECKED = "checked", _("checked already; whoever checked it would have to send it back")
    SORTED = "sorted", _("sorted already")
    REPORTED = "reported", _("reported done already")
    NOT_REPORTED = "not_reported", _("not reported done")
    OWN = "own", _("reported by yourself; a colleague has to check it")
    LATER = "later", _("the day would be later than now; ask the county office for more time")
    TOO_EARLY = "too_early", _("it would be due before it begins")
    TOO_LATE = "too_late", _("the day lies after the assessment")
    SAME = "same", _("says so already")
    KEPT = "kept", _("has words of its own, which are kept")


class Standing(models.TextChoices):
    """What a cell of the wall chart (挂图作战) says of one star of one unit.

    A rating holds for a year, so a star that is kept (巩固) is won by this year's check and not before: until then it
    stands apart, as one that waits for it.
    """

    REACHED = "reached", _("reached")
    UNCONFIRMED = "unconfirmed", _("kept, not confirmed yet")
    UNDER_WAY = "under_way", _("under way")
    PLANNED = "planned", _("planned")
    VOIDED = "voided", _("vetoed")
    LEFT_OUT = "left_out", _("held, left out")
    NONE = "none", _("not planned")

    @property
    def tone(self) -> str:
        return {
            "unconfirmed": "gold", "planned": "draft", "under_way": "plan", "reached": "done", "voided": "late",
        }.get(self.value, "none")  # fmt: skip

    @property
    def sign(self) -> str:
        return {
            "unconfirmed": "★待", "planned": "○", "under_way": "◐", "reached": "✓", "voided": "✕", "left_out": "☆",
        }.get(self.value, "")  # fmt: skip

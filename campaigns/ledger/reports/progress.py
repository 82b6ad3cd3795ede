"""How far the ledgers are: by star and township, against the schedule, week by week; which stars lack little."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.planning.models.marks import PlanQuerySet
from campaigns.planning.reports.counted import Cell, counted
from campaigns.planning.rules.figures import Percentage
from campaigns.year.choices import DueGroup, Winning
from campaigns.year.models.campaign import Campaign, Star
from campaigns.year.rules import Checklist
from fivestar.changes.models import Change

from ..choices import OPEN_TASKS, REACHED_TASKS, Standing, TaskGroup, TaskState
from ..models import UnitTask, UnitTaskQuerySet
from ..rules.lists import TaskFilter
from ..rules.tasks import Tally
from .standings import StarTable, of_cells, together, units_with_tasks
from .tallies import star_cells, tallies

WEEKS = 12
# What a line of progress counts, in this order.
FIGURES = (
    _("all tasks"), _("tasks reached"), _("of these checked"), _("wait to be checked"), _("should be done by today"),
    _("overdue"),
)  # fmt: skip
FEW = 2  # tasks that a star may lack to count as nearly won


@dataclass(frozen=True)
class ProgressLine:
    """Tasks of a star or a township; each figure leads to the rows that it counts.

    key    -- the code of the star or the township; empty for all together.
    covers -- of how many units these are the tasks, of all that there are; None where another line says it.
    """

    name: str
    tally: Tally
    key: str = ""
    star: str = ""
    township: str = ""
    covers: Percentage | None = None

    @property
    def cells(self) -> list[Cell]:
        """All, reached, of these checked, waiting to be checked, to be done by today, overdue."""
        tally = self.tally
        return [
            self._cell(tally.total),
            self._cell(tally.reached, state=TaskGroup.REACHED.value),
            self._cell(tally.checked, state=TaskState.CHECKED.value),
            self._cell(tally.to_check, state=TaskState.REPORTED.value),
            self._cell(tally.expected, due=DueGroup.COME.value),
            self._cell(tally.overdue, due=DueGroup.OVERDUE.value),
        ]

    @property
    def figures(self) -> list[tuple[str, str, Cell]]:
        """(word, tone, figure) of each."""
        tones = ("none", "done", "done", "plan", "none", "late" if self.tally.overdue else "none")
        return list(zip(FIGURES, tones, self.cells, strict=True))

    def _cell(self, n: int, **filters: str) -> Cell:
        return counted(n, TaskFilter(star=self.star, township=self.township, **filters))

    @property
    def done(self) -> Percentage:
        """Reached, of all tasks."""
        return Percentage(self.tally.reached, self.tally.total, _("all tasks"))

    @property
    def due(self) -> Percentage:
        """Those that should be done by today, of all tasks."""
        return Percentage(self.tally.expected, self.tally.total, _("all tasks"))


@dataclass(frozen=True)
class Week:
    """How far one was at the end of a week (of the present one: today).

    reached, checked -- of the tasks that are in the ledger now; expected -- those whose day had come by then.
    """

    ends: datetime.date
    reached: int
    checked: int
    expected: int


@dataclass(frozen=True)
class Weeks:
    """Some weeks as lines on the scale of all tasks."""

    weeks: tuple[Week, ...]
    total: int
    width: int = 660
    height: int = 120

    def _line(self, name: str) -> str:
        step = self.width / max(len(self.weeks) - 1, 1)
        base = self.total or 1
        points = (
            (round(at * step), round(self.height * (1 - getattr(week, name) / base), 1))
            for at, week in enumerate(self.weeks)
        )
        return " ".join(f"{x},{y}" for x, y in points)

    @property
    def reached(self) -> str:
        return self._line("reached")

    @property
    def checked(self) -> str:
        return self._line("checked")

    @property
    def expected(self) -> str:
        return self._line("expected")


@dataclass(frozen=True)
class ProgressPage:
    """The progress of a county or a township."""

    total: ProgressLine
    stars: tuple[ProgressLine, ...]
    townships: tuple[ProgressLine, ...]
    weeks: Weeks
    standings: StarTable


def progress(
    campaign: Campaign, code: str, rows: UnitTaskQuerySet, plans: PlanQuerySet, today: datetime.date, *,
    stars: Mapping[str, Sequence[Star]], townships: Sequence[tuple[str, str]],
) -> ProgressPage:  # fmt: skip
    """How far some rows in force at a place are. Townships stand in their usual order: they are compared, not ranked.

    plans     -- all that there are of its units, those without tasks included.
    townships -- (code, name) of those that are told apart; none within one township.
    """
    by_star, by_township, whole = summed(campaign, rows, today)
    covered = units_with_tasks(plans, "village__township")
    names: dict[str, dict[str, None]] = {}
    every_star = [star for of_kind in stars.values() for star in of_kind]
    for star in every_star:
        names.setdefault(star.code, {})[star.name] = None
    return ProgressPage(
        total=ProgressLine("", whole, covers=together(covered.values())),
        stars=tuple(
            ProgressLine(" / ".join(of_code), by_star.get(key, Tally()), key, star=key)
            for key, of_code in names.items()
        ),
        townships=tuple(
            ProgressLine(name, by_township.get(at, Tally()), at, township=at, covers=covered.get(at))
            for at, name in townships
        ),
        weeks=last_weeks(rows, whole, today),
        standings=of_cells(every_star, star_cells(campaign, code, today).values()),
    )


def summed(
    campaign: Campaign, rows: UnitTaskQuerySet, today: datetime.date
) -> tuple[dict[str, Tally], dict[str, Tally], Tally]:
    """Rows in force counted by star code, by township and in all: one GROUP BY."""
    found = tallies(rows, campaign, campaign.checklist(), today, ("plan__village__township", "task__star__code"))
    by_star: dict[str, Tally] = defaultdict(Tally)
    by_township: dict[str, Tally] = defaultdict(Tally)
    for (township, star), tally in found.items():
        by_star[star] += tally
        by_township[township] += tally
    return by_star, by_township, sum(found.values(), Tally())


def monday(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def last_weeks(rows: UnitTaskQuerySet, now: Tally, today: datetime.date) -> Weeks:
    """The last twelve weeks up to today, counted back from how far one is now by the change log.

    The log has each step forth and back, undone ones and those sent back included, so that a line falls where work was
    sent back. Rows that have left the ledger count in no week.
    """
    this_week = monday(today)
    starts = [this_week - datetime.timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    moved = _moved(rows, starts[0])
    days = dict(rows.filter(due_on__isnull=False).order_by().values_list("due_on").annotate(n=Count("pk")))
    weeks: list[Week] = []
    reached, checked = now.reached, now.checked
    for start in reversed(starts):
        ends = min(start + datetime.timedelta(days=6), today)
        expected = sum(n for day, n in days.items() if day <= ends)
        weeks.insert(0, Week(ends, reached, checked, expected))
        up, down, struck, reopened = moved.get(start, (0, 0, 0, 0))
        reached, checked = reached - up + down, checked - struck + reopened
    return Weeks(tuple(weeks), now.total)


def _moved(rows: UnitTaskQuerySet, since: datetime.date) -> dict[datetime.date, tuple[int, int, int, int]]:
    """By the Monday of a week: rows that became reached, no longer reached, checked, no longer checked."""
    reached, open_ = list(REACHED_TASKS), list(OPEN_TASKS)
    own = rows.filter(pk=Cast(OuterRef("object_id"), BigIntegerField())).order_by()
    changes = Change.objects.filter(Exists(own), model="campaigns.unittask", changeset__at__gte=_midnight(since))
    # By change set: a deed moves many rows at one time, and SQLite would reckon the week of each of them in Python.
    counted = (
        changes.order_by()
        .values_list("changeset__at")
        .annotate(
            up=Count("pk", filter=Q(after__state__in=reached, before__state__in=open_)),
            down=Count("pk", filter=Q(after__state__in=open_, before__state__in=reached)),
            struck=Count("pk", filter=Q(after__state=TaskState.CHECKED)),
            reopened=Count("pk", filter=Q(before__state=TaskState.CHECKED)),
        )
    )
    weeks: dict[datetime.date, tuple[int, int, int, int]] = {}
    for at, *numbers in counted:
        week = monday(timezone.localdate(at))
        weeks[week] = tuple(map(sum, zip(weeks.get(week, (0, 0, 0, 0)), numbers, strict=True)))
    return weeks


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time()).astimezone()


# Stars that lack little ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Nearly:
    """A star of a unit that lacks one or two tasks. due -- the nearest day of these; None where none has one."""

    plan: int
    star: int
    lacking: tuple[int, ...]
    due: datetime.date | None
    reached: int
    total: int


def nearly(campaign: Campaign, code: str, today: datetime.date) -> list[Nearly]:
    """Target stars that lack so few tasks that they are nearly won, the nearest deadline first."""
    listed = campaign.checklist()
    open_rows: dict[tuple[int, int], list[tuple[int, int, datetime.date | None]]] = defaultdict(list)
    rows = UnitTask.objects.at(campaign, code).is_open().order_by()
    for pk, plan, star, task, due in rows.values_list("pk", "plan", "task__star", "task", "due_on"):
        open_rows[plan, star].append((pk, task, due))
    found = []
    for key, cell in star_cells(campaign, code, today).items():
        at_work = cell.standing in (Standing.UNDER_WAY, Standing.PLANNED) and cell.target and cell.tally is not None
        if not at_work or cell.is_claimed:
            continue
        lacking = _lacking(campaign, listed, cell.tally, open_rows[key])
        if 0 < len(lacking) <= FEW:
            days = [due for _pk, _task, due in lacking if due]
            tally = cell.tally
            keys = tuple(pk for pk, _task, _due in lacking)
            found.append(Nearly(*key, keys, min(days, default=None), tally.reached, tally.total))
    return sorted(found, key=lambda each: (each.due is None, each.due or today, len(each.lacking), each.plan))


def _lacking(campaign: Campaign, listed: Checklist, tally: Tally, open_rows: list[tuple]) -> list[tuple]:
    """The open tasks without which a star is not won: the required ones; by points, those with the most points that
    together make up what is missing."""
    if campaign.winning != Winning.POINTS:
        return [row for row in open_rows if row[1] in listed.required] if tally.required else open_rows
    missing, chosen = campaign.points_needed - tally.points_reached, []
    for row in sorted(open_rows, key=lambda row: -listed.points.get(row[1], Fraction(0))):
        if missing <= 0:
            break
        chosen.append(row)
        missing -= listed.points.get(row[1], Fraction(0))
    return chosen if missing <= 0 else open_rows


@dataclass(frozen=True)
class NearlyRow:
    """A star that is nearly won, with the tasks that it lacks."""

    nearly: Nearly
    tasks: tuple[UnitTask, ...]
    today: datetime.date

    @property
    def first(self) -> UnitTask:
        return self.tasks[0]

    @property
    def days_late(self) -> int:
        return max(task.days_late(self.today) for task in self.tasks)


def nearly_rows(found: Iterable[Nearly], today: datetime.date) -> list[NearlyRow]:
    """With everything that a list shows: one query for any number."""
    found = list(found)
    rows = UnitTask.objects.for_list().in_bulk([pk for each in found for pk in each.lacking])
    return [NearlyRow(each, tuple(rows[pk] for pk in each.lacking), today) for each in found]


# Counties side by side ------------------------------------------------------------------------------------------


def of_campaigns(campaigns: Iterable[Campaign], today: datetime.date) -> dict[int, Tally]:
    """All tasks of some campaigns: one GROUP BY."""
    return _tallied(UnitTask.objects.filter(plan__campaign__in=list(campaigns)), today, by="plan__campaign")


def of_townships(campaign: Campaign, today: datetime.date) -> dict[str, Tally]:
    """All tasks of a campaign by the code of the township: one GROUP BY."""
    return _tallied(UnitTask.objects.filter(plan__campaign=campaign), today, by="plan__village__township")


def _tallied(rows: UnitTaskQuerySet, today: datetime.date, *, by: str) -> dict:
    counts = (
        rows.filter(in_force=True)
        .order_by()
        .values(by)
        .annotate(
            total=Count("pk"),
            reached=Count("pk", filter=Q(state__in=REACHED_TASKS)),
            checked=Count("pk", filter=Q(state=TaskState.CHECKED)),
            overdue=Count("pk", filter=Q(state__in=OPEN_TASKS, due_on__lt=today)),
            expected=Count("pk", filter=Q(due_on__lte=today)),
        )
    )
    return {row.pop(by): Tally(**row) for row in counts}

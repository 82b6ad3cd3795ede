"""The schedule of a place: each task with its day counted back, and how its rows stand to that day."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from campaigns.year.models.campaign import Campaign, Task

from ..choices import TaskState
from ..models import DayOff, UnitTask
from ..rules.schedule import Calendar, DayLine, Move, Slot, counted_back, days_digest, moves, moves_digest, runs_of


@dataclass(frozen=True)
class Span:
    """A stretch of the time line: where it begins and how long it is, in days from the line's beginning."""

    x: int
    width: int


@dataclass(frozen=True)
class TimeLine:
    """The days that a strip shows, the same for all tasks."""

    first: datetime.date
    last: datetime.date
    today: datetime.date
    assessment: datetime.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days or 1

    def at(self, day: datetime.date) -> int:
        """Where a day lies, in days; one beyond an end lies at that end."""
        return min(max((day - self.first).days, 0), self.days)

    @property
    def today_at(self) -> int:
        return self.at(self.today)

    @property
    def assessment_at(self) -> int:
        return self.at(self.assessment)

    def span(self, begins: datetime.date, ends: datetime.date) -> Span:
        return Span(self.at(begins), max(self.at(ends) - self.at(begins), 1))


@dataclass(frozen=True)
class TaskLine:
    """One task in the schedule.

    counted -- the day counted back today, for what is given out in time.
    rows    -- units that have it: done (reported or checked), own (day set by hand), the rest follows the schedule.
    moves   -- what of the rest differs from its day, one for each pair of days.
    strip   -- from when the first unit began to the day counted back.
    """

    task: Task
    counted: datetime.date
    rows: int
    done: int
    own: int
    moves: tuple[Move, ...]
    earliest: datetime.date | None
    latest: datetime.date | None
    strip: Span

    @property
    def differing(self) -> int:
        return sum(move.rows for move in self.moves)

    @property
    def following(self) -> int:
        return self.rows - self.done - self.own


@dataclass(frozen=True)
class Schedule:
    """The schedule of a place.

    untold -- years between now and the assessment of which nobody has entered the days off.
    """

    lines: tuple[TaskLine, ...]
    moves: tuple[Move, ...]
    time: TimeLine
    untold: tuple[int, ...]

    @cached_property
    def digest(self) -> str:
        return moves_digest(self.moves)

    @property
    def rows(self) -> int:
        return sum(line.rows for line in self.lines)

    @property
    def own(self) -> int:
        return sum(line.own for line in self.lines)

    @property
    def differing(self) -> int:
        return sum(move.rows for move in self.moves)

    @property
    def over(self) -> int:
        """Rows that would be overdue as soon as they are moved."""
        return sum(move.rows for move in self.moves if move.new < self.time.today)

    def moving(self) -> list[tuple[Task, datetime.date | None, datetime.date, int, bool]]:
        """(task, old day, new day, units, whether it would be over) in the order of the checklist."""
        found = []
        for line in self.lines:
            together: dict[tuple, int] = {}
            for move in line.moves:
                together[move.old, move.new] = together.get((move.old, move.new), 0) + move.rows
            found += [(line.task, old, new, n, new < self.time.today) for (old, new), n in together.items()]
        return found


def schedule(campaign: Campaign, code: str, today: datetime.date) -> Schedule:
    """The schedule of a county or township: the tasks of its rows and of the checklist, in four queries."""
    groups: dict[int, list[_Group]] = {}
    for row in _groups(campaign, code):
        groups.setdefault(row.task, []).append(row)
    listed = campaign.checklist()
    tasks = Task.objects.filter(star__campaign=campaign).select_related("star").order_by("star", "number")
    tasks = [task for task in tasks if task.pk in groups or task.pk in listed.stars]
    told = DayOff.objects.lines()
    calendar = Calendar({line.day: line.is_worked for line in told})
    slots = [row.slot for rows in groups.values() for row in rows if row.follows]
    weeks = {task.pk: task.weeks_before for task in tasks}
    found = moves(_together(slots), weeks, campaign.assessment_on, calendar)
    time = _time(campaign, today, [row for rows in groups.values() for row in rows])
    years = {line.day.year for line in told}
    return Schedule(
        lines=tuple(
            _line(
                campaign,
                task,
                groups.get(task.pk, []),
                [move for move in found if move.task == task.pk],
                calendar,
                time,
            )
            for task in tasks
        ),
        moves=found,
        time=time,
        untold=tuple(year for year in range(today.year, campaign.assessment_on.year + 1) if year not in years),
    )


def misfits(campaign: Campaign) -> int:
    """How many rows of a campaign are not due on the day that the schedule says today."""
    weeks = dict(Task.objects.filter(star__campaign=campaign).order_by().values_list("pk", "weeks_before"))
    slots = UnitTask.objects.at(campaign, campaign.county_id).counted_back().slots()
    return sum(move.rows for move in moves(slots, weeks, campaign.assessment_on, DayOff.objects.calendar()))


@dataclass(frozen=True)
class _Group:
    """Rows of one task with the same days and state."""

    task: int
    starts_on: datetime.date | None
    due_on: datetime.date | None
    is_own: bool
    state: str
    rows: int

    @property
    def is_done(self) -> bool:
        return not TaskState(self.state).is_open

    @property
    def follows(self) -> bool:
        """Whether the schedule may still move these rows."""
        return not self.is_own and not self.is_done

    @property
    def slot(self) -> Slot:
        return Slot(self.task, self.starts_on, self.due_on, self.rows)


def _groups(campaign: Campaign, code: str) -> list[_Group]:
    rows = UnitTask.objects.at(campaign, code).order_by()
    counted = rows.values_list("task", "starts_on", "due_on", "due_is_own", "state").annotate(Count("pk"))
    return [_Group(*row) for row in counted]


def _together(slots: Iterable[Slot]) -> list[Slot]:
    """Slots of the same days as one, whatever states their rows are in."""
    found: dict[tuple, int] = {}
    for slot in slots:
        key = slot.task, slot.starts_on, slot.due_on
        found[key] = found.get(key, 0) + slot.rows
    return [Slot(*key, rows) for key, rows in found.items()]


def _time(campaign: Campaign, today: datetime.date, groups: list[_Group]) -> TimeLine:
    begins = [row.starts_on for row in groups if row.starts_on]
    ends = [row.due_on for row in groups if row.due_on]
    return TimeLine(
        first=min([*begins, campaign.plan_due, today] if begins else [campaign.planning_from]),
        last=max([*ends, campaign.assessment_on]),
        today=today,
        assessment=campaign.assessment_on,
    )


def _line(
    campaign: Campaign, task: Task, groups: list[_Group], moving: list[Move], calendar: Calendar, time: TimeLine
) -> TaskLine:
    counted = counted_back(campaign.assessment_on, task.weeks_before, calendar)
    days = [row.due_on for row in groups if row.due_on]
    begins = min([row.starts_on for row in groups if row.starts_on], default=time.first)
    return TaskLine(
        task=task,
        counted=counted,
        rows=sum(row.rows for row in groups),
        done=sum(row.rows for row in groups if row.is_done),
        own=sum(row.rows for row in groups if row.is_own and not row.is_done),
        moves=tuple(moving),
        earliest=min(days, default=None),
        latest=max(days, default=None),
        strip=time.span(min(begins, counted), counted),
    )


# Days off --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Holiday:
    """Days of one name in a row, all off or all worked."""

    first: DayLine
    last: DayLine

    @property
    def days(self) -> int:
        return (self.last.day - self.first.day).days + 1


def days_off(year: int) -> list[Holiday]:
    """A year's table of days off."""
    return [Holiday(*ends) for ends in runs_of(DayOff.objects.in_year(year).lines())]


def days_digest_of(year: int) -> str:
    """What a year's table says, as a digest: nobody replaces what they have not seen."""
    return days_digest(DayOff.objects.in_year(year).lines())


def years_told() -> list[int]:
    """Years of which days off have been entered."""
    return [day.year for day in DayOff.objects.dates("day", "year")]

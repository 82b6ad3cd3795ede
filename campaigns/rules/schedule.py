"""The schedule counted back from the assessment (倒排工期)."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# Days that a plan approved late leaves at least for a task (assumed): nothing is overdue on the day it is given out.
LEAST_DAYS = 14
# Before the assessment, for any task: a checklist is a year's.
MOST_WEEKS = 52


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: Monday to Friday, unless the table says otherwise.

    told -- day → whether it is worked: public holidays, and the weekend days moved for them.
    """

    told: Mapping[datetime.date, bool] = field(default_factory=dict)

    def is_worked(self, day: datetime.date) -> bool:
        return self.told.get(day, day.weekday() < 5)

    def worked_until(self, day: datetime.date) -> datetime.date:
        """The last worked day up to a day, that day included."""
        while not self.is_worked(day):
            day -= datetime.timedelta(days=1)
        return day


def counted_back(assessment: datetime.date, weeks: int, calendar: Calendar) -> datetime.date:
    """The day by which a task is to be done: so many weeks before the assessment, or the last worked day before."""
    return calendar.worked_until(assessment - datetime.timedelta(weeks=weeks))


def due_day(assessment: datetime.date, weeks: int, given_on: datetime.date, calendar: Calendar) -> datetime.date:
    """The day counted back, for a task that is given out on a day.

    A task given out late gets LEAST_DAYS, but no day after the assessment.
    """
    least = min(given_on + datetime.timedelta(days=LEAST_DAYS), assessment)
    return max(counted_back(assessment, weeks, calendar), calendar.worked_until(least), given_on)


# Moving what stands to the day counted back ----------------------------------------------------------------------


@dataclass(frozen=True)
class Slot:
    """Rows of one task that began and are due on the same days, still open, their day not set by hand."""

    task: int
    starts_on: datetime.date | None
    due_on: datetime.date | None
    rows: int = 1


@dataclass(frozen=True)
class Move:
    """Rows of one task that go from one day to another; ``old`` is None where none was set."""

    task: int
    starts_on: datetime.date | None
    old: datetime.date | None
    new: datetime.date
    rows: int


def fitting_day(
    assessment: datetime.date, weeks: int, starts_on: datetime.date | None, calendar: Calendar
) -> datetime.date:
    """The day on which a row should be due: as when it was given out, but by what the schedule says today."""
    if starts_on is None:
        return counted_back(assessment, weeks, calendar)
    return due_day(assessment, weeks, starts_on, calendar)


def moves(
    slots: Iterable[Slot], weeks: Mapping[int, int], assessment: datetime.date, calendar: Calendar
) -> tuple[Move, ...]:
    """What would move, in a fixed order; rows that fit already are not named.

    weeks -- task → weeks before the assessment.
    """
    found = (
        Move(slot.task, slot.starts_on, slot.due_on, day, slot.rows)
        for slot in slots
        if (day := fitting_day(assessment, weeks[slot.task], slot.starts_on, calendar)) != slot.due_on
    )
    return tuple(sorted(found, key=_told))


def _told(move: Move) -> list:
    return [move.task, *(str(day) for day in (move.starts_on, move.old, move.new)), move.rows]


def moves_digest(found: Iterable[Move]) -> str:
    """SHA-256 over what would move and from where: nobody applies what they have not seen."""
    return hashlib.sha256(json.dumps([_told(move) for move in found]).encode()).hexdigest()


# The table of days off -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DayLine:
    """A line of the table: a public holiday, or a weekend day that is worked instead (调休上班)."""

    day: datetime.date
    is_worked: bool
    name: str


def days_digest(lines: Iterable[DayLine]) -> str:
    """SHA-256 over a year's table as somebody saw it."""
    told = sorted([str(line.day), line.is_worked, line.name] for line in lines)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def runs_of(lines: Iterable[DayLine]) -> list[tuple[DayLine, DayLine]]:
    """Days that follow each other under one name, as (first, last): how notices and people say them."""
    found: list[tuple[DayLine, DayLine]] = []
    for line in sorted(lines, key=lambda line: line.day):
        last = found[-1][1] if found else None
        if last and (last.is_worked, last.name, last.day + datetime.timedelta(days=1)) == (
            line.is_worked, line.name, line.day,
        ):  # fmt: skip
            found[-1] = (found[-1][0], line)
        else:
            found.append((line, line))
    return found

"""Assignments (周交办): what a county writes into one, in which periods it gives them, what lists are narrowed to."""

import calendar
import datetime
from dataclasses import dataclass

from campaigns.entry.rules.filters import ListFilter
from campaigns.ledger.rules.lists import TaskFilter
from campaigns.problems.rules import NO_TASK, UNFIXED, ProblemFilter
from campaigns.year.choices import DueGroup, Rhythm

LONGEST_TEXT = 500  # characters: an assignment is one page
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class AssignmentSheet:
    """An assignment as its form gives it.

    star, task -- keys of the campaign's star and task that it is about; None for none.
    """

    text: str
    demand: str
    department: str
    due_on: datetime.date
    star: int | None = None
    task: int | None = None


@dataclass(frozen=True, order=True)
class Period:
    """The days, both included, whose assignments belong together."""

    first: datetime.date
    last: datetime.date


def period_of(day: datetime.date, rhythm: str, days: int, since: datetime.date) -> Period:
    """The period of a rhythm in which a day lies.

    days, since -- of a rhythm of the county's own: its length, and a day on which one of its periods began.
    Weeks begin on Mondays; the ten days (旬) of a month are 1–10, 11–20 and the rest, its halves 1–15 and the rest.
    """
    if rhythm == Rhythm.WEEK:
        first = day - ONE_DAY * day.weekday()
        return Period(first, first + ONE_DAY * 6)
    if rhythm == Rhythm.DAYS:
        first = since + ONE_DAY * ((day - since).days // days * days)
        return Period(first, first + ONE_DAY * (days - 1))
    begins = {Rhythm.TEN_DAYS: (1, 11, 21), Rhythm.HALF_MONTH: (1, 16)}.get(Rhythm(rhythm), (1,))
    ends = [*(begin - 1 for begin in begins[1:]), calendar.monthrange(day.year, day.month)[1]]
    first, last = next(each for each in zip(begins, ends, strict=True) if day.day <= each[1])
    return Period(day.replace(day=first), day.replace(day=last))


def number_said(number: int) -> str:
    """An assignment's number as it is spoken of: one of this list, not a registered document's (文号)."""
    return f"第{number}号"


OVERDUE = "overdue"


@dataclass(frozen=True)
class AssignmentFilter(ListFilter):
    """What a list is narrowed to; what is empty does not narrow.

    state  -- one of AssignmentState. due -- OVERDUE.
    star   -- the code of a star in both star sets. department -- exactly as it is written.
    period -- a day of the period in which they were given. month -- the first day of the month.
    """

    state: str = ""
    due: str = ""
    department: str = ""
    star: str = ""
    period: datetime.date | None = None
    month: datetime.date | None = None
    q: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it leaves none out but those of another time."""
        return self == AssignmentFilter(period=self.period, month=self.month)


@dataclass(frozen=True)
class BottleneckFilter(ListFilter):
    """What bottlenecks are narrowed to; what is empty does not narrow.

    star -- the code of a star in both star sets, or NO_STAR. task -- key of a task, or NO_TASK.
    department -- exactly as it is written, or NO_DEPARTMENT.
    """

    star: str = ""
    task: str = ""
    department: str = ""
    township: str = ""

    @property
    def tasks(self) -> TaskFilter:
        """The overdue tasks that it keeps, as the ledger's list asks for them."""
        return TaskFilter(
            star=self.star, task=self.task, department=self.department, township=self.township, due=DueGroup.OVERDUE
        )  # fmt: skip

    @property
    def problems(self) -> ProblemFilter:
        """The open problems that it keeps, as the problem list asks for them."""
        return ProblemFilter(
            star=self.star, task=self.task, department=self.department, township=self.township, state=UNFIXED
        )  # fmt: skip

    @property
    def is_one(self) -> bool:
        """Whether it keeps one bottleneck at most."""
        return bool(self.department and self.task and (self.star or self.task != NO_TASK))

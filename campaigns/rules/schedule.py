"""The schedule counted back from the assessment (倒排工期)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

# Days that a plan approved late leaves at least for a task (assumed): nothing is overdue on the day it is given out.
LEAST_DAYS = 14


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

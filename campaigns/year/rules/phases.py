"""Phases and deadlines. A deadline includes its day; days are those of the county's clock."""

import datetime
from dataclasses import dataclass

from ..choices import Phase


@dataclass(frozen=True)
class Calendar:
    """A campaign's phase and dates."""

    phase: str
    planning_from: datetime.date
    plan_due: datetime.date
    assessment_on: datetime.date
    rating_due: datetime.date

    def ends(self) -> datetime.date:
        """The last day of the present phase."""
        return {Phase.PLANNING: self.plan_due, Phase.CREATING: self.assessment_on}.get(self.phase, self.rating_due)

    def days_left(self, today: datetime.date) -> int:
        """Days until the present phase ends; 0 on its last day, negative when it is over."""
        return (self.ends() - today).days


NEXT_PHASE = {
    Phase.PLANNING: Phase.CREATING,
    Phase.CREATING: Phase.RATING,
    Phase.RATING: Phase.CLOSED,
}
PREVIOUS_PHASE = {later: earlier for earlier, later in NEXT_PHASE.items()}
BEFORE_RATING = (Phase.PLANNING, Phase.CREATING)  # while plans and the figures of the creation plan may change


def may_enter(phase: str, today: datetime.date, due: datetime.date, open_until: datetime.date | None = None) -> bool:
    """Whether a unit's plan may be entered and submitted on a day.

    due        -- the township's last day, extension included; it counts while the campaign is planning.
    open_until -- the last day for which this unit was returned or reopened; it counts until rating begins.
    """
    if phase == Phase.PLANNING and today <= due:
        return True
    return phase in BEFORE_RATING and open_until is not None and today <= open_until


MOST_VISITS = 31  # asked for in a month


def monday(day: datetime.date) -> datetime.date:
    """The first day of a day's week."""
    return day - datetime.timedelta(days=day.weekday())


def end_of_week(today: datetime.date) -> datetime.date:
    """The Sunday of a day's week: weeks begin on Mondays."""
    return monday(today) + datetime.timedelta(days=6)

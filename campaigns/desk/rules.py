"""What a post owes, by deadline, and whose targets a star's page shows: values only."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from campaigns.year.choices import DueGroup
from campaigns.year.rules import end_of_week

Day = tuple[str | Promise, datetime.date]  # what a day is for
Ahead = tuple[str | Promise, datetime.date, int]
# The order in which lines stand: what cannot wait first; what has no day waits for an answer.
GROUPS = (DueGroup.OVERDUE, DueGroup.TODAY, DueGroup.REST, DueGroup.LATER, DueGroup.NO_DAY)
HEADINGS: Mapping[DueGroup, str | Promise] = {
    DueGroup.OVERDUE: _("Overdue"),
    DueGroup.TODAY: _("Due today"),
    DueGroup.REST: _("This week"),
    DueGroup.LATER: _("Later"),
    DueGroup.NO_DAY: _("No set day; others wait for it"),
}
# What is owed, in the order in which lines of one day stand.
WORDS: Mapping[str, str | Promise] = {
    "plans": ngettext_lazy("target stars of %(n)s unit to submit", "target stars of %(n)s units to submit", "n"),
    "plans_back": ngettext_lazy("%(n)s returned plan to mend", "%(n)s returned plans to mend", "n"),
    "sheets": ngettext_lazy("%(n)s plan sheet to write and submit", "%(n)s plan sheets to write and submit", "n"),
    "sheets_back": ngettext_lazy("%(n)s returned plan sheet to mend", "%(n)s returned plan sheets to mend", "n"),
    "tasks_back": ngettext_lazy("%(n)s task sent back", "%(n)s tasks sent back", "n"),
    "tasks": ngettext_lazy("%(n)s gap to close", "%(n)s gaps to close", "n"),
    "sort": ngettext_lazy("%(n)s task to sort: reached or gap", "%(n)s tasks to sort: reached or gap", "n"),
    "fixes_back": ngettext_lazy("%(n)s fix of a problem sent back", "%(n)s fixes of problems sent back", "n"),
    "problems": ngettext_lazy("%(n)s problem to fix", "%(n)s problems to fix", "n"),
    "assignments_back": ngettext_lazy(
        "reply to %(n)s assignment sent back", "replies to %(n)s assignments sent back", "n"
    ),
    "assignments": ngettext_lazy("%(n)s assignment to reply to", "%(n)s assignments to reply to", "n"),
    "answer_veto": ngettext_lazy("%(n)s veto hit to answer", "%(n)s veto hits to answer", "n"),
    "decide_plans": ngettext_lazy(
        "target stars of %(n)s unit to approve", "target stars of %(n)s units to approve", "n"
    ),
    "decide_sheets": ngettext_lazy("%(n)s plan sheet to approve", "%(n)s plan sheets to approve", "n"),
    "requests": ngettext_lazy("%(n)s request for a change to answer", "%(n)s requests for a change to answer", "n"),
    "extensions": ngettext_lazy("%(n)s request for more time to answer", "%(n)s requests for more time to answer", "n"),
    "check": ngettext_lazy("%(n)s task to check", "%(n)s tasks to check", "n"),
    "recheck": ngettext_lazy("%(n)s fixed problem to recheck", "%(n)s fixed problems to recheck", "n"),
    "close": ngettext_lazy("%(n)s rechecked problem to close", "%(n)s rechecked problems to close", "n"),
    "close_assignments": ngettext_lazy("%(n)s reply to close", "%(n)s replies to close", "n"),
    "visits": ngettext_lazy(
        "%(n)s unit without this month's visit of its contact leader",
        "%(n)s units without this month's visits of their contact leaders",
        "n",
    ),
    "opinions": ngettext_lazy("%(n)s opinion to answer", "%(n)s opinions to answer", "n"),
    "decide_vetoes": ngettext_lazy("%(n)s veto hit to decide", "%(n)s veto hits to decide", "n"),
}  # fmt: skip


def group_of(day: datetime.date | None, today: datetime.date) -> DueGroup:
    """In which part of the page a day stands. A deadline includes its day."""
    if day is None:
        return DueGroup.NO_DAY
    if day < today:
        return DueGroup.OVERDUE
    if day == today:
        return DueGroup.TODAY
    return DueGroup.REST if day <= end_of_week(today) else DueGroup.LATER


@dataclass(frozen=True)
class Duty:
    """One line: so many things of a kind, until when, and the page where exactly they are done.

    kind  -- one of WORDS. n -- how many.
    route, args, query -- the page, as urls name it.
    day, last -- the earliest and the latest day of them; None where none is set.
    since -- the day on which the first of them began to wait.
    about -- the star, or a single thing's name.
    notes -- (which, why they came back), each reason once.
    """

    kind: str
    n: int
    route: str
    args: tuple[object, ...]
    query: str = ""
    day: datetime.date | None = None
    last: datetime.date | None = None
    since: datetime.date | None = None
    about: str = ""
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """How many of what, in the language of the screen."""
        return str(WORDS[self.kind] % {"n": self.n})


@dataclass(frozen=True)
class Duties:
    """All that a post owes on a day.

    ahead -- the campaign's days that are still to come, as (what, day, days until then), the next first.
    """

    today: datetime.date
    lines: tuple[Duty, ...]
    ahead: tuple[Ahead, ...] = ()

    @classmethod
    def of(cls, today: datetime.date, lines: Iterable[Duty], ahead: Iterable[Day] = ()) -> "Duties":
        """Lines in their order: by day, then as the work goes."""
        order = list(WORDS)
        last = datetime.date.max
        kept = sorted(lines, key=lambda each: (each.day or last, order.index(each.kind), each.since or last))
        coming = sorted((pair for pair in ahead if pair[1] >= today), key=lambda pair: pair[1])
        return cls(today, tuple(kept), tuple((what, day, (day - today).days) for what, day in coming))

    @cached_property
    def groups(self) -> list[tuple[DueGroup, str | Promise, list[Duty]]]:
        """(group, its heading, its lines), those without lines left out."""
        found = [(group, [each for each in self.lines if group_of(each.day, self.today) == group]) for group in GROUPS]
        return [(group, HEADINGS[group], lines) for group, lines in found if lines]


CONCERNED, EVERYONE = "", "all"  # beside Targets: units that target or hold the star; all units

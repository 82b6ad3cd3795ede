"""The ledger as lists: what a filter keeps, what it adds up to, in which order it stands."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.filters import link
from campaigns.planning.rules.figures import Percentage
from campaigns.year.choices import DueGroup
from campaigns.year.models.campaign import Campaign, Star, Task
from campaigns.year.models.days import by_day
from villages.access import NOBODY as NO_SEAT
from villages.access import Seat
from villages.models import Township, Village

from ..choices import OPEN_TASKS, REACHED_TASKS, Lacking, TaskGroup, TaskOrder, TaskState
from ..models import UnitTaskQuerySet
from ..rules.lists import ALL_TASKS, NOBODY, TaskFilter
from ..rules.shown import OF_SHEET

LACKING = (Lacking.PERSON.value, Lacking.MEASURE.value)  # cells that the plan sheet may fill
GAPS = TaskGroup.GAP.states  # of these a measure, a person and a day are asked


def by_due(group: str, today: datetime.date) -> Q:
    """Rows of a DueGroup: with which the township is not done yet, but for COME."""
    return by_day(group, today) if group == DueGroup.COME else by_day(group, today) & Q(state__in=OPEN_TASKS)


def by_lacking(what: str) -> Q:
    """Gaps that lack something, the plan sheet's words counted. Needs ``with_shown(*LACKING)``."""
    return Q(state__in=GAPS, **({"due_on": None} if what == Lacking.DUE else {f"shown_{what}": ""}))


def by_state(state: str) -> Q:
    return Q(state__in=TaskGroup(state).states) if state in TaskGroup.values else Q(state=state)


def narrowed(rows: UnitTaskQuerySet, by: TaskFilter, today: datetime.date, seat: Seat = NO_SEAT) -> UnitTaskQuerySet:
    """Those of some rows that a filter keeps.

    seat -- whoever reads: what is one's own to check depends on that.
    """
    plain = {
        "task__star__code": by.star,
        "plan__village__township": by.township,
        "plan__village__in": by.unit,
        "pk__in": by.row,
    }
    if by.area == NOBODY:
        rows = rows.filter(plan__village__area=None)
    else:
        plain["plan__village__area"] = by.area
    if by.department == NOBODY:
        rows = rows.with_shown("department").filter(shown_department="")
    elif by.department:
        rows = rows.with_shown("department").filter(shown_department=by.department)
    rows = rows.filter(**{lookup: value for lookup, value in plain.items() if value})
    if by.task:
        rows = rows.filter(Q(task=by.task) | Q(task__parent=by.task))
    if by.state:
        rows = rows.filter(by_state(by.state))
    if by.due:
        rows = rows.filter(by_due(by.due, today))
    if by.lacking:
        rows = rows.with_shown(*LACKING).filter(by_lacking(by.lacking))
    if by.checks:
        rows = rows.checked_by(seat)
    if by.person:
        rows = rows.with_shown("person").filter(Q(shown_person=by.person) | Q(leader=by.person))
    if words := by.q.strip():
        rows = rows.with_shown(*OF_SHEET).filter(_saying(words))
    return rows


def _saying(words: str) -> Q:
    """Rows that show some words, or whose unit or task is called so. Needs ``with_shown(*OF_SHEET)``."""
    written = ("present", "progress", "leader", "support_unit", *(f"shown_{name}" for name in OF_SHEET))
    said = Q(task__title__contains=words) | Q(plan__village__in=Village.objects.search(words))
    for name in written:
        said |= Q(**{f"{name}__contains": words})
    return said


UNIT_ORDER = (
    "plan__village__township",
    "-plan__kind",
    F("plan__village__area__order").asc(nulls_last=True),
    "plan__village__order",
    "plan__village",
)
TASK_ORDER = ("task__star__order", "task__star__code", "task__number")


def in_order(rows: UnitTaskQuerySet, order: str) -> UnitTaskQuerySet:
    """Rows as a list shows them, sorted by a TaskOrder."""
    rows = rows.for_list()
    if order == TaskOrder.DUE:
        return rows.order_by(F("due_on").asc(nulls_last=True), *UNIT_ORDER, *TASK_ORDER)
    if order == TaskOrder.STAR:
        return rows.order_by("-plan__kind", *TASK_ORDER, *UNIT_ORDER)
    return rows.order_by(*UNIT_ORDER, *TASK_ORDER)


@dataclass(frozen=True)
class TaskSum:
    """Rows of a list that go together; each figure is a link to the rows it counts.

    by -- the filter that keeps exactly them.
    """

    name: str
    by: TaskFilter = ALL_TASKS
    total: int = 0
    reached: int = 0
    checked: int = 0
    overdue: int = 0

    @property
    def done(self) -> Percentage:
        """Reached, of all that are listed."""
        return Percentage(self.reached, self.total, _("tasks listed"))

    def _leads(self, n: int, **asked: str) -> tuple[int, str]:
        return n, link(self.by.also(**asked), n)

    @property
    def all_rows(self) -> tuple[int, str]:
        return self._leads(self.total)

    @property
    def reached_rows(self) -> tuple[int, str]:
        return self._leads(self.reached, state=TaskGroup.REACHED)

    @property
    def checked_rows(self) -> tuple[int, str]:
        return self._leads(self.checked, state=TaskState.CHECKED)

    @property
    def overdue_rows(self) -> tuple[int, str]:
        return self._leads(self.overdue, due=DueGroup.OVERDUE)


@dataclass(frozen=True)
class ListTotals:
    """What a list of tasks adds up to, over all its pages.

    base    -- how many rows the place has without the filter.
    lacking -- by what gaps lack.
    """

    total: TaskSum
    base: int
    states: tuple[tuple[TaskState, int], ...] = ()
    week: int = 0
    lacking: tuple[tuple[Lacking, int], ...] = ()
    townships: tuple[TaskSum, ...] = ()
    stars: tuple[TaskSum, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out: of a list that asks for late tasks a share of those reached says nothing."""
        return self.total.total == self.base


def list_totals(
    rows: UnitTaskQuerySet,
    at_place: UnitTaskQuerySet,
    campaign: Campaign,
    stars: Iterable[Star],
    today: datetime.date,
    by: TaskFilter = ALL_TASKS,
) -> ListTotals:
    """The sums of a filtered list by state, township and star: one GROUP BY, and the count of all.

    by -- the filter that kept the rows: each sum narrows it further.
    """
    asked = {
        "n": Q(),
        "overdue": by_due(DueGroup.OVERDUE, today),
        "week": by_due(DueGroup.WEEK, today),
        **{f"no_{what.value}": by_lacking(what) for what in Lacking},
    }
    found = list(
        rows.with_shown(*LACKING)
        .order_by()
        .values("plan__village__township", "task__star__code", "state")
        .annotate(**{name: Count("pk", filter=condition) for name, condition in asked.items()})
    )
    states = Counter()
    for line in found:
        states[line["state"]] += line["n"]
    names = dict(Township.objects.filter(county=campaign.county_id).values_list("pk", "name"))
    star_names = {star.code: str(star) for star in reversed(list(stars))}  # a code in both sets has one name

    def add_up(lookup: str, parameter: str, named: Callable[[str], str]) -> tuple[TaskSum, ...]:
        keys = sorted({line[lookup] for line in found}) if lookup != "task__star__code" else list(star_names)[::-1]
        parts = {key: [line for line in found if line[lookup] == key] for key in keys}
        return tuple(_sum(named(key), replace(by, **{parameter: key}), own) for key, own in parts.items() if own)

    return ListTotals(
        _sum("", by, found),
        at_place.count(),
        tuple((state, states[state]) for state in TaskState if states[state]),
        sum(line["week"] for line in found),
        tuple((what, n) for what in Lacking if (n := sum(line[f"no_{what.value}"] for line in found))),
        add_up("plan__village__township", "township", lambda key: names.get(key, key)),
        add_up("task__star__code", "star", lambda key: star_names[key]),
    )


def _sum(name: str, by: TaskFilter, lines: Iterable[dict]) -> TaskSum:
    lines = list(lines)
    return TaskSum(
        name,
        by,
        sum(line["n"] for line in lines),
        sum(line["n"] for line in lines if line["state"] in REACHED_TASKS),
        sum(line["n"] for line in lines if line["state"] == TaskState.CHECKED),
        sum(line["overdue"] for line in lines),
    )


# What a filter offers ------------------------------------------------------------------------------------------


def departments(rows: UnitTaskQuerySet) -> list[str]:
    """Departments that some rows show, by name."""
    shown = rows.with_shown("department").exclude(shown_department="").order_by("shown_department")
    return list(shown.values_list("shown_department", flat=True).distinct())


def task_choices(campaign: Campaign) -> list[tuple[str, list[tuple[str, str]]]]:
    """The tasks of a campaign under their stars; a part stands behind its whole."""
    tasks = Task.objects.filter(star__campaign=campaign, is_retired=False).select_related("star")
    found: dict[tuple, list[tuple[str, str]]] = {}
    ordered = sorted(tasks, key=lambda task: (task.star.kind == "community", task.star.order, task.number))
    for task in ordered:
        star = (task.star.get_kind_display(), str(task.star))
        title = f"{'　' if task.parent_id else ''}{task.number}. {task.title}"
        found.setdefault(star, []).append((str(task.pk), title))
    return [(f"{star}（{kind}）", of_star) for (kind, star), of_star in found.items()]

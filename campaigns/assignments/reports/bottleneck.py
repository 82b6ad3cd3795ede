"""Shared bottlenecks: overdue tasks and open problems of many units put together by what they wait for and who leads
it, so that the county gives one assignment instead of seventeen."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, Min, OuterRef

from campaigns.ledger.models import UnitTaskQuerySet
from campaigns.ledger.reports import lists as task_list
from campaigns.problems import reports as problem_report
from campaigns.problems.models import ProblemQuerySet
from campaigns.problems.rules import NO_DEPARTMENT, NO_STAR, NO_TASK
from campaigns.year.models.campaign import Campaign, Star, Task

from ..choices import AssignmentState
from ..rules import BottleneckFilter

NAMED = 3  # bottlenecks that a sentence for reports names


@dataclass(frozen=True)
class Bottleneck:
    """What several units wait for.

    star, task -- where problems say no more than the star, or not even that, there is no task, or no star.
    units      -- how many units wait; one with a late task and a problem counts once.
    rows, problems -- overdue tasks and open problems behind it.
    first      -- their earliest day; None where none has a day.
    assigned   -- how many of both stand in assignments that are not closed.
    by         -- the filter that keeps exactly these.
    newest     -- the number of the newest of these assignments; 0 without any.
    """

    star: Star | None
    task: Task | None
    department: str
    units: int
    rows: int
    problems: int
    first: datetime.date | None
    assigned: int
    by: BottleneckFilter
    newest: int

    @property
    def total(self) -> int:
        return self.rows + self.problems

    @property
    def tasks_query(self) -> str:
        return self.by.tasks.query()

    @property
    def problems_query(self) -> str:
        return self.by.problems.query()

    def days_late(self, today: datetime.date) -> int:
        return max((today - self.first).days, 0) if self.first else 0


def overdue_rows(rows: UnitTaskQuerySet, by: BottleneckFilter, today: datetime.date) -> UnitTaskQuerySet:
    """Those of some rows that are overdue and that a filter keeps."""
    if by.task == NO_TASK or by.star == NO_STAR:
        return rows.none()
    return task_list.narrowed(rows, by.tasks, today)


def open_problems(problems: ProblemQuerySet, by: BottleneckFilter, today: datetime.date) -> ProblemQuerySet:
    """Those of some problems that are still to be fixed and that a filter keeps."""
    return problem_report.narrowed(problems, by.problems, today)


def bottlenecks(
    campaign: Campaign, rows: UnitTaskQuerySet, problems: ProblemQuerySet, by: BottleneckFilter
) -> list[Bottleneck]:
    """What units wait for, the most units first. Seven queries however many there are.

    rows, problems -- as :func:`overdue_rows` and :func:`open_problems` keep them.
    by             -- what they were narrowed to.
    """
    counted = {"n": Count("pk"), "units": Count("plan", distinct=True), "first": Min("due_on")}
    rows = rows.with_shown("department").order_by()  # a row without a department of its own waits for its sheet's
    of_rows = {
        (task, department): found
        for task, department, *found in rows.values_list("task", "shown_department").annotate(**counted)
    }
    of_problems = {
        (task or star, bool(task), department): found
        for star, task, department, *found in problems.order_by()
        .values_list("star__code", "task", "department")
        .annotate(**counted)
    }
    alike = problems.order_by().filter(
        plan=OuterRef("plan"), task=OuterRef("task"), department=OuterRef("shown_department")
    )  # fmt: skip
    twice = rows.filter(Exists(alike)).values_list("task", "shown_department")
    both = {(task, department): n for task, department, n in twice.annotate(n=Count("plan", distinct=True))}
    keys = {(task, True, department) for task, department in of_rows} | of_problems.keys()
    tasks = Task.objects.select_related("star").in_bulk({key for key, is_task, _department in keys if is_task})
    stars = {star.code: star for star in reversed(campaign.stars.all())}
    assigned = _assigned(rows, problems)
    nothing = (0, 0, None)
    made = []
    for key in keys:
        what, is_task, department = key
        task = tasks[what] if is_task else None
        n_rows, row_units, row_first = of_rows.get((what, department), nothing) if is_task else nothing
        n_problems, problem_units, problem_first = of_problems.get(key, nothing)
        found, newest = assigned.get(key, (0, 0))
        made.append(
            Bottleneck(
                task.star if task else stars.get(what), task, department,
                row_units + problem_units - (both.get((what, department), 0) if is_task else 0), n_rows, n_problems,
                min((day for day in (row_first, problem_first) if day), default=None), found,
                BottleneckFilter(
                    "" if is_task else what or NO_STAR, str(what) if is_task else NO_TASK,
                    department or NO_DEPARTMENT, by.township,
                ),
                newest,
            )
        )  # fmt: skip
    return sorted(made, key=_order)


def sentence(found: list[Bottleneck]) -> str:
    """What a report says of those that keep more than one unit waiting. An official paper is Chinese whatever the
    reader's screen speaks."""
    shared = [each for each in found if each.units > 1]
    named = "；".join(
        f"{each.units}个村（社区）卡在“{each.task or each.star or '未指明的事项'}”"
        + (f"（{each.department}牵头）" if each.department else "")
        for each in shared[:NAMED]
    )
    return f"共性难题{len(shared)}件：{named}{'等' if len(shared) > NAMED else ''}。" if shared else ""


def _order(each: Bottleneck) -> tuple:
    """The most units first, then what is late the longest, then as the checklist stands."""
    star, task = each.star, each.task
    return (
        -each.units, each.first or datetime.date.max, star.kind == "community" if star else True,
        star.order if star else 99, task.number if task else 0, each.department,
    )  # fmt: skip


def _assigned(rows: UnitTaskQuerySet, problems: ProblemQuerySet) -> dict[tuple, tuple[int, int]]:
    """(how many, the newest assignment's number) stand in assignments that are not closed, by bottleneck."""
    unclosed = {"assignments__state__in": [state for state in AssignmentState if state != AssignmentState.CLOSED]}
    counted = {"n": Count("pk", distinct=True), "last": Max("assignments__number")}
    of_rows = rows.filter(**unclosed).values_list("task", "shown_department").annotate(**counted)
    of_problems = problems.order_by().filter(**unclosed).values_list("star__code", "task", "department")
    found = {(task, True, department): (n, last) for task, department, n, last in of_rows}
    for star, task, department, n, last in of_problems.annotate(**counted):
        key = (task or star, bool(task), department)
        before = found.get(key, (0, 0))
        found[key] = (before[0] + n, max(before[1], last))
    return found

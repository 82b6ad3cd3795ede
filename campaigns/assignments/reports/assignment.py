"""Assignments as lists show them: what a filter keeps, in which periods they were given, how many are closed, and how
far what they gather has come."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from campaigns.ledger.choices import REACHED_TASKS, TaskState
from campaigns.ledger.models import UnitTask
from campaigns.ledger.reports import unit as ledger
from campaigns.planning.rules.figures import Percentage
from campaigns.problems import reports as problem_report
from campaigns.problems.choices import ProblemState
from campaigns.problems.models import Problem
from campaigns.year.models.campaign import Campaign
from fivestar.changes.models import Change, ChangeSet
from villages.access import Seat
from villages.choices import Role
from villages.models import Village

from ..choices import OPEN_ASSIGNMENTS, AssignmentState
from ..models import Assignment, AssignmentProblem, AssignmentQuerySet, AssignmentRow
from ..rules import OVERDUE, AssignmentFilter, Period, period_of

FIXED_PROBLEMS = (ProblemState.FIXED, ProblemState.RECHECKED, ProblemState.CLOSED)


def period_in(campaign: Campaign, day: datetime.date) -> Period:
    """The period of the campaign's rhythm in which a day lies."""
    return period_of(day, campaign.rhythm, campaign.rhythm_days, campaign.planning_from)


def narrowed(
    assignments: AssignmentQuerySet, by: AssignmentFilter, campaign: Campaign, today: datetime.date
) -> AssignmentQuerySet:
    """Those of some assignments that a filter keeps."""
    plain = {"state": by.state, "department": by.department, "star__code": by.star}
    found = assignments.filter(**{lookup: value for lookup, value in plain.items() if value})
    if by.due == OVERDUE:
        found = found.overdue(today)
    if by.period:
        period = period_in(campaign, by.period)
        found = found.filter(given_on__range=(period.first, period.last))
    if by.month:
        found = found.filter(given_on__year=by.month.year, given_on__month=by.month.month)
    if words := by.q.strip():
        found = found.filter(Q(text__contains=words) | Q(demand__contains=words) | Q(reply__contains=words))
    return found


@dataclass(frozen=True)
class AssignmentCounts:
    """How many assignments stand in each state, and how many of those without a reply are late.

    is_whole -- whether they are all of the county, or of a time: only of these the share that is closed says something.
    """

    numbers: Counter
    overdue: int = 0
    is_whole: bool = True

    @property
    def total(self) -> int:
        return self.numbers.total()

    def states(self) -> list[tuple[AssignmentState, int]]:
        """States that occur, in the order of the work."""
        order = (AssignmentState.GIVEN, AssignmentState.RETURNED, AssignmentState.REPLIED, AssignmentState.CLOSED)
        return [(state, self.numbers[state]) for state in order if self.numbers[state]]

    def sentence(self) -> str:
        """What a report says of them. An official paper is Chinese whatever the reader's screen speaks."""
        n = self.numbers
        closed = Percentage(n[AssignmentState.CLOSED], self.total)
        rate = f"，销号率 {closed.on_paper}" if self.is_whole and self.total else ""
        return (
            f"交办 {self.total} 件，已销号 {n[AssignmentState.CLOSED]} 件{rate}；待反馈 "
            f"{sum(n[state] for state in OPEN_ASSIGNMENTS)} 件（其中逾期 {self.overdue} 件），待销号 "
            f"{n[AssignmentState.REPLIED]} 件。"
        )


def counts(assignments: AssignmentQuerySet, today: datetime.date, *, is_whole: bool = True) -> AssignmentCounts:
    """One query for all of them.

    is_whole -- whether no filter left any out, but for those of another time.
    """
    late = Count("pk", filter=Q(state__in=OPEN_ASSIGNMENTS, due_on__lt=today))
    rows = list(assignments.order_by().values_list("state").annotate(n=Count("pk"), late=late))
    late = sum(late for _state, _n, late in rows)
    return AssignmentCounts(Counter({state: n for state, n, _late in rows}), late, is_whole)


@dataclass(frozen=True)
class Month:
    """What was given in a month, and how much of it is closed by now."""

    first: datetime.date
    given: int
    closed: int

    @property
    def done(self) -> Percentage:
        """Closed, of those given."""
        return Percentage(self.closed, self.given, _("assignments given in the month"))


def months(assignments: AssignmentQuerySet) -> list[Month]:
    """Assignments by the month in which they were given, the newest first. One query."""
    found = (
        assignments.order_by()
        .values_list(TruncMonth("given_on"))
        .annotate(given=Count("pk"), closed=Count("pk", filter=Q(state=AssignmentState.CLOSED)))
    )
    return sorted((Month(*line) for line in found), key=lambda month: month.first, reverse=True)


def periods(campaign: Campaign, assignments: AssignmentQuerySet) -> list[Period]:
    """The periods in which some assignments were given, the newest first. One query."""
    days = assignments.order_by().values_list("given_on", flat=True).distinct()
    return sorted({period_in(campaign, day) for day in days}, reverse=True)


def departments(assignments: AssignmentQuerySet) -> list[str]:
    """Departments to which some assignments were given, by name."""
    return list(assignments.order_by("department").values_list("department", flat=True).distinct())


@dataclass(frozen=True)
class AssignmentLine:
    """One assignment as a reader sees it.

    days_late -- 0 when it is not overdue. total, done -- of the tasks and problems that it gathers.
    """

    assignment: Assignment
    days_late: int
    total: int
    done: int


def lines(assignments: Iterable[Assignment], today: datetime.date) -> list[AssignmentLine]:
    """Assignments with how far what they gather has come. Two queries however many there are."""
    assignments = list(assignments)
    total, done = Counter(), Counter()
    is_done = Q(row__state__in=REACHED_TASKS)
    is_fixed = Q(problem__state__in=FIXED_PROBLEMS)
    for model, over in ((AssignmentRow, is_done), (AssignmentProblem, is_fixed)):
        found = model.objects.filter(assignment__in=assignments).order_by().values_list("assignment")
        for pk, n, n_done in found.annotate(n=Count("pk"), done=Count("pk", filter=over)):
            total[pk] += n
            done[pk] += n_done
    return [AssignmentLine(each, each.days_late(today), total[each.pk], done[each.pk]) for each in assignments]


def by_period(campaign: Campaign, found: Iterable[AssignmentLine]) -> list[tuple[Period, list[AssignmentLine]]]:
    """Assignments under the periods in which they were given, in their order."""
    groups: dict[Period, list[AssignmentLine]] = {}
    for line in found:
        groups.setdefault(period_in(campaign, line.assignment.given_on), []).append(line)
    return list(groups.items())


# What assignments gather -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gathered:
    """A task or problem of a unit that an assignment gathers, or that one could.

    days_late -- 0 when it is not overdue. is_done -- the township has done its part.
    others    -- assignments that are not closed in which it stands already.
    """

    unit: Village
    record: UnitTask | Problem
    text: str
    days_late: int
    state: TaskState | ProblemState
    is_done: bool
    others: tuple[Assignment, ...] = ()

    @property
    def is_task(self) -> bool:
        return isinstance(self.record, UnitTask)


def gathered(rows: Iterable[UnitTask], problems: Iterable[Problem], today: datetime.date) -> list[Gathered]:
    """Tasks and problems with where they stand now, unit by unit. Two queries, and those of ``rows`` and
    ``problems``, which must be as for lists."""
    rows, problems = list(rows), list(problems)
    in_row, in_problem = unclosed_of([row.pk for row in rows], [problem.pk for problem in problems])
    found = [
        Gathered(
            row.plan.village, row, row.shows("gap") or row.task.title, row.days_late(today), row.state_choice,
            row.state in REACHED_TASKS, in_row.get(row.pk, ()),
        )
        for row in rows
    ] + [
        Gathered(
            problem.plan.village, problem, problem.text, problem.days_late(today), problem.state_choice,
            problem.state in FIXED_PROBLEMS, in_problem.get(problem.pk, ()),
        )
        for problem in problems
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.unit.township_id, each.unit.pk, not each.is_task, each.record.pk))


def unclosed_of(
    rows: Collection[int], problems: Collection[int]
) -> tuple[dict[int, tuple[Assignment, ...]], dict[int, tuple[Assignment, ...]]]:
    """The assignments that are not closed in which tasks and problems stand, by their keys."""
    answers: tuple[dict, dict] = ({}, {})
    asked = ((AssignmentRow, "row", rows), (AssignmentProblem, "problem", problems))
    for answer, (model, name, keys) in zip(answers, asked, strict=True):
        if not keys:
            continue
        found = model.objects.filter(**{f"{name}__in": keys}).exclude(assignment__state=AssignmentState.CLOSED)
        for link in found.select_related("assignment__campaign").order_by("assignment__number"):
            key = getattr(link, f"{name}_id")
            answer[key] = (*answer.get(key, ()), link.assignment)
    return answers


def of_row(row: UnitTask, seat: Seat) -> list[tuple[Assignment, bool]]:
    """The assignments that are not closed in which a row of the ledger stands, and whether the seat opens each."""
    return _opened(unclosed_of([row.pk], [])[0].get(row.pk, ()), seat)


def of_problem(problem: Problem, seat: Seat) -> list[tuple[Assignment, bool]]:
    """The assignments that are not closed in which a problem stands, and whether the seat opens each."""
    return _opened(unclosed_of([], [problem.pk])[1].get(problem.pk, ()), seat)


@ledger.beside.register
def _beside_row(row: UnitTask, seat: Seat) -> dict:
    return {"assigned": of_row(row, seat)}


@problem_report.beside.register
def _beside_problem(problem: Problem, seat: Seat) -> dict:
    return {"assigned": of_problem(problem, seat)}


def _opened(assignments: Collection[Assignment], seat: Seat) -> list[tuple[Assignment, bool]]:
    if not assignments or seat.holds(Role.TOWNSHIP_ORGANIZER):
        return [(each, False) for each in assignments]  # their pages are the county's
    asked = Assignment.objects.visible_to(seat).filter(pk__in=[each.pk for each in assignments])
    opens = set(asked.values_list("pk", flat=True))
    return [(each, each.pk in opens) for each in assignments]


def gathered_by(assignment: Assignment, seat: Seat, today: datetime.date) -> list[Gathered]:
    """What an assignment gathers, as far as the seat reaches, with where it stands now."""
    rows = UnitTask.objects.visible_to(seat).filter(assignments=assignment).for_list()
    return gathered(rows, Problem.objects.visible_to(seat).filter(assignments=assignment).for_list(), today)


def history(assignment: Assignment):
    """The change sets that touched an assignment, the newest first."""
    touched = Change.objects.filter(model=Assignment._meta.label_lower, object_id=str(assignment.pk))
    return ChangeSet.objects.filter(pk__in=touched.values("changeset")).for_list()

"""Problems as lists show them: what a filter keeps, how many stand where, what was typed before."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Count, Q

from campaigns.planning.models.marks import Plan
from campaigns.planning.reports.measures import written as measures_written
from campaigns.planning.rules.figures import Percentage
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Star, Task
from campaigns.year.models.days import by_day
from fivestar.changes.models import Change, ChangeSet
from fivestar.hooks import Hook
from villages.access import NOBODY, Seat
from villages.models import Township, Village

from .choices import OPEN_PROBLEMS, ProblemState
from .models import Problem, ProblemQuerySet
from .rules import NO_DEPARTMENT, NO_STAR, NO_TASK, OVERDUE, THIS_WEEK, UNFIXED, ProblemFilter

# Rooms that know more of a problem give it for its page, as context: evidence, assignments.
beside = Hook("a problem's page is made")

DAYS_OF_WEEK = 7


def narrowed(
    problems: ProblemQuerySet, by: ProblemFilter, today: datetime.date, seat: Seat = NOBODY
) -> ProblemQuerySet:
    """Those of some problems that a filter keeps.

    seat -- whoever reads: what is one's own to check depends on that.
    """
    if by.task == NO_TASK:
        problems, by = problems.filter(task=None), replace(by, task="")
    if by.department == NO_DEPARTMENT:
        problems, by = problems.filter(department=""), replace(by, department="")
    if by.state == UNFIXED:
        problems, by = problems.is_open(), replace(by, state="")
    plain = {
        "state": by.state,
        "plan__village__township": by.township,
        "plan__village__area": by.area,
        "plan__village": by.unit,
        "task": by.task,
        "source": by.source,
        "department": by.department,
        "person": by.person,
        "support_unit": by.support_unit,
    }
    problems = problems.filter(**{lookup: value for lookup, value in plain.items() if value})
    if by.star:
        problems = problems.filter(Q(star=None) if by.star == NO_STAR else Q(star__code=by.star))
    if by.due == OVERDUE:
        problems = problems.overdue(today)
    elif by.due == THIS_WEEK:
        problems = problems.is_open().filter(due_on__gte=today, due_on__lt=today + datetime.timedelta(DAYS_OF_WEEK))
    elif by.due:
        problems = problems.is_open().filter(by_day(by.due, today))
    if by.checks:
        problems = problems.checked_by(seat)
    if words := by.q.strip():
        said = Q(text__contains=words) | Q(measure__contains=words) | Q(fix__contains=words)
        said |= Q(person__contains=words) | Q(source_word__contains=words)
        problems = problems.filter(said | Q(plan__village__in=Village.objects.search(words)))
    return problems


@dataclass(frozen=True)
class ProblemCounts:
    """How many problems stand in each state, and how many of those still to be fixed are late or due this week.

    is_whole -- whether they are all of a place: only of these the share that is closed says something.
    """

    numbers: Counter
    overdue: int = 0
    this_week: int = 0
    is_whole: bool = True

    @property
    def total(self) -> int:
        return self.numbers.total()

    def states(self) -> list[tuple[ProblemState, int]]:
        """States that occur, in the order of the work."""
        order = (ProblemState.OPEN, ProblemState.RETURNED, ProblemState.FIXED, ProblemState.RECHECKED)
        return [(state, self.numbers[state]) for state in (*order, ProblemState.CLOSED) if self.numbers[state]]

    def sentence(self) -> str:
        """What a report says of them. An official paper is Chinese whatever the reader's screen speaks."""
        n = self.numbers
        closed = Percentage(n[ProblemState.CLOSED], self.total)
        rate = f"，销号率 {closed.on_paper}" if self.is_whole and self.total else ""
        return (
            f"问题 {self.total} 条，已销号 {n[ProblemState.CLOSED]} 条{rate}；待整改 "
            f"{sum(n[state] for state in OPEN_PROBLEMS)} 条（其中逾期 {self.overdue} 条），待复核 "
            f"{n[ProblemState.FIXED]} 条，待销号 {n[ProblemState.RECHECKED]} 条。"
        )


def counts(problems: ProblemQuerySet, today: datetime.date, *, is_whole: bool = True) -> ProblemCounts:
    """One query for all of them.

    is_whole -- whether no filter left any of the place's out.
    """
    is_open, week = Q(state__in=OPEN_PROBLEMS), today + datetime.timedelta(DAYS_OF_WEEK)
    found = (
        problems.order_by()
        .values_list("state")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=is_open & Q(due_on__lt=today)),
            soon=Count("pk", filter=is_open & Q(due_on__gte=today, due_on__lt=week)),
        )
    )
    rows = list(found)
    return ProblemCounts(
        Counter({state: n for state, n, _late, _soon in rows}),
        sum(late for _state, _n, late, _soon in rows),
        sum(soon for _state, _n, _late, soon in rows),
        is_whole,
    )


@dataclass(frozen=True)
class ProblemRow:
    """One problem as a reader sees it.

    days_late -- 0 when it is not overdue. steps -- what the reader may do with it now.
    """

    problem: Problem
    days_late: int
    steps: tuple[str, ...] = ()


STEPS: Mapping[str, tuple[ProblemState, ...]] = {
    "fix": OPEN_PROBLEMS,
    "recheck": (ProblemState.FIXED,),
    "close": (ProblemState.RECHECKED,),
    "return": (ProblemState.FIXED, ProblemState.RECHECKED),
}


def step_range(problems: ProblemQuerySet, seat: Seat, step: str) -> ProblemQuerySet:
    """Those of some problems with which a seat may take a step now; none of a closed year."""
    problems = problems.exclude(plan__campaign__phase=Phase.CLOSED)
    reached = problems.fixed_by_seat(seat) if step == "fix" else problems.checked_by(seat)
    reached = reached.filter(state__in=STEPS[step])
    return reached.exclude(fixed_by=seat.officer) if step in ("recheck", "close") and seat.officer else reached


def rows(problems: Iterable[Problem], seat: Seat, today: datetime.date) -> list[ProblemRow]:
    """Problems as rows. Four queries however many there are."""
    problems = list(problems)
    keys = Problem.objects.filter(pk__in=[each.pk for each in problems])
    may = {step: set(step_range(keys, seat, step).values_list("pk", flat=True)) for step in STEPS}
    return [
        ProblemRow(each, each.days_late(today), tuple(step for step in STEPS if each.pk in may[step]))
        for each in problems
    ]


def of_unit(plan: Plan, seat: Seat, today: datetime.date) -> list[ProblemRow]:
    """A unit's problems, those still to be closed first."""
    found = sorted(Problem.objects.visible_to(seat).filter(plan=plan).for_list(), key=lambda p: p.state == "closed")
    return [ProblemRow(each, each.days_late(today)) for each in found]


def history(problem: Problem):
    """The change sets that touched a problem, the newest first."""
    touched = Change.objects.filter(model=Problem._meta.label_lower, object_id=str(problem.pk))
    return ChangeSet.objects.filter(pk__in=touched.values("changeset")).for_list()


def written(problems: ProblemQuerySet, name: str) -> list[str]:
    """What stands in a field of some problems, by name: what a filter offers."""
    found = problems.exclude(**{name: ""}).order_by(name).values_list(name, flat=True)
    return list(found.distinct())


def recalled(campaign: Campaign, township: Township, names: Iterable[str]) -> dict[str, list[str]]:
    """What was typed before in this township, the most used first; departments also as they lead stars."""
    found = {}
    of_township = Problem.objects.filter(plan__campaign__county=campaign.county_id, plan__village__township=township)
    for name in names:
        typed = of_township.exclude(**{name: ""}).order_by().values_list(name).annotate(n=Count("pk")).order_by("-n")
        found[name] = [value for value, _n in typed[:30]]
    leading = (star.department for star in campaign.stars.all() if star.department)
    found["department"] = list(dict.fromkeys([*found.get("department", ()), *leading]))
    return found


def tasks_of(stars: Iterable[Star], kept: Task | None = None) -> list[Task]:
    """Tasks of some stars in their order, without those taken off in mid-year unless one is kept."""
    tasks = Task.objects.filter(star__in=list(stars)).select_related("star").order_by("star__order", "number")
    return list(tasks.filter(Q(is_retired=False) | Q(pk=kept.pk if kept else None)))


def said_already(campaign: Campaign, texts: Iterable[str]) -> set[tuple[str, str, int | None, str]]:
    """What is there already of some texts, as ``ProblemSheet.said``."""
    found = Problem.objects.filter(plan__campaign=campaign, text__in=set(texts))
    return {
        (unit, star or "", task, text)
        for unit, star, task, text in found.values_list("plan__village", "star__code", "task__number", "text")
    }


@measures_written.register
def _measures() -> tuple[ProblemQuerySet, Q]:
    return Problem.objects.all(), Q(state=ProblemState.CLOSED)

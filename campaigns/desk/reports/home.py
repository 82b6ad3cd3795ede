"""What a post owes: each figure is the number of rows on the page that its line leads to."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.assignments.choices import AssignmentState
from campaigns.assignments.models import Assignment
from campaigns.assignments.reports import bottleneck
from campaigns.assignments.rules import BottleneckFilter
from campaigns.entry.rules.text import begun
from campaigns.leaders import reports as leader
from campaigns.leaders.rules import MISSING
from campaigns.ledger.choices import OPEN_TASKS, TaskGroup, TaskState
from campaigns.ledger.models import Extension, UnitTask
from campaigns.opinions.choices import OpinionState
from campaigns.opinions.models import Opinion
from campaigns.planning.choices import PlanState
from campaigns.planning.models.marks import Plan
from campaigns.problems.choices import OPEN_PROBLEMS, ProblemState
from campaigns.problems.models import Problem
from campaigns.sheets.choices import RequestState
from campaigns.sheets.models.sheet import ChangeRequest, Sheet
from campaigns.sheets.rules import may_write
from campaigns.vetoes.choices import VetoState
from campaigns.vetoes.models import VetoHit
from campaigns.year.choices import OWN, Phase
from campaigns.year.models.campaign import Campaign, Filing
from villages.access import Seat
from villages.choices import Role
from villages.models import County, Township

from ..rules import Ahead, Day, Duties, Duty, group_of

NAMED, REASONS = 3, 5  # returned units named for a reason, reasons told in a line


def duties(seat: Seat, campaign: Campaign, place: County | Township) -> Duties:
    """What is owed at a place: by a township, whoever reads it; at a county by the seat's post, its office or a task
    force."""
    if isinstance(place, Township):
        return township_duties(seat, campaign, place)
    return office_duties(seat, campaign) if seat.holds(Role.COUNTY_OFFICE) else task_force_duties(seat, campaign)


def township_duties(seat: Seat, campaign: Campaign, township: Township) -> Duties:
    """What a township owes in a campaign; of a closed one nothing.

    seat -- whoever reads: the township itself, or who looks at what it owes.
    """
    today = timezone.localdate()
    filing = Filing.objects.filter(campaign=campaign, township=township).first() or Filing(township=township)
    filing.campaign = campaign
    if campaign.phase == Phase.CLOSED:
        return Duties.of(today, ())
    lines = [
        *_plans(seat, campaign, township, filing, today),
        *_sheets(seat, campaign, township, filing, today),
        *_tasks(seat, campaign, township, today),
        *_problems(seat, campaign, township, today),
        *_answers(seat, campaign, township),
    ]
    return Duties.of(today, lines, _ahead(campaign, filing))


def office_duties(seat: Seat, campaign: Campaign) -> Duties:
    """What a county office owes: whoever waits for its decision. Everything is counted for the post, what a colleague
    has to do because one did the step before included."""
    today = timezone.localdate()
    if campaign.phase == Phase.CLOSED:
        return Duties.of(today, ())
    lines = [
        *_decisions(seat, campaign), *_checks(seat, campaign), *_opinions(seat, campaign),
        *_assignments(seat, campaign), *_visits(campaign, today),
    ]  # fmt: skip
    return Duties.of(today, lines, _ahead(campaign))


def task_force_duties(seat: Seat, campaign: Campaign) -> Duties:
    """What a task force owes: the checks of its own stars, replies to what its department was assigned."""
    today = timezone.localdate()
    if campaign.phase == Phase.CLOSED:
        return Duties.of(today, ())
    lines = [*_checks(seat, campaign), *_assignments(seat, campaign)]
    return Duties.of(today, lines, _ahead(campaign))


@dataclass(frozen=True)
class CountyLines:
    """A county in three lines, for those who lead it.

    overdue, units -- tasks that are overdue, and of how many units.
    bottlenecks    -- what more than one unit waits for; of the one for which most wait, what it is and how many units.
    ahead          -- the days still to come, the next first.
    """

    overdue: int
    units: int
    bottlenecks: int
    what: str
    most: int
    ahead: tuple[Ahead, ...]
    today: datetime.date


def county_lines(seat: Seat, campaign: Campaign) -> CountyLines:
    """How a county stands. Ten queries at most."""
    today = timezone.localdate()
    by = BottleneckFilter()
    rows = UnitTask.objects.visible_to(seat).at(campaign, campaign.county_id)
    problems = Problem.objects.visible_to(seat).at(campaign, campaign.county_id)
    late = rows.overdue(today)
    numbers = late.aggregate(n=Count("pk"), units=Count("plan", distinct=True))
    waits = bottleneck.open_problems(problems, by, today)
    found = bottleneck.bottlenecks(campaign, bottleneck.overdue_rows(rows, by, today), waits, by)
    shared = [each for each in found if each.units > 1]
    first = shared[0] if shared else None
    what = str((first.task or first.star or _("no star named")) if first else "")
    ahead = Duties.of(today, (), _ahead(campaign)).ahead
    return CountyLines(numbers["n"], numbers["units"], len(shared), what, first.units if first else 0, ahead, today)


def _ahead(campaign: Campaign, filing: Filing | None = None) -> list[Day]:
    """The days of a campaign that its phase still waits for."""
    filing = filing or Filing(campaign=campaign)
    planning = [(gettext_lazy("plans due"), filing.due), (gettext_lazy("plan sheets due"), filing.sheets_due)]
    later = [(gettext_lazy("assessment"), campaign.assessment_on), (gettext_lazy("rating ends"), campaign.rating_due)]
    return {Phase.PLANNING: [*planning, *later], Phase.CREATING: later, Phase.RATING: later[1:]}.get(campaign.phase, [])


# A township ------------------------------------------------------------------------------------------------------


def _plans(seat, campaign, township, filing, today) -> Iterator[Duty]:
    """Plans in hand. Once planning is over, only those that were given a day of their own can be submitted."""
    open_states = [state for state in PlanState if state.is_open]
    found = Plan.objects.visible_to(seat).filter(campaign=campaign, village__township=township, state__in=open_states)
    rows = found.in_order().values_list("village", "village__name", "state", "open_until", "return_reason")
    fresh = [row for row in rows if row[2] != PlanState.RETURNED]
    back = [row for row in rows if row[2] == PlanState.RETURNED]
    if fresh and campaign.phase == Phase.PLANNING:
        yield Duty("plans", len(fresh), "township", (campaign.year, township.pk), day=filing.due, about=_only(fresh))
    if back and campaign.phase in (Phase.PLANNING, Phase.CREATING):
        # many are marked in the township's matrix
        page = ("township", (campaign.year, township.pk)) if len(back) > 1 else ("unit", (campaign.year, back[0][0]))
        yield Duty("plans_back", len(back), *page, **_mending(back, filing.due))


def _sheets(seat, campaign, township, filing, today) -> Iterator[Duty]:
    open_states = [state for state in PlanState if state.is_open]
    found = Sheet.objects.visible_to(seat).filter(
        plan__campaign=campaign, plan__village__township=township, state__in=open_states
    )
    rows: dict[str, list] = defaultdict(list)
    for row in (
        found.for_list()
        .prefetch_related(None)
        .values_list("plan__village", "plan__village__name", "state", "open_until", "return_reason")
    ):
        if campaign.phase == Phase.PLANNING or may_write(campaign.phase, today, filing.sheets_due, row[3]):
            rows["sheets_back" if row[2] == PlanState.RETURNED else "sheets"].append(row)
    for kind, of_kind in rows.items():  # whether one is begun or not, it is to be written
        states = [state for state in PlanState if any(row[2] == state for row in of_kind)]
        page = ("sheets", (campaign.year, township.pk), urlencode({"state": states}, doseq=True))
        if len(of_kind) == 1:
            page = ("unit_sheet", (campaign.year, of_kind[0][0]))
        yield Duty(kind, len(of_kind), *page, **_mending(of_kind, filing.sheets_due))


def _only(rows: list) -> str:
    return rows[0][1] if len(rows) == 1 else ""


def _mending(rows: list, due: datetime.date) -> dict:
    """The day and the reasons of plans or sheets that came back."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for _code, name, state, _day, reason in rows:
        if state == PlanState.RETURNED:
            reasons[reason].append(name)
    notes = tuple((_named(names), reason) for reason, names in reasons.items())[:REASONS]
    days = [max(due, row[3] or due) for row in rows]
    return {"day": min(days), "last": max(days), "about": _only(rows), "notes": notes}


def _named(names: list[str]) -> str:
    """The first of some units, and how many they are."""
    told = "、".join(names[:NAMED])
    if len(names) <= NAMED:
        return told
    return _("%(names)s and others, %(n)s in all") % {"names": told, "n": len(names)}


def _tasks(seat, campaign, township, today) -> Iterator[Duty]:
    """Tasks by state and day, and those still to be sorted by star, whose page sorts a star of the whole township."""
    rows = UnitTask.objects.visible_to(seat).at(campaign, township.pk)
    stars = {star.code: str(star) for star in campaign.stars.all()}
    counted = list(
        rows.filter(state__in=OPEN_TASKS).order_by()
        .values_list("state", "task__star__code", "due_on").annotate(Count("pk"), Min("pk"))
    )  # fmt: skip
    heaps: dict[tuple, list] = defaultdict(list)
    for state, star, *rest in counted:
        if state == TaskState.UNSORTED:
            heaps["sort", star].append(rest)
        else:
            kind = "tasks_back" if state == TaskState.RETURNED else "tasks"
            heaps[kind, group_of(rest[0], today)].append(rest)
    singles = {heap[0][2] for (kind, _key), heap in heaps.items() if kind != "sort" and _n(heap) == 1}
    names = {
        pk: (unit, f"{name} · {task}")
        for pk, unit, name, task in rows.filter(pk__in=singles).order_by().values_list(
            "pk", "plan__village", "plan__village__name", "task__title"
        )
    }  # fmt: skip
    for (kind, key), heap in heaps.items():
        facts = _days(heap)
        if kind == "sort":
            yield Duty(
                kind, _n(heap), "sort_star", (campaign.year, township.pk, key), about=stars.get(key, ""), **facts
            )
        elif _n(heap) == 1 and heap[0][2] in names:
            unit, name = names[heap[0][2]]
            yield Duty(kind, 1, "task", (campaign.year, unit, heap[0][2]), about=name, **facts)
        else:
            state = TaskState.RETURNED if kind == "tasks_back" else TaskGroup.WORK
            query = urlencode({"state": state.value, "due": key.value, "sort": "due"})
            yield Duty(kind, _n(heap), "tasks", (campaign.year, township.pk), query, **facts)


def _n(heap: Iterable) -> int:
    return sum(n for _day, n, _pk in heap)


def _days(heap: Iterable) -> dict[str, datetime.date | None]:
    days = [day for day, _n, _pk in heap if day]
    return {"day": min(days, default=None), "last": max(days, default=None)}


def _problems(seat, campaign, township, today) -> Iterator[Duty]:
    problems = Problem.objects.visible_to(seat).at(campaign, township.pk)
    counted = problems.filter(state__in=OPEN_PROBLEMS).order_by().values_list("state", "due_on")
    heaps: dict[tuple, list] = defaultdict(list)
    for state, *rest in counted.annotate(Count("pk"), Min("pk")):
        heaps[state, group_of(rest[0], today)].append(rest)
    singles = {heap[0][2] for heap in heaps.values() if _n(heap) == 1}
    names = {
        pk: f"{name} · {text[:20]}"
        for pk, name, text in problems.filter(pk__in=singles)
        .order_by()
        .values_list("pk", "plan__village__name", "text")
    }
    for (state, group), heap in heaps.items():
        kind = "fixes_back" if state == ProblemState.RETURNED else "problems"
        if _n(heap) == 1 and heap[0][2] in names:
            page = ("problem", (campaign.year, township.pk, heap[0][2]))
        else:
            page = ("problems", (campaign.year, township.pk), urlencode({"state": state, "due": group.value}))
        about = names.get(heap[0][2], "") if _n(heap) == 1 else ""
        yield Duty(kind, _n(heap), *page, **_days(heap), about=about)


def _answers(seat, campaign, township) -> Iterator[Duty]:
    """Veto hits that wait for the unit's answer: there are few, so each is a line."""
    hits = VetoHit.objects.visible_to(seat).at(campaign, township.pk).filter(state=VetoState.OPEN, answer="")
    for hit in hits.select_related("plan__village", "veto"):
        page = ("veto", (campaign.year, hit.plan.village_id, hit.pk))
        yield Duty("answer_veto", 1, *page, since=hit.found_on, about=str(hit))


# The county ------------------------------------------------------------------------------------------------------


def _waiting(rows: QuerySet, field: str) -> tuple[int, datetime.date | None]:
    """How many wait, and since when: one query."""
    found = rows.order_by().aggregate(n=Count("pk"), since=Min(field))
    since = found["since"]
    if isinstance(since, datetime.datetime):
        since = timezone.localtime(since).date()
    return found["n"], since


def _decisions(seat, campaign) -> Iterator[Duty]:
    place = (campaign.year, campaign.county_id)
    submitted = urlencode({"state": PlanState.SUBMITTED.value})
    plans = Plan.objects.decided_by(seat).filter(campaign=campaign, state=PlanState.SUBMITTED)
    sheets = Sheet.objects.decided_by(seat).filter(plan__campaign=campaign, state=PlanState.SUBMITTED)
    requests = ChangeRequest.objects.filter(plan__campaign=campaign, state=ChangeRequest.State.OPEN)
    extensions = Extension.objects.visible_to(seat).waiting(campaign)
    vetoes = VetoHit.objects.visible_to(seat).at(campaign, campaign.county_id).filter(state=VetoState.OPEN)
    for kind, rows, field, route, query in (
        ("decide_plans", plans, "submitted_at", "units", submitted),
        ("decide_sheets", sheets, "submitted_at", "sheets", submitted),
        ("requests", requests, "asked_at", "requests", urlencode({"state": "open"})),
        ("extensions", extensions, "asked_at", "extensions", urlencode({"state": RequestState.OPEN.value})),
        ("decide_vetoes", vetoes, "found_on", "vetoes", urlencode({"state": VetoState.OPEN.value})),
    ):
        n, since = _waiting(rows, field)
        if n:
            yield Duty(kind, n, route, place, query, since=since)


def _checks(seat, campaign) -> Iterator[Duty]:
    place = (campaign.year, campaign.county_id)
    tasks = UnitTask.objects.checked_by(seat).at(campaign, campaign.county_id).filter(state=TaskState.REPORTED)
    problems = Problem.objects.checked_by(seat).at(campaign, campaign.county_id)
    own = {"checks": OWN} if seat.holds(Role.TASK_FORCE) else {}
    for kind, rows, field, route, state in (
        ("check", tasks, "reported_at", "tasks", TaskState.REPORTED),
        ("recheck", problems.filter(state=ProblemState.FIXED), "fixed_at", "problems", ProblemState.FIXED),
        ("close", problems.filter(state=ProblemState.RECHECKED), "rechecked_at", "problems", ProblemState.RECHECKED),
    ):
        n, since = _waiting(rows, field)
        if n:
            yield Duty(kind, n, route, place, urlencode({"state": state.value} | own), since=since)


def _opinions(seat, campaign) -> Iterator[Duty]:
    opinions = Opinion.objects.answered_by(seat).at(campaign, campaign.county_id).filter(state=OpinionState.OPEN)
    n, since = _waiting(opinions, "received_on")
    if n:
        place = (campaign.year, campaign.county_id)
        yield Duty("opinions", n, "opinions", place, urlencode({"state": OpinionState.OPEN.value}), since=since)


def _assignments(seat, campaign) -> Iterator[Duty]:
    """Assignments that wait for a reply, each a line; and the replies that an office has to close."""
    mine = Assignment.objects.to_reply_by(seat).at(campaign)
    for each in mine.order_by("due_on", "number"):
        kind = "assignments_back" if each.state == AssignmentState.RETURNED else "assignments"
        page = ("assignment", (campaign.year, campaign.county_id, each.number))
        notes = ((each.department, each.return_reason),) if each.return_reason else ()
        yield Duty(kind, 1, *page, day=each.due_on, last=each.due_on, about=begun(each.text, 20), notes=notes)
    replied = Assignment.objects.closed_by_seat(seat).at(campaign).filter(state=AssignmentState.REPLIED)
    n, since = _waiting(replied, "replied_at")
    if n:
        place = (campaign.year, campaign.county_id)
        yield Duty("close_assignments", n, "assignments", place, urlencode({"state": "replied"}), since=since)


def _visits(campaign, today) -> Iterator[Duty]:
    """Units that lack a visit of this month by their contact leader, for the office to write down or to remind of."""
    month = today.replace(day=1)
    missing = leader.month_count(campaign, campaign.county_id, month).missing
    if missing and campaign.visits_a_month:
        last = (month + datetime.timedelta(days=32)).replace(day=1) - datetime.timedelta(days=1)
        query = urlencode({"show": MISSING})
        yield Duty("visits", missing, "leaders", (campaign.year, campaign.county_id), query, day=last, last=last)

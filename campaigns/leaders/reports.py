"""Contact leaders and their visits: which unit is without the visit of a month. Places are compared, not people."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from campaigns.ledger.reports.tallies import StarCell, star_cells
from campaigns.ledger.rules.lists import TaskFilter
from campaigns.planning.models.marks import Plan
from campaigns.problems.models import Problem
from campaigns.problems.rules import UNFIXED, ProblemFilter
from campaigns.sheets.models.sheet import Sheet
from campaigns.year.choices import DueGroup
from campaigns.year.models.campaign import Campaign
from villages.access import Seat
from villages.models import Township

from .models import ContactLeader, LeaderUnit, Visit
from .rules import MISSING, UNLED, VISITED, LeaderLine, alike, find_same, month_of, months_between, split_leader


@dataclass(frozen=True)
class UnitLine:
    """One unit: who answers for it, how often it was visited in a month, and when last in that month.

    asked -- visits asked for in the month; 0 where none are.
    """

    plan: Plan
    leader: ContactLeader | None
    made: int = 0
    last: datetime.date | None = None
    asked: int = 1

    @property
    def is_missing(self) -> bool:
        return self.leader is not None and self.made < self.asked


def unit_lines(campaign: Campaign, code: str, month: datetime.date, township: str = "") -> list[UnitLine]:
    """Every unit at a place, in the order in which people know them: three queries however many there are.

    month -- as its first day. township -- only its units.
    """
    plans = Plan.objects.filter(campaign=campaign, village__code__startswith=township or code)
    contacts = LeaderUnit.objects.filter(plan__in=plans.order_by().values("pk")).select_related("leader")
    led = {row.plan_id: row.leader for row in contacts}
    days: dict[int, list[datetime.date]] = defaultdict(list)
    visits = Visit.objects.at(campaign, township or code).in_month(month)
    for plan, on in visits.order_by("on").values_list("plan", "on"):
        days[plan].append(on)
    return [
        UnitLine(
            plan, led.get(plan.pk), len(days[plan.pk]), days[plan.pk][-1] if days[plan.pk] else None,
            campaign.visits_a_month,
        )
        for plan in plans.select_related("village__township").in_order()
    ]  # fmt: skip


def missing_visits(campaign: Campaign, code: str, month: datetime.date) -> list[UnitLine]:
    """Units at a place that somebody answers for and that lack a visit of the month (its first day)."""
    return [line for line in unit_lines(campaign, code, month) if line.is_missing]


@dataclass(frozen=True)
class MonthCount:
    """How many of the units that somebody answers for have been visited as often as asked in a month."""

    month: datetime.date
    visited: int
    units: int
    name: str = ""
    code: str = ""

    @property
    def missing(self) -> int:
        return self.units - self.visited


def month_count(campaign: Campaign, code: str, month: datetime.date) -> MonthCount:
    """The count of a place, in two queries."""
    led = LeaderUnit.objects.filter(plan__campaign=campaign, plan__village__code__startswith=code).count()
    visits = Visit.objects.at(campaign, code).in_month(month).filter(plan__contact__isnull=False)
    often = visits.order_by().values("plan").annotate(n=Count("pk")).filter(n__gte=max(campaign.visits_a_month, 1))
    return MonthCount(month, often.count(), led)


def by_township(lines: Iterable[UnitLine], month: datetime.date) -> list[MonthCount]:
    """The same of each township, in its order, from lines that are there already."""
    townships: dict[Township, list[UnitLine]] = defaultdict(list)
    for line in lines:
        if line.leader:
            townships[line.plan.village.township].append(line)
    return [
        MonthCount(month, sum(not line.is_missing for line in of_it), len(of_it), township.name, township.code)
        for township, of_it in townships.items()
    ]


def shown(lines: Iterable[UnitLine], show: str) -> list[UnitLine]:
    """Those of some units that a list shows: all, or without the visit, visited, without a leader."""
    kept = {
        MISSING: lambda line: line.is_missing,
        VISITED: lambda line: line.leader and not line.is_missing,
        UNLED: lambda line: line.leader is None,
    }.get(show)
    return list(filter(kept, lines)) if kept else list(lines)


@dataclass
class LeaderRow:
    """One leader with the units that a filter keeps, those without the visit of the month apart."""

    leader: ContactLeader
    missing: list[UnitLine] = field(default_factory=list)
    visited: list[UnitLine] = field(default_factory=list)


def leader_rows(
    leaders: Iterable[ContactLeader], lines: Iterable[UnitLine], show: str, *, narrowed: bool
) -> list[LeaderRow]:  # fmt: skip
    """Leaders in the office's order. Where the units are narrowed, those without any of them are left out."""
    rows = {leader.pk: LeaderRow(leader) for leader in leaders}
    for line in lines:
        if line.leader is None or line.leader.pk not in rows:
            continue
        row = rows[line.leader.pk]
        if line.is_missing and show in ("", MISSING):
            row.missing.append(line)
        elif not line.is_missing and show in ("", VISITED):
            row.visited.append(line)
    return [row for row in rows.values() if row.missing or row.visited or not narrowed]


def months_of(campaign: Campaign, today: datetime.date) -> list[datetime.date]:
    """The months that can be asked for, the newest first: from planning until today or the end of rating."""
    return months_between(campaign.planning_from, min(today, campaign.rating_due))[::-1]


# One leader, one unit --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LedUnit:
    """A leader's unit: how its stars stand, what is late or open there, when anybody was there last."""

    plan: Plan
    stars: tuple[tuple[str, StarCell], ...]
    overdue: int
    problems: int
    last: datetime.date | None
    made: int
    asked: int

    @property
    def is_missing(self) -> bool:
        return self.made < self.asked

    @property
    def overdue_query(self) -> str:
        """Of the list of exactly the tasks that are late."""
        return TaskFilter(unit=(self.plan.village_id,), due=DueGroup.OVERDUE).query()

    @property
    def problems_query(self) -> str:
        """Of the list of exactly the problems that are still to be fixed."""
        return ProblemFilter(unit=self.plan.village_id, state=UNFIXED).query()


def led_units(leader: ContactLeader, seat: Seat, code: str, today: datetime.date) -> list[LedUnit]:
    """A leader's units at a place: seven queries however many there are."""
    campaign = leader.campaign
    plans = list(
        Plan.objects.visible_to(seat)
        .filter(contact__leader=leader, village__code__startswith=code)
        .select_related("village__township")
        .in_order()
    )
    if not plans:
        return []
    townships = {plan.village.township_id for plan in plans}
    cells = star_cells(campaign, townships.pop() if len(townships) == 1 else campaign.county_id, today)
    problems = Problem.objects.filter(plan__in=plans).is_open().order_by().values_list("plan")
    open_problems = dict(problems.annotate(n=Count("pk")))
    last, made = {}, Counter()
    for plan, on in Visit.objects.filter(plan__in=plans).order_by("on").values_list("plan", "on"):
        last[plan] = on
        made[plan] += on >= month_of(today)
    sets = campaign.star_sets()
    found = []
    for plan in plans:
        stars = tuple((star.name, cells[plan.pk, star.pk]) for star in sets[plan.kind] if (plan.pk, star.pk) in cells)
        overdue = sum(cell.tally.overdue for _name, cell in stars if cell.tally)
        found.append(
            LedUnit(
                plan,
                stars,
                overdue,
                open_problems.get(plan.pk, 0),
                last.get(plan.pk),
                made[plan.pk],
                campaign.visits_a_month,
            )
        )
    return found


@dataclass(frozen=True)
class UnitContact:
    """What a unit's page says: who answers for it, and the latest visits."""

    leader: ContactLeader | None
    visits: tuple[Visit, ...]


def contact_of(plan: Plan, seat: Seat) -> UnitContact:
    """Two queries."""
    row = LeaderUnit.objects.select_related("leader").filter(plan=plan).first()
    return UnitContact(
        row.leader if row else None, tuple(Visit.objects.visible_to(seat).filter(plan=plan).for_list()[:3])
    )


# Lists that name leaders -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """Lines to begin with, as the page takes them, and names in them that may be one person's."""

    text: str
    doubts: tuple[tuple[str, str], ...] = ()


def from_sheets(campaign: Campaign) -> Offer:
    """Who the plan sheets say answers for their units: a line for each name. Titles that differ are doubts, too."""
    sheets = Sheet.objects.filter(plan__campaign=campaign).exclude(contact_leader="").for_list()
    units: dict[str, list[Plan]] = defaultdict(list)
    titles: dict[str, Counter] = defaultdict(Counter)
    spelled: dict[str, dict[str, None]] = defaultdict(dict)
    for sheet in sheets:
        name, title = split_leader(sheet.contact_leader)
        units[name].append(sheet.plan)
        titles[name][title] += bool(title)
        spelled[name][sheet.contact_leader] = None
    lines = [_line(name, titles[name].most_common(1)[0][0], plans) for name, plans in units.items()]
    doubts = alike(units)
    doubts += [(first, other) for first, *others in map(list, spelled.values()) for other in others]
    return Offer("\n".join(lines), tuple(doubts))


def from_now(campaign: Campaign) -> Offer:
    """The list as it stands."""
    plans = Plan.objects.filter(contact__leader__campaign=campaign).select_related("village__township", "contact")
    units: dict[int, list[Plan]] = defaultdict(list)
    for plan in plans.in_order():
        units[plan.contact.leader_id].append(plan)
    return Offer("\n".join(_line(each.name, each.title, units[each.pk]) for each in campaign.leaders.all()))


def _line(name: str, title: str, plans: Iterable[Plan]) -> str:
    return f"{name} | {title} | {units_text(plans)}"


def units_text(plans: Iterable[Plan]) -> str:
    """Units as a list names them, so that each is found again: with the township before its name."""
    return "、".join(f"{plan.village.township.name}{plan.village.name}" for plan in plans)


@dataclass(frozen=True)
class Effect:
    """What a line of a list would do.

    gained -- (unit, the leader who answers for it now; empty for none). lost -- units that nobody answers for then,
    or that another line takes.
    """

    line: LeaderLine
    is_new: bool
    new_title: bool
    kept: int
    gained: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class ListEffect:
    """What a list would do: line by line, who stays though not listed, which units nobody answers for then."""

    rows: tuple[Effect, ...]
    unlisted: tuple[ContactLeader, ...]
    unled: tuple[str, ...]


def list_effect(campaign: Campaign, lines: Sequence[LeaderLine]) -> ListEffect:
    """What ``leaders/actions.py: set_leaders`` would make of a list."""
    plans = list(Plan.objects.filter(campaign=campaign).select_related("village").in_order())
    names = {plan.village_id: plan.village.name for plan in plans}
    leaders = list(campaign.leaders.all())
    known = {(leader.name, leader.title): leader for leader in leaders}
    contacts = LeaderUnit.objects.filter(leader__campaign=campaign).select_related("leader")
    now = {unit: row.leader for row, unit in ((row, row.plan_id) for row in contacts)}
    held = {plan.village_id: now[plan.pk] for plan in plans if plan.pk in now}
    rows, met = [], set()
    then = dict(held)
    for line in lines:
        leader = find_same(line, lines, known)
        mine = {unit for unit, each in held.items() if leader and each.pk == leader.pk}
        met.add(leader and leader.pk)
        gained = tuple(
            (names.get(unit, unit), str(held.get(unit, ""))) for unit in line.units if unit not in mine
        )  # fmt: skip
        lost = tuple(names[unit] for unit in sorted(mine - set(line.units)))
        for unit in mine - set(line.units):
            then.pop(unit, None)
        rows.append(
            Effect(
                line,
                leader is None,
                bool(leader and line.title and leader.title != line.title),
                len(mine & set(line.units)),
                gained,
                lost,
            )
        )
    led = set(then) | {unit for line in lines for unit in line.units}
    return ListEffect(
        tuple(rows),
        tuple(leader for leader in leaders if leader.pk not in met),
        tuple(names[plan.village_id] for plan in plans if plan.village_id not in led),
    )

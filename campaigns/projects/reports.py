"""The project list: what a filter keeps, what it adds up to, and which units still list nothing."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum

from campaigns.entry.rules.filters import link
from campaigns.planning.models.marks import Plan, PlanQuerySet
from campaigns.planning.reports.findings import NAMED
from campaigns.year.models.campaign import Campaign
from villages.models import Township, Village

from .choices import ProjectState
from .models import Project, ProjectQuerySet
from .rules import LEAST_LEVEL, NO_DEPARTMENT, NO_STAR, ProjectFilter


def narrowed(projects: ProjectQuerySet, by: ProjectFilter) -> ProjectQuerySet:
    """Those of some projects that a filter keeps."""
    plain = {
        "state": by.state,
        "plan__village__township": by.township,
        "plan__village": by.unit,
        "source": by.source,
        "department": by.department,
    }
    if by.department == NO_DEPARTMENT:
        projects, plain["department"] = projects.filter(department=""), ""
    if by.star:
        projects = projects.filter(Q(star=None) if by.star == NO_STAR else Q(star__code=by.star))
    projects = projects.filter(**{lookup: value for lookup, value in plain.items() if value})
    if words := by.q.strip():
        said = Q(name__contains=words) | Q(note__contains=words) | Q(person__contains=words)
        said |= Q(department__contains=words) | Q(plan__village__in=Village.objects.search(words))
        projects = projects.filter(said)
    return projects


@dataclass(frozen=True)
class ProjectSum:
    """Projects that go together: how many, and their money in 10,000 yuan.

    unknown -- of how many the money is not known; it is not counted as 0.
    address -- of the list with exactly these, without its page.
    """

    name: str
    n: int
    amount: Decimal
    unknown: int = 0
    address: str = ""


@dataclass(frozen=True)
class ProjectTotals:
    """What a list of projects adds up to, over all its pages."""

    total: ProjectSum
    states: tuple[tuple[ProjectState, int], ...] = ()
    townships: tuple[ProjectSum, ...] = ()
    stars: tuple[ProjectSum, ...] = ()
    departments: tuple[ProjectSum, ...] = ()


def project_totals(projects: ProjectQuerySet, campaign: Campaign, by: ProjectFilter) -> ProjectTotals:
    """The sums of a filtered list by township, star and department.

    by -- the filter that kept them: a sum leads to the list that it narrows further.
    """
    names = dict(Township.objects.filter(county=campaign.county_id).values_list("pk", "name"))
    stars = {star.code: str(star) for star in reversed(campaign.stars.all())}  # a code in both sets has one name

    def add_up(lookup: str, parameter: str, name: Callable[[str], str], nothing: str) -> tuple[ProjectSum, ...]:
        found = projects.order_by().values_list(lookup).annotate(Count("pk"), Sum("amount"), Count("amount"))
        sums: dict[str, ProjectSum] = {}
        for key, n, amount, known in found:
            address = link(by.also(**{parameter: key or nothing}), n)
            sums[key] = ProjectSum(name(key), n, _exact(amount), n - known, address)
        return tuple(sorted(sums.values(), key=lambda each: (-each.amount, -each.n)))

    states = Counter(dict(projects.order_by().values_list("state").annotate(Count("pk"))))
    townships = add_up("plan__village__township", "township", lambda key: names.get(key, key), "")
    return ProjectTotals(
        ProjectSum(
            "",
            sum(each.n for each in townships),
            sum((each.amount for each in townships), Decimal(0)),
            sum(each.unknown for each in townships),
        ),
        tuple((state, states[state]) for state in ProjectState if states[state]),
        tuple(sorted(townships, key=lambda each: each.address)),
        add_up("star__code", "star", lambda key: stars.get(key, ""), NO_STAR),
        add_up("department", "department", lambda key: key, NO_DEPARTMENT),
    )


def _exact(amount: Decimal | None) -> Decimal:
    """A sum in hundredths: SQLite adds decimals up as floating-point numbers."""
    return (amount or Decimal(0)).quantize(Decimal("0.01"))


def aiming_high(plans: PlanQuerySet) -> PlanQuerySet:
    """Units that aim at four stars or more: those of which projects are listed."""
    return plans.with_level().filter(level__gte=LEAST_LEVEL)


@dataclass(frozen=True)
class Listing:
    """Which units aim at four stars or more, and which of them list nothing yet."""

    codes: tuple[str, ...]
    without: tuple[Plan, ...]

    @property
    def units(self) -> int:
        return len(self.codes)

    @property
    def query(self) -> str:
        """Of the list with exactly the units that aim so high; empty where they are too many for an address."""
        return urlencode({"unit": self.codes}, doseq=True) if 0 < self.units <= NAMED else ""


def listing(plans: PlanQuerySet) -> Listing:
    aiming = aiming_high(plans)
    without = aiming.filter(projects=None).select_related("village__township").in_order()
    return Listing(tuple(aiming.order_by("village").values_list("village", flat=True)), tuple(without))


def of_unit(plan: Plan) -> list[Project]:
    return list(Project.objects.filter(plan=plan).for_list())


def departments(projects: ProjectQuerySet) -> list[str]:
    """Departments that stand in the list, by name."""
    found = projects.exclude(department="").order_by("department").values_list("department", flat=True)
    return list(found.distinct())


def recalled(campaign: Campaign, township: Township, names: Iterable[str]) -> dict[str, list[str]]:
    """What was typed before in this township, the most used first; departments also as they lead stars."""
    found = {}
    of_township = Project.objects.filter(plan__campaign__county=campaign.county_id, plan__village__township=township)
    for name in names:
        typed = of_township.exclude(**{name: ""}).order_by().values_list(name).annotate(n=Count("pk")).order_by("-n")
        found[name] = [value for value, _n in typed[:30]]
    leading = (star.department for star in campaign.stars.all() if star.department)
    found["department"] = list(dict.fromkeys([*found.get("department", ()), *leading]))
    return found

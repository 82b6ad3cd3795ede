"""A campaign as its office runs it: who takes part, who leads which star, what is recorded as held."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch

from villages.models import County, Post, Role, Village

from ..choices import Kind
from ..models import Campaign, Plan, PlanStar, Star, StarPost, Task, Veto
from ..rules.held import HeldUnit


@dataclass(frozen=True)
class Enrolment:
    """How many units a campaign takes in when it is opened.

    by_kind -- (star set, number of units)
    left    -- units that stay outside, since no star set is given for them (virtual communities, say).
    """

    by_kind: tuple[tuple[Kind, int], ...]
    townships: int
    left: int

    @property
    def units(self) -> int:
        return sum(number for _kind, number in self.by_kind)


def enrolment(county: County) -> Enrolment:
    """Who would take part in a campaign of the county today."""
    here = Village.objects.filter(township__county=county, retired_on=None)
    rated = here.rated()
    numbers = dict(here.order_by().values_list("rated_as").annotate(Count("pk")))
    return Enrolment(
        by_kind=tuple((kind, numbers[kind.value]) for kind in Kind if kind.value in numbers),
        townships=rated.order_by().values("township").distinct().count(),
        left=numbers.get("", 0),
    )


def enrolled(campaign: Campaign) -> list[tuple[Kind, int]]:
    """How many units of each star set have a plan sheet."""
    numbers = dict(campaign.plans.order_by().values_list("kind").annotate(Count("pk")))
    return [(kind, numbers[kind.value]) for kind in Kind if kind.value in numbers]


@dataclass(frozen=True)
class StarSet:
    """The stars of one kind, each with what the page asks of it."""

    kind: Kind
    stars: tuple[Star, ...]

    @property
    def tasks(self) -> int:
        """Tasks of the set in use; parts of a task are not counted. Needs the stars of ``checklist``."""
        return sum(star.in_use for star in self.stars)


def _sets(stars) -> tuple[StarSet, ...]:
    found = list(stars)
    sets = (StarSet(kind, tuple(star for star in found if star.kind == kind)) for kind in Kind)
    return tuple(each for each in sets if each.stars)


def leads(campaign: Campaign) -> tuple[StarSet, ...]:
    """Who leads which star: each star with its posts (``acting``)."""
    acting = StarPost.objects.order_by("pk").select_related("post__officer", "post__county")
    return _sets(campaign.stars.order_by("order").prefetch_related(Prefetch("starpost_set", acting, "acting")))


def task_force_posts(county: County):
    """The posts that can act on a county's stars."""
    return Post.objects.held().filter(role=Role.TASK_FORCE, county=county).with_place().select_related("officer")


def checklist(campaign: Campaign) -> tuple[StarSet, ...]:
    """The campaign's own copy of the tasks: each star with its tasks (``tops``) and how many of them are in use
    (``in_use``), each task with its parts (``in_order``), and the star's vetoes."""
    parts = Prefetch("parts", Task.objects.order_by("number"), "in_order")
    tops = Task.objects.filter(parent=None).order_by("number").prefetch_related(parts)
    sets = _sets(campaign.stars.order_by("order").prefetch_related(Prefetch("tasks", tops, "tops"), "vetoes"))
    for star in (star for each in sets for star in each.stars):
        star.in_use = sum(not task.is_retired for task in star.tops)
    return sets


def general_vetoes(campaign: Campaign):
    """Vetoes that void the whole rating."""
    return Veto.objects.filter(campaign=campaign, star=None)


def held_units(campaign: Campaign) -> tuple[HeldUnit, ...]:
    """Every unit of a campaign with the stars that are recorded as held."""
    held: dict[int, set[str]] = {}
    for plan, star in (
        PlanStar.objects.filter(plan__campaign=campaign, held=True).order_by().values_list("plan", "star__code")
    ):
        held.setdefault(plan, set()).add(star)
    plans = Plan.objects.filter(campaign=campaign).in_order().select_related("village__township")
    return tuple(
        HeldUnit(
            code=plan.village_id,
            name=plan.village.name,
            official_name=plan.village.official_name,
            township=plan.village.township.name,
            kind=plan.kind,
            held=frozenset(held.get(plan.pk, ())),
            is_open=plan.state_choice.is_open,
        )
        for plan in plans
    )


def example_unit(campaign: Campaign) -> Plan | None:
    """A unit by which a page shows how a list is written."""
    return Plan.objects.filter(campaign=campaign).for_list().first()

"""Units and their plans as lists show them: what a filter keeps, what it adds up to, what may be decided of it."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign, Filing, Star
from campaigns.year.rules import last_day, may_enter
from villages.models import Officer, Village

from ..choices import Decision, PlanState, Step, Targets
from ..models.marks import Plan, PlanQuerySet, PlanStar
from ..rules.findings import check_unit
from ..rules.units import NO_AREA, UNMARKED, UnitFilter
from .matrix import Row, noted_of

_STANDING = {
    Targets.NEW: {"target": True, "held": False},
    Targets.KEEP: {"target": True, "held": True},
    Targets.LEFT_OUT: {"target": False, "held": True},
}
_STEPS = {
    Step.UP: Q(level__gt=F("held_level")),
    Step.SAME: Q(level=F("held_level"), held_level__gt=0),
    Step.DOWN: Q(level__lt=F("held_level")),
}


def narrowed(plans: PlanQuerySet, by: UnitFilter) -> PlanQuerySet:
    """Those of some plans that a filter keeps."""
    plain = {
        "village__township": by.township,
        "village__area": by.area,
        "kind": by.kind,
        "state__in": by.state,
        "village__in": by.unit,
    }
    if by.area == NO_AREA:
        plain["village__area"] = ""
        plans = plans.filter(village__area=None)
    plans = plans.filter(**{lookup: value for lookup, value in plain.items() if value})
    if by.q.strip():
        plans = plans.filter(village__in=Village.objects.search(by.q))
    if by.held or by.step:
        plans = plans.with_level()
    if by.held:
        plans = plans.filter(held_level=int(by.held))
    if by.step:
        plans = plans.filter(Q(level__gt=0) | Q(no_target=True), _STEPS[by.step])
    if by.level:
        level = "0" if by.level == UNMARKED else by.level
        plans = plans.with_level().filter(level=int(level))
        if level == "0":
            plans = plans.filter(no_target=by.level != UNMARKED)
    if by.targets:
        stars = PlanStar.objects.filter(plan=OuterRef("pk"), **_STANDING[by.targets])
        plans = plans.filter(Exists(stars.filter(star__code=by.star) if by.star else stars))
    elif by.star:
        plans = plans.targeting(by.star)
    return plans


def in_list_order(plans: PlanQuerySet) -> PlanQuerySet:
    """Villages, then communities, each as people know them: by township and area."""
    return (
        plans.for_list()
        .select_related("village__township", "village__area", "submitted_by", "approved_by")
        .order_by(
            "-kind",
            "village__township",
            F("village__area__order").asc(nulls_last=True),
            "village__order",
            "village",
        )
    )


@dataclass(frozen=True)
class KindTotal:
    """One star set's share of a list.

    units -- of this kind in the list; base -- of this kind at the place.
    stars -- each star with the number of units in the list that target it.
    """

    kind: Kind
    units: int
    base: int
    stars: tuple[tuple[Star, int], ...]

    @property
    def star_sum(self) -> int:
        return sum(number for _star, number in self.stars)


@dataclass(frozen=True)
class Totals:
    """What a list adds up to, over all its pages."""

    kinds: tuple[KindTotal, ...]
    states: tuple[tuple[PlanState, int], ...]
    own: int

    @property
    def units(self) -> int:
        return sum(total.units for total in self.kinds)

    @property
    def base(self) -> int:
        return sum(total.base for total in self.kinds)

    def deciding(self) -> list[tuple[Decision, int]]:
        """To how many units each decision of the reader's would apply; those to none are left out."""
        there = dict(self.states)
        numbers = [
            (each, there.get(each.decides, 0) - (self.own if each == Decision.APPROVE else 0)) for each in Decision
        ]
        return [(each, number) for each, number in numbers if number]


def totals(plans: PlanQuerySet, at_place: PlanQuerySet, stars: dict[str, list[Star]], reader: Officer) -> Totals:
    """What listed plans add up to, beside all plans of the place.

    stars  -- the campaign's star sets.
    reader -- whose own submissions are counted: nobody approves those.
    """
    base = dict(at_place.order_by().values_list("kind").annotate(Count("pk")))
    targeted = {
        (kind, code): number
        for kind, code, number in PlanStar.objects.filter(plan__in=plans.order_by().values("pk"), target=True)
        .order_by()
        .values_list("plan__kind", "star__code")
        .annotate(Count("pk"))
    }
    units, states, own = Counter(), Counter(), 0
    for kind, state, number, of_reader in _counted(plans, reader):
        units[kind] += number
        states[state] += number
        own += of_reader if state == PlanState.SUBMITTED else 0
    return Totals(
        tuple(
            KindTotal(
                Kind(kind),
                units[kind],
                base[kind],
                tuple((star, targeted.get((kind, star.code), 0)) for star in of_kind),
            )
            for kind, of_kind in stars.items()
            if base.get(kind)
        ),
        _in_order(states),
        own,
    )


def _counted(plans: PlanQuerySet, reader: Officer) -> Iterable[tuple[str, str, int, int]]:
    """(kind, state, how many, how many of them the reader submitted)."""
    return (
        plans.order_by()
        .values("kind", "state")
        .annotate(units=Count("pk"), own=Count("pk", filter=Q(submitted_by=reader)))
        .values_list("kind", "state", "units", "own")
    )


def _in_order(states: Counter) -> tuple[tuple[PlanState, int], ...]:
    return tuple((state, states[state]) for state in PlanState if states[state])


def sum_up(shown: Iterable[Row], stars: dict[str, list[Star]]) -> tuple[KindTotal, ...]:
    """What rows that are all there add up to, by star set."""
    shown = list(shown)
    return tuple(
        KindTotal(
            Kind(kind),
            len(own),
            len(own),
            tuple((star, sum(star.code in row.mark.targets for row in own)) for star in of_kind),
        )
        for kind, of_kind in stars.items()
        if (own := [row for row in shown if row.plan.kind == kind])
    )


def rows(plans: Iterable[Plan], campaign: Campaign, stars: dict[str, list[Star]]) -> list[Row]:
    """Plans as rows to read, with what a person should look at again."""
    names = {kind: {star.code: star.name for star in of_kind} for kind, of_kind in stars.items()}
    marks = [(plan, plan.mark) for plan in plans]
    asked = noted_of(campaign)
    dues = _dues(campaign) if any(plan.open_until for plan, _mark in marks) else {}
    return [
        Row(
            plan,
            mark,
            tuple(plan.stars.all()),
            check_unit(mark, star_names=names[plan.kind], **asked),
            is_open=False,
            last_day=plan.open_until and last_day(campaign.phase, dues[plan.village.township_id], plan.open_until),
        )
        for plan, mark in marks
    ]


def _dues(campaign: Campaign) -> dict[str, datetime.date]:
    """Each township's last day."""
    filings = Filing.objects.filter(campaign=campaign).select_related("campaign")
    return {filing.township_id: filing.due for filing in filings}


@dataclass(frozen=True)
class Decidable:
    """What of a list a decision applies to.

    plans -- those that it applies to.
    left  -- how many it does not apply to, by the state that stands in the way.
    own   -- how many the reader submitted and so may not approve.
    """

    plans: tuple[Plan, ...]
    left: tuple[tuple[PlanState, int], ...]
    own: int = 0

    @property
    def total(self) -> int:
        return len(self.plans) + self.own + sum(number for _state, number in self.left)

    @property
    def seen(self) -> dict[str, int]:
        """Version by unit, as the page shows them."""
        return {plan.village_id: plan.version for plan in self.plans}


def decidable(plans: PlanQuerySet, decision: Decision, reader: Officer) -> Decidable:
    """Split a list into what a decision applies to and what it does not."""
    states, own = Counter(), 0
    for _kind, state, number, of_reader in _counted(plans, reader):
        states[state] += number
        own += of_reader if state == decision.decides else 0
    applies = plans.filter(state=decision.decides)
    del states[decision.decides]
    if decision == Decision.APPROVE:
        return Decidable(tuple(in_list_order(applies.exclude(submitted_by=reader))), _in_order(states), own)
    return Decidable(tuple(in_list_order(applies)), _in_order(states))


def past_deadline(plans: Iterable[Plan], campaign: Campaign, today: datetime.date) -> bool:
    """Whether one of some plans, returned now, could be submitted again only with a day of its own."""
    townships = {plan.village.township_id for plan in plans}
    filings = Filing.objects.filter(campaign=campaign, township__in=townships).select_related("campaign")
    return any(not may_enter(campaign.phase, today, filing.due) for filing in filings)

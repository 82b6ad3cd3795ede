"""A campaign's figures as the rules read them, from one query for each kind of fact."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from campaigns.year.choices import CAPSTONE_STAR, Kind
from campaigns.year.models.campaign import Campaign, Filing, Star
from fivestar.hooks import Hook

from ..choices import Measure, PlanState, Source
from ..models.figures import Figure, PublishedPercentage
from ..models.marks import Plan, PlanStar
from ..rules.facts import Facts, PlaceFacts, Printed
from ..rules.figures import Figures, count
from ..rules.marks import UnitMark

# Called with the campaigns; each room where pilots are chosen gives campaign → level → units chosen to try it.
pilots = Hook("pilots of some campaigns are counted")

Columns = dict[tuple[str, str], Figures]


def campaign_facts(campaign: Campaign) -> Facts:
    """What is known of a campaign: the county's plan, and each township's marks and figures."""
    return facts_of([campaign])[campaign.pk]


def township_facts(campaign: Campaign, township_code: str) -> Facts:
    """What is known of one township alone, held against the county's plan. Nothing is asked of its neighbours."""
    return _gather([campaign], township_code)[campaign.pk]


def facts_of(campaigns: Iterable[Campaign]) -> dict[int, Facts]:
    """The facts of some campaigns by their primary keys, for pages on which counties stand side by side.

    However many campaigns and townships there are, the number of queries is the same.
    """
    return _gather(list(campaigns))


def _gather(campaigns: list[Campaign], township_code: str = "") -> dict[int, Facts]:
    stars = _star_sets(campaigns)
    columns = _stated(campaigns, township_code)
    # Both are the county's: a township's page says nothing of them.
    percentages, tried = ({}, {}) if township_code else (_percentages(campaigns), _pilots(campaigns))
    marks = _marks(campaigns, township_code)
    townships = defaultdict(list)
    for campaign_id, code, name in (
        Filing.objects.filter(campaign__in=campaigns, **_only(township_code, "township"))
        .order_by("township")
        .values_list("campaign", "township", "township__name")
    ):
        townships[campaign_id].append(_township(code, name, marks[campaign_id, code], columns[campaign_id, code]))
    return {
        campaign.pk: Facts(
            year=campaign.year,
            county=_county(campaign, townships[campaign.pk], columns[campaign.pk, ""]),
            townships=tuple(townships[campaign.pk]),
            star_names={
                kind: {star.code: star.name for star in stars[campaign.pk] if star.kind == kind} for kind in Kind.values
            },
            budget=campaign.budget,
            rate=campaign.rate,
            capstone=campaign.capstone,
            capstone_star=next((star.code for star in stars[campaign.pk] if star.is_capstone), CAPSTONE_STAR),
            pilots=tried.get(campaign.pk, {}),
            percentages=tuple(percentages.get(campaign.pk, ())),
            is_whole=not township_code,
        )
        for campaign in campaigns
    }


def _percentages(campaigns: list[Campaign]) -> dict[int, list[Printed]]:
    """The percentages that each campaign's papers print."""
    found = defaultdict(list)
    for each in PublishedPercentage.objects.filter(campaign__in=campaigns):
        found[each.campaign_id].append(each.printed_percentage)
    return found


def _pilots(campaigns: list[Campaign]) -> dict[int, Counter[int]]:
    """Units chosen to try a promotion, by campaign and the level that they try for."""
    found = defaultdict(Counter)
    for counted in pilots(campaigns):
        for campaign_id, levels in counted.items():
            found[campaign_id].update(levels)
    return found


def _county(campaign: Campaign, townships: Iterable[PlaceFacts], stated: Columns) -> PlaceFacts:
    return PlaceFacts(
        code=campaign.county_id,
        name=campaign.county.name,
        units={kind: sum(place.size(kind) for place in townships) for kind in Kind.values},
        columns=stated,
    )


def _only(township_code: str, path: str) -> dict[str, str]:
    return {path: township_code} if township_code else {}


def _star_sets(campaigns: list[Campaign]) -> dict[int, list[Star]]:
    """The stars of each campaign in display order."""
    found = defaultdict(list)
    for star in Star.objects.filter(campaign__in=campaigns).order_by("order"):
        found[star.campaign_id].append(star)
    return found


def _stated(campaigns: list[Campaign], township_code: str) -> dict[tuple[int, str], Columns]:
    """What counties and townships state, by campaign and township ("" for the county's plan)."""
    rows = Figure.objects.filter(sheet__campaign__in=campaigns)
    if township_code:
        rows = rows.filter(sheet__township=township_code) | rows.filter(sheet__township=None)
    levels, others = defaultdict(dict), {Measure.STAR: defaultdict(dict), Measure.TOTAL: defaultdict(dict)}
    places = set()
    for campaign_id, township, source, kind, measure, key, number in rows.order_by().values_list(
        "sheet__campaign", "sheet__township", "sheet__source", "kind", "measure", "key", "count"
    ):
        column = campaign_id, township or "", source, kind
        places.add(column)
        if measure == Measure.LEVEL:
            levels[column][int(key)] = number
        else:
            others[Measure(measure)][column][key] = number
    stated = defaultdict(dict)
    for column in places:
        campaign_id, township, source, kind = column
        stated[campaign_id, township][source, kind] = Figures(
            kind, levels[column], *(others[measure][column] for measure in (Measure.STAR, Measure.TOTAL))
        )
    return stated


def _marks(campaigns: list[Campaign], township_code: str) -> dict[tuple[int, str], list[tuple[UnitMark, str]]]:
    """Each unit's mark and the state of its plan, by campaign and township, in the order that people know."""
    targets, held = defaultdict(set), defaultdict(set)
    lines = PlanStar.objects.filter(plan__campaign__in=campaigns, **_only(township_code, "plan__village__township"))
    for plan_id, star, is_target, is_held in (
        (lines.filter(target=True) | lines.filter(held=True))
        .order_by()
        .values_list("plan", "star__code", "target", "held")
    ):
        if is_target:
            targets[plan_id].add(star)
        if is_held:
            held[plan_id].add(star)
    marks = defaultdict(list)
    plans = Plan.objects.filter(campaign__in=campaigns, **_only(township_code, "village__township")).order_by()
    found = plans.values_list(
        "kind", "village__area__order", "village__order", "village", "village__name", "village__township",
        "pk", "campaign", "no_target", "no_target_reason", "state",
    )  # fmt: skip
    # Sorted here: asked for the order of a whole province's units, SQLite looks for each of them in each campaign.
    for kind, _area, _order, code, name, township, plan_id, campaign_id, no_target, reason, state in sorted(
        found, key=_place
    ):
        mark = UnitMark(
            code=code,
            name=name,
            kind=kind,
            targets=frozenset(targets[plan_id]),
            held=frozenset(held[plan_id]),
            no_target=no_target,
            no_target_reason=reason,
        )
        marks[campaign_id, township].append((mark, state))
    return marks


def _place(plan: tuple) -> tuple:
    """Where a unit stands among its township's, as PlanQuerySet.in_order has it."""
    kind, area, order, code, *_rest = plan
    return kind != Kind.VILLAGE, area is None, area, order, code


def _township(code: str, name: str, marks: list[tuple[UnitMark, str]], stated: Columns) -> PlaceFacts:
    """One township: what it states, and beside it what of its marks has been approved."""
    approved = [mark for mark, state in marks if state == PlanState.APPROVED]
    return PlaceFacts(
        code=code,
        name=name,
        units={kind: sum(mark.kind == kind for mark, _state in marks) for kind in Kind.values},
        columns=stated
        | {
            (Source.APPROVED.value, kind): _approved(kind, [mark for mark in approved if mark.kind == kind])
            for kind in dict.fromkeys(mark.kind for mark in approved)
        },
        marks=tuple(mark for mark, _state in marks),
    )


def _approved(kind: str, marks: list[UnitMark]) -> Figures:
    """What approved marks add up to; that a unit has no target is approved like any other."""
    figures = count(kind, (mark.targets for mark in marks))
    return Figures(kind, {**figures.levels, 0: len(marks) - figures.unit_sum}, figures.stars)

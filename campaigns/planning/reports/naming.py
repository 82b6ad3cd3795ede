"""Units and stars as lists name them."""

from campaigns.year.models.campaign import Campaign
from villages.models import County, Township

from ..models.marks import Plan, PlanStar
from ..rules.held import HeldUnit


def named_units(campaign: Campaign) -> tuple[HeldUnit, ...]:
    """Every unit that a list of opinions may name."""
    plans = Plan.objects.filter(campaign=campaign).select_related("village__township")
    return tuple(
        HeldUnit(plan.village_id, plan.village.name, plan.village.official_name, plan.village.township.name, plan.kind)
        for plan in plans
    )


def star_names(campaign: Campaign) -> dict[str, dict[str, str]]:
    """Star set → star code → name without 星."""
    return {kind: {star.code: star.name for star in stars} for kind, stars in campaign.star_sets().items()}


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


def units_at(campaign: Campaign, place: County | Township) -> list[HeldUnit]:
    """Those at a place."""
    return [unit for unit in named_units(campaign) if unit.code.startswith(place.pk)]

"""Pairings (结对): the list, one with its log, and those that plan sheets suggest."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max

from campaigns.entry.rules.names import UnitNames
from campaigns.planning.models.marks import Plan, PlanStar
from campaigns.planning.rules.held import HeldUnit
from campaigns.sheets.models.sheet import Sheet
from campaigns.year.choices import LEVEL_NAMES
from campaigns.year.models.campaign import Campaign
from villages.access import Seat

from .models import Pairing, PairingEntry, PairingQuerySet

RUNNING, ENDED = "running", "ended"


@dataclass(frozen=True)
class PairingRow:
    """One pairing: the levels that both units hold, and how long its log is."""

    pairing: Pairing
    strong_level: int
    weak_level: int
    entries: int = 0
    last: datetime.date | None = None

    @property
    def is_odd(self) -> bool:
        """Whether the strong unit holds no higher level than the weak one."""
        return self.strong_level <= self.weak_level

    @property
    def strong_name(self) -> str:
        return LEVEL_NAMES[self.strong_level] if self.strong_level else ""

    @property
    def weak_name(self) -> str:
        return LEVEL_NAMES[self.weak_level] if self.weak_level else ""


def rows(pairings: Iterable[Pairing]) -> list[PairingRow]:
    """Pairings as rows: three queries however many there are."""
    pairings = list(pairings)
    levels = held_levels({key for each in pairings for key in (each.strong_id, each.weak_id)})
    logs = PairingEntry.objects.filter(pairing__in=pairings).order_by().values_list("pairing")
    counted = {key: (n, last) for key, n, last in logs.annotate(n=Count("pk"), last=Max("on"))}
    return [
        PairingRow(each, levels.get(each.strong_id, 0), levels.get(each.weak_id, 0), *counted.get(each.pk, (0, None)))
        for each in pairings
    ]


def held_levels(plans: Iterable[int]) -> dict[int, int]:
    """How many stars units hold, by plan; one that holds none is not among them."""
    held = PlanStar.objects.filter(plan__in=list(plans), held=True).order_by().values_list("plan")
    return dict(held.annotate(n=Count("pk")))


def narrowed(pairings: PairingQuerySet, state: str) -> PairingQuerySet:
    if state == RUNNING:
        return pairings.filter(ended_on=None)
    return pairings.filter(ended_on__isnull=False) if state == ENDED else pairings


def of_unit(plan: Plan, campaign: Campaign, seat: Seat) -> list[Pairing]:
    """Pairings that a unit is in, those still running first."""
    return list(Pairing.objects.visible_to(seat).at(campaign, plan.village_id).for_list())


@dataclass(frozen=True)
class Suggestion:
    """What a unit's plan sheet says of its paired village.

    strong, weak -- codes of both, by the levels that they hold; empty where the name is no unit of this county.
    sentence -- why it is none.
    """

    plan: Plan
    text: str
    partner: str = ""
    strong: str = ""
    weak: str = ""
    sentence: str = ""


def suggestions(campaign: Campaign, units: tuple[HeldUnit, ...]) -> list[Suggestion]:
    """Paired villages in plan sheets that are no pairing yet. Offered, never filled in.

    units -- of the county, with what they hold (opening/reports.py: held_units).
    """
    there = Pairing.objects.filter(campaign=campaign, ended_on=None)
    paired = {frozenset(pair) for pair in there.values_list("strong__village", "weak__village")}
    helped = set(there.values_list("weak__village", flat=True))
    names, by_code = UnitNames(units), {unit.code: unit for unit in units}
    found = []
    met = set()
    for sheet in Sheet.objects.filter(plan__campaign=campaign).exclude(paired_village="").for_list():
        own, text = by_code[sheet.plan.village_id], sheet.paired_village
        partner, sentence = names.one(text)
        if partner is None or partner.code == own.code:
            found.append(Suggestion(sheet.plan, text, sentence=sentence))
            continue
        strong, weak = (partner, own) if len(partner.held) >= len(own.held) else (own, partner)
        pair = frozenset({own.code, partner.code})
        if pair in paired | met or weak.code in helped:
            continue
        met.add(pair)
        found.append(Suggestion(sheet.plan, text, f"{partner.township} {partner.name}", strong.code, weak.code))
    return found

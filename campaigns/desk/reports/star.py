"""One star over all units of a county: who targets it, township by township, and what is said of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, F

from campaigns.opinions import reports as opinions
from campaigns.opinions.models import Opinion
from campaigns.opinions.reports import OpinionCounts
from campaigns.planning.choices import Targets
from campaigns.planning.models.marks import Plan, PlanQuerySet, PlanStar
from campaigns.planning.reports.counted import Cell, counted
from campaigns.planning.reports.matrix import Row
from campaigns.planning.reports.units import narrowed
from campaigns.planning.reports.units import rows as unit_rows
from campaigns.planning.rules.marks import UnitMark
from campaigns.planning.rules.units import UnitFilter
from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign, Star
from villages.models import Township

from ..rules import EVERYONE


@dataclass(frozen=True)
class StarLine:
    """A star in one township, or in all; each figure leads to the units that it counts.

    code -- of the township; empty for all of them together.
    """

    code: str
    name: str
    units: Cell
    targets: Cell
    new: Cell
    keep: Cell
    left_out: Cell
    opinions: OpinionCounts

    @property
    def cells(self) -> tuple[Cell, ...]:
        return self.units, self.targets, self.new, self.keep, self.left_out


@dataclass(frozen=True)
class StarSheet:
    """A star of one star set: its townships, and what they add up to."""

    star: Star
    lines: tuple[StarLine, ...]
    total: StarLine

    @property
    def kind(self) -> Kind:
        return Kind(self.star.kind)


def star_sheets(campaign: Campaign, stars: Iterable[Star]) -> tuple[StarSheet, ...]:
    """A star's figures by township, for each star set that has it; sets without units are left out."""
    stars = list(stars)
    standing: dict[tuple[int, str], Counter] = {}
    for star, township, target, held, number in (
        PlanStar.objects.filter(star__in=stars)
        .order_by()
        .values_list("star", "plan__village__township", "target", "held")
        .annotate(Count("pk"))
    ):
        standing.setdefault((star, township), Counter())[target, held] += number
    names = Township.objects.filter(county=campaign.county_id).values_list("pk", "name")
    said = opinions.by_township(Opinion.objects.filter(campaign=campaign, star__in=stars))
    sheets = []
    for star in stars:
        lines = tuple(
            _line(star, code, name, standing[star.pk, code], said.get((star.kind, code), OpinionCounts(Counter())))
            for code, name in names
            if (star.pk, code) in standing
        )
        if lines:
            of_star = [numbers for (pk, _township), numbers in standing.items() if pk == star.pk]
            told = [each.numbers for (kind, _place), each in said.items() if kind == star.kind]
            total = _line(star, "", "", sum(of_star, Counter()), OpinionCounts(sum(told, Counter())))
            sheets.append(StarSheet(star, lines, total))
    return tuple(sheets)


def _line(star: Star, code: str, name: str, standing: Counter, said: OpinionCounts) -> StarLine:
    of = {"kind": star.kind, "township": code}
    new, keep, left_out = standing[True, False], standing[True, True], standing[False, True]
    return StarLine(
        code,
        name,
        units=counted(standing.total(), **of),
        targets=counted(new + keep, **of, star=star.code),
        new=counted(new, **of, star=star.code, targets=Targets.NEW),
        keep=counted(keep, **of, star=star.code, targets=Targets.KEEP),
        left_out=counted(left_out, **of, star=star.code, targets=Targets.LEFT_OUT),
        opinions=said,
    )


def chosen(plans: PlanQuerySet, star_code: str, *, show: str, township: str = "", q: str = "") -> PlanQuerySet:
    """The units that a star's page lists.

    show -- one of Targets, CONCERNED or EVERYONE.
    """
    plans = narrowed(plans, UnitFilter(township=township, q=q))
    plans = plans.filter(stars__star__code=star_code)
    if show in Targets.values:
        return narrowed(plans, UnitFilter(star=star_code, targets=show))
    if show == EVERYONE:
        return plans
    concerned = PlanStar.objects.filter(star__code=star_code).exclude(target=False, held=False)
    return plans.filter(pk__in=concerned.values("plan"))


def in_star_order(plans: PlanQuerySet) -> PlanQuerySet:
    """Villages, then communities, township by township."""
    return (
        plans.for_list()
        .select_related("village__township", "village__area")
        .order_by(
            "-kind",
            "village__township",
            F("village__area__order").asc(nulls_last=True),
            "village__order",
            "village",
        )
    )


@dataclass(frozen=True)
class StarRow:
    """One unit beside a star: how the star stands there, and what is said of it.

    typed -- what somebody wrote and could not be saved, so that no word is lost.
    """

    row: Row
    held: bool
    target: bool
    opinions: tuple[Opinion, ...]
    typed: str = ""

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def mark(self) -> UnitMark:
        return self.row.mark


def star_rows(
    plans: Iterable[Plan], campaign: Campaign, stars: dict[str, list[Star]], star_code: str, typed: Mapping[str, str]
) -> list[StarRow]:
    """Units as rows of a star's page. Plans must come from ``for_list``.

    typed -- opinions by unit that somebody wrote and that could not be saved.
    """
    shown = unit_rows(plans, campaign, stars)
    said: dict[str, list[Opinion]] = {}
    for each in Opinion.objects.filter(
        campaign=campaign, star__code=star_code, place__in=[row.code for row in shown]
    ).for_list():
        said.setdefault(each.place, []).append(each)
    found = []
    for row in shown:
        line = next(line for line in row.cells if line.star.code == star_code)
        found.append(StarRow(row, line.held, line.target, tuple(said.get(row.code, ())), typed.get(row.code, "")))
    return found

"""The creation plan as a table, and each sheet of figures that goes into it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign
from villages.models import Township

from ..choices import FindingCode, Measure, PlanState, Source
from ..models.figures import FigureSheet, PublishedPercentage
from ..rules import creation
from ..rules.columns import agrees
from ..rules.creation import COUNTED, TOWNSHIP_SOURCES, Excess
from ..rules.facts import Facts, Finding, PlaceFacts
from ..rules.figures import Counts, Figures, Misprint, Percentage, check_percentage, lower_bounds
from ..rules.findings import reconcile
from .facts import campaign_facts, township_facts


@dataclass(frozen=True)
class Head:
    """One column of the table: a level or a star."""

    measure: str
    key: int | str
    name: str

    @property
    def is_level(self) -> bool:
        return self.measure == Measure.LEVEL


@dataclass(frozen=True)
class Cell:
    """One figure; None where it is not stated.

    query  -- of the list with exactly the units that it counts; empty where it counts none.
    stated -- of a sum or a residual: how many townships have stated this figure, and how many there are; None where it
              is as many as the row says.
    """

    n: int | None
    query: str = ""
    stated: tuple[int, int] | None = None

    @property
    def is_missing(self) -> bool:
        """Of a residual: townships have more than there is."""
        return self.n is not None and self.n < 0


@dataclass(frozen=True)
class Row:
    """One column of figures of one source, as a row of the table.

    role    -- plan, township, sum or residual.
    units   -- how many units of the star set there are.
    counted -- of how many units the program counted it; None for a figure that somebody stated.
    stated  -- of a sum and a residual: how many townships have figures, and how many there are.
    differs -- whether its Σ by level and Σ by star cannot both be true. Those of a residual may differ, and those of a
               sum to which some townships give levels or stars alone.
    lower   -- the sums that are only the least that they can be, by measure, since some figures are not stated.
    level_base, star_base -- of Σ by level and Σ by star: how many townships have stated of it, and how many there are;
               None where it is as many as the row says.
    """

    role: str
    code: str
    name: str
    source: Source
    cells: tuple[Cell, ...]
    level_sum: int | None = None
    star_sum: int | None = None
    units: int | None = None
    counted: int | None = None
    stated: tuple[int, int] | None = None
    differs: bool = False
    lower: tuple[str, ...] = ()
    level_base: tuple[int, int] | None = None
    star_base: tuple[int, int] | None = None

    @property
    def source_name(self) -> str:
        return self.source.label

    @property
    def is_stated(self) -> bool:
        return any(cell.n is not None for cell in self.cells)


@dataclass(frozen=True)
class Offer:
    """A figure of which there are too many, and the townships that could give way."""

    excess: Excess
    name: str

    @property
    def places(self) -> list[tuple[PlaceFacts, int, bool]]:
        """(township, its figure, whether it alone exceeds the county's)"""
        alone = {place.code for place in self.excess.alone}
        return [(place, number, place.code in alone) for place, number in self.excess.places]


@dataclass(frozen=True)
class Offers:
    """All figures of one source of which there are too many."""

    source: Source
    rows: tuple[Offer, ...]


@dataclass(frozen=True)
class Grid:
    """The table of one star set.

    aimed -- units with a target in the county's plan, of all units of the set; None without a plan by level.
    """

    kind: Kind
    heads: tuple[Head, ...]
    units: int
    plan: Row
    townships: tuple[tuple[PlaceFacts, tuple[Row, ...]], ...]
    sums: tuple[Row, ...]
    residuals: tuple[Row, ...]
    offers: tuple[Offers, ...]
    aimed: Percentage | None

    @property
    def levels(self) -> int:
        """How many columns are levels."""
        return sum(head.is_level for head in self.heads)


def grids(facts: Facts, sources: Iterable[Source]) -> tuple[Grid, ...]:
    """The creation plan, one table for each star set; nothing is asked of the database.

    sources -- whose figures of the townships are shown; where there are several, those that nobody has are left out.
    """
    return tuple(_grid(facts, Kind(kind), tuple(sources)) for kind in facts.kinds)


def _grid(facts: Facts, kind: Kind, sources: tuple[Source, ...]) -> Grid:
    heads = heads_of(facts, kind)
    places = facts.townships_with(kind)
    known = tuple(s for s in sources if len(sources) == 1 or creation.stating(facts, s, kind))
    plan = facts.county.column(Source.PLAN, kind)
    sums = tuple(_sum(facts, heads, source, kind) for source in known)
    return Grid(
        kind=kind,
        heads=heads,
        units=facts.county.size(kind),
        plan=Row(
            "plan", facts.county.code, facts.county.name, Source.PLAN, _cells(heads, plan),
            plan.level_sum, plan.star_sum, facts.county.size(kind),
            differs=not agrees(facts.county, plan), lower=lower_bounds([plan]),
        ),
        townships=tuple((place, tuple(_township(facts, heads, place, s, kind) for s in known)) for place in places),
        sums=sums,
        residuals=tuple(_residual(facts, heads, source, kind) for source in known) if not plan.is_empty else (),
        offers=tuple(
            Offers(source, tuple(
                Offer(excess, str(creation.name_of(excess.measure, excess.key, facts.star_names[kind])))
                for excess in found
            ))
            for source in known
            if (found := creation.excesses(facts, source, kind))
        ),
        aimed=Percentage(plan.targets, facts.county.size(kind), kind.label) if plan.targets is not None else None,
    )  # fmt: skip


def heads_of(facts: Facts, kind: str) -> tuple[Head, ...]:
    """The columns of a star set's table: levels, stars, and the totals that somebody states alone."""
    names = facts.star_names[kind]
    columns = (
        column for place in (facts.county, *facts.townships) for (_s, k), column in place.columns.items() if k == kind
    )
    totals = {key for column in columns for key in column.totals}
    keys = (*creation.keys(names), *(pair for pair in creation.TOTALS if pair[1] in totals))
    return tuple(Head(measure, key, creation.name_of(measure, key, names)) for measure, key in keys)


def _cells(heads: Iterable[Head], counts: Counts) -> tuple[Cell, ...]:
    return tuple(Cell(counts.of(head.measure).get(head.key)) for head in heads)


def _counted(heads: Iterable[Head], counts: Counts, source: Source, kind: Kind, township: str = "") -> tuple[Cell, ...]:
    """Cells that lead to the units they count, where the program counted them."""
    cells = _cells(heads, counts)
    if source not in COUNTED:
        return cells
    pairs = zip(heads, cells, strict=True)
    return tuple(Cell(cell.n, _query(source, kind, head, township) if cell.n else "") for head, cell in pairs)


def _township(facts: Facts, heads: tuple[Head, ...], place: PlaceFacts, source: Source, kind: Kind) -> Row:
    column = creation.column(facts, place, source, kind)
    return Row(
        "township", place.code, place.name, source, _counted(heads, column, source, kind, place.code),
        column.level_sum, column.star_sum, place.size(kind),
        counted=(column.unit_sum or 0) + column.level(0) if source in COUNTED else None,
        differs=not agrees(place, column), lower=lower_bounds([column]),
    )  # fmt: skip


def _query(source: Source, kind: Kind, head: Head, township: str = "") -> str:
    """The query string of the list of units that a counted figure counts."""
    filters = {
        "township": township,
        "kind": kind.value,
        "level" if head.measure == Measure.LEVEL else "star": head.key,
        "state": PlanState.APPROVED.value if source == Source.APPROVED else "",
    }
    return urlencode({name: value for name, value in filters.items() if value != ""})


def _sum(facts: Facts, heads: tuple[Head, ...], source: Source, kind: Kind) -> Row:
    column = creation.townships_sum(facts, source, kind)
    stating = creation.stating(facts, source, kind)
    parts = [place.column(source, kind) for place in stating]
    is_even = all(part.is_whole(measure) for part in parts for measure in (Measure.LEVEL, Measure.STAR))
    return Row(
        "sum",
        facts.county.code,
        _("townships together"),
        source,
        _of_those_stating(facts, heads, _counted(heads, column, source, kind), source, kind),
        column.level_sum,
        column.star_sum,
        facts.county.size(kind),
        stated=(len(stating), len(facts.townships_with(kind))),
        differs=is_even and column.level_sum != column.star_sum,
        lower=lower_bounds(parts),
        level_base=_sum_base(facts, source, kind, Measure.LEVEL, column.level_sum),
        star_base=_sum_base(facts, source, kind, Measure.STAR, column.star_sum),
    )


def _residual(facts: Facts, heads: tuple[Head, ...], source: Source, kind: Kind) -> Row:
    rest = creation.left(facts, source, kind)
    cells = _of_those_stating(facts, heads, _cells(heads, rest), source, kind)

    def total(measure: str, number: int | None) -> int | None:
        """Σ of a measure, where all its figures are left by the same townships."""
        keys = [head.key for head in heads if head.measure == measure and head.key]
        stating = (creation.stating_figure(facts, source, kind, measure, key) for key in keys)
        bases = {tuple(place.code for place in places) for places in stating}
        return number if len(bases) == 1 and facts.county.column(Source.PLAN, kind).is_whole(measure) else None

    by_level, by_star = total(Measure.LEVEL, rest.level_sum), total(Measure.STAR, rest.star_sum)
    return Row(
        "residual",
        facts.county.code,
        _("residual"),
        source,
        cells,
        by_level,
        by_star,
        stated=(len(creation.stating(facts, source, kind)), len(facts.townships_with(kind))),
        level_base=_sum_base(facts, source, kind, Measure.LEVEL, by_level),
        star_base=_sum_base(facts, source, kind, Measure.STAR, by_star),
    )


def _sum_base(facts: Facts, source: Source, kind: Kind, measure: str, total: int | None) -> tuple[int, int] | None:
    """Of how many townships Σ of a measure, total, adds up what they stated; None where the row says the same."""
    stated = len(creation.stating_measure(facts, source, kind, measure))
    if total is None or stated == len(creation.stating(facts, source, kind)):
        return None
    return stated, len(facts.townships_with(kind))


def _of_those_stating(
    facts: Facts, heads: tuple[Head, ...], cells: tuple[Cell, ...], source: Source, kind: Kind
) -> tuple[Cell, ...]:
    """Cells with the base of each figure, where it is not that of the row: the townships that stated that figure."""
    all_stating = len(creation.stating(facts, source, kind))
    places = len(facts.townships_with(kind))
    with_base = []
    for head, cell in zip(heads, cells, strict=True):
        stated = len(creation.stating_figure(facts, source, kind, head.measure, head.key))
        differs = cell.n is not None and stated != all_stating and head.key != 0
        with_base.append(replace(cell, stated=(stated, places)) if differs else cell)
    return tuple(with_base)


def default_source(facts: Facts) -> Source:
    """What the townships are shown by unless somebody asks: what they declared, else their shares, else entries."""
    for source in (Source.DECLARED, Source.SHARE, Source.ENTERED):
        if any(creation.stating(facts, source, kind) for kind in facts.kinds):
            return source
    return Source.DECLARED


def published(campaign: Campaign) -> list[tuple[PublishedPercentage, Misprint | None]]:
    """The percentages that a campaign's papers print, each with what is wrong about it."""
    return [(each, check_percentage(each.part, each.base, each.printed)) for each in campaign.percentages.all()]


# One sheet -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """The figures that one source states of a place, as they are saved, and the facts beside them.

    township -- None for the county's plan.
    version  -- of the saved sheet; 0 where nothing was stated yet.
    """

    campaign: Campaign
    township: Township | None
    source: Source
    version: int
    facts: Facts
    place: PlaceFacts

    @property
    def kinds(self) -> list[Kind]:
        """The star sets of the place's units, and those of which something is stated all the same."""
        return [kind for kind in Kind if self.place.size(kind) or not self.saved[kind].is_empty]

    @property
    def saved(self) -> dict[str, Figures]:
        return {kind: self.place.column(self.source, kind) for kind in Kind}

    @property
    def entered(self) -> dict[str, Figures]:
        """What the units' own marks add up to."""
        return {kind: creation.column(self.facts, self.place, Source.ENTERED, kind) for kind in Kind}

    @property
    def is_entered(self) -> bool:
        return any(not column.is_empty for column in self.entered.values())

    @property
    def marked(self) -> Percentage:
        """Units of which something is said, of all units of the place."""
        units = sum(self.place.size(kind) for kind in Kind)
        return Percentage(sum(len(self.place.filled(kind)) for kind in Kind), units, _("units that take part"))

    def references(self, kind: Kind) -> list[tuple[str, Counts]]:
        """What others say of the same figures, where they say something: (whose, column)."""
        facts, place = self.facts, self.place
        if self.township is None:
            found = [
                (_("townships: %(source)s") % {"source": source.label}, creation.townships_sum(facts, source, kind))
                for source in TOWNSHIP_SOURCES[:3]
            ]
        elif self.source == Source.SHARE:
            # What is left for this township follows from its neighbours' shares, which a township does not see.
            rest = creation.left(facts, Source.SHARE, kind, without=place.code) if facts.is_whole else Counts(kind)
            found = [
                (Source.PLAN.label, facts.county.column(Source.PLAN, kind)),
                (_("left for it"), rest),
                (Source.DECLARED.label, place.column(Source.DECLARED, kind)),
                (Source.ENTERED.label, self.entered[kind]),
            ]
        else:
            found = [
                (Source.SHARE.label, place.column(Source.SHARE, kind)),
                (Source.ENTERED.label, self.entered[kind]),
            ]
        return [(str(name), counts) for name, counts in found if not counts.is_empty]

    def findings(self) -> tuple[Finding, ...]:
        """What the rules say of these figures, the heaviest first; and where they do not make up the county's plan."""
        return tuple(
            finding
            for finding in reconcile(self.facts)
            if (finding.place, finding.source) == (self.place.code, self.source)
            or (finding.code == FindingCode.PLAN_DIFFERS and self.source in (Source.PLAN, finding.source))
        )


def sheet_of(campaign: Campaign, township: Township | None, source: Source, *, alone: bool = False) -> Sheet | None:
    """One sheet; None for a township that takes no part in the campaign.

    alone -- whether nothing is asked of the township's neighbours, since its own seat reads.
    """
    # The version first: figures saved between the two queries are then a conflict and not overwritten.
    sheets = FigureSheet.objects.filter(campaign=campaign, township=township, source=source)
    version = sheets.values_list("version", flat=True).first() or 0
    if township is None:
        facts = campaign_facts(campaign)
        return Sheet(campaign, None, source, version, facts, facts.county)
    facts = township_facts(campaign, township.code) if alone else campaign_facts(campaign)
    for place in facts.townships:
        if place.code == township.code:
            return Sheet(campaign, township, source, version, facts, place)
    return None

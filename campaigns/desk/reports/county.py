"""A county's year on one page: how far its townships are, and where its figures stand against its plan."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from campaigns.planning.choices import Measure, PlanState, Source, Total
from campaigns.planning.reports.counted import NOTHING, Cell, counted
from campaigns.planning.reports.findings import Findings
from campaigns.planning.reports.states import Progress
from campaigns.planning.rules.columns import sums_agree
from campaigns.planning.rules.creation import column, stating, stating_measure, townships_sum
from campaigns.planning.rules.facts import COUNTED, Facts, PlaceFacts
from campaigns.planning.rules.figures import Figures, Percentage, lower_bounds, stated_alone
from campaigns.planning.rules.units import UNMARKED
from campaigns.year.choices import LEVEL_NAMES, LEVELS, Kind

SOURCES = (Source.PLAN, Source.SHARE, Source.DECLARED, Source.ENTERED, Source.APPROVED)
LEVEL_KEYS = (*LEVELS, 0)
ALL = "all"  # figures of a measure


@dataclass(frozen=True)
class Head:
    """One column of a star set's tables: whose figures, and how many of the townships have stated them."""

    source: Source
    stated: int
    of: int

    @property
    def is_partial(self) -> bool:
        return 0 < self.stated < self.of


@dataclass(frozen=True)
class Line:
    """One level or star: its figure from each source, on the scale of the units there are."""

    name: str
    cells: tuple[Cell, ...]
    base: int = 0

    @property
    def planned(self) -> int | None:
        return self.cells[0].n

    @property
    def entered(self) -> int | None:
        return self.cells[SOURCES.index(Source.ENTERED)].n


@dataclass(frozen=True)
class StarSet:
    """The figures of one star set, side by side.

    sums     -- Σ k·nₖ by levels and Σ s by stars, each source's own: they must agree.
    unmarked -- units of which nothing is said yet.
    only     -- the figures that the plan states, where it leaves out others; else empty.
    """

    kind: Kind
    units: int
    level_heads: tuple[Head, ...]
    star_heads: tuple[Head, ...]
    levels: tuple[Line, ...]
    stars: tuple[Line, ...]
    level_sums: Line
    star_sums: Line
    unmarked: int
    working: str
    only: tuple[str, ...] = ()

    @property
    def marked(self) -> Percentage:
        return Percentage(self.units - self.unmarked, self.units, self.kind.label)


@dataclass(frozen=True)
class Totals:
    """Target stars, and what they cost. None where nothing is stated.

    planned     -- of the star sets of which the county's plan states all stars.
    of          -- those star sets; entered and approved stars of the others are held against nothing.
    is_whole    -- whether they are all that have units.
    at_least    -- planned stars as far as they are stated.
    compared    -- entered, of the star sets that are planned.
    entered     -- of both star sets, like approved.
    is_complete -- whether every unit of the star sets that are planned has been entered.
    """

    planned: int | None
    entered: int | None
    approved: int | None
    is_complete: bool
    rate: Decimal | None
    budget: Decimal | None
    compared: int | None = None
    of: tuple[Kind, ...] = ()
    is_whole: bool = True
    at_least: int = 0

    @property
    def is_off(self) -> bool:
        return contradicts(self.planned, self.compared, self.is_complete)

    @property
    def more(self) -> int:
        """Stars entered beyond the plan, of the star sets that it speaks of; negative while some are still to come."""
        return self.compared - self.planned

    @property
    def of_plan(self) -> Percentage:
        """Entered, of planned stars, of the star sets that the plan speaks of."""
        return Percentage(self.compared or 0, self.planned or 0, _("stars planned by the county"))

    @property
    def of_names(self) -> str:
        """The star sets that the plan speaks of, where they are not all that there are; else empty."""
        return "" if self.is_whole else "、".join(str(kind.label) for kind in self.of)

    @property
    def says_part(self) -> bool:
        """Whether the plan states something, but not all stars of all star sets."""
        return bool(self.at_least or self.planned is not None) and not self.is_whole

    @property
    def cost(self) -> Decimal | None:
        """The reward in 10,000 yuan for the planned stars as far as they are stated, or for those entered where none
        is."""
        stars = self.at_least or self.planned
        stars = self.entered if stars is None else stars
        return None if stars is None or not self.rate else stars * self.rate

    @property
    def short(self) -> Decimal:
        """How far the reward exceeds the budget; 0 where it does not."""
        if self.cost is None or self.budget is None:
            return Decimal(0)
        return max(self.cost - self.budget, Decimal(0))


@dataclass(frozen=True)
class TownshipRow:
    """One township beside the others; without a code, all of them together."""

    code: str
    name: str
    units: Cell
    progress: Progress
    levels: tuple[Cell, ...]
    unmarked: Cell
    stars: int | None
    findings: int


@dataclass(frozen=True)
class CountyPage:
    """Everything that the county's page counts."""

    units: dict[Kind, int]
    progress: Progress
    totals: Totals
    sets: tuple[StarSet, ...]
    townships: tuple[TownshipRow, ...]
    total: TownshipRow

    @property
    def has_figures(self) -> bool:
        """Whether anything is planned or entered yet."""
        return self.totals.planned is not None or self.totals.entered is not None


def names_of(facts: Facts) -> dict[str, str]:
    """The names of a county's townships and units by code."""
    places = {place.code: place.name for place in facts.townships}
    return places | {mark.code: mark.name for place in facts.townships for mark in place.marks}


def county_page(facts: Facts, states: dict[str, Counter], findings: Findings) -> CountyPage:
    """What the county's page shows of a campaign; nothing is asked of the database.

    states   -- of this campaign, by township (see states_of).
    findings -- as far as the reader sees them.
    """
    townships = tuple(
        _township(facts, place, Progress(states.get(place.code, Counter()), place.code), findings)
        for place in facts.townships
    )
    progress = Progress(sum(states.values(), Counter()))
    sets = tuple(_star_set(facts, Kind(kind)) for kind in facts.kinds)
    return CountyPage(
        units={Kind(kind): facts.county.size(kind) for kind in facts.kinds},
        progress=progress,
        totals=totals(facts),
        sets=sets,
        townships=townships,
        total=_all(facts, townships, progress),
    )


def totals(facts: Facts) -> Totals:
    """All target stars of a campaign."""

    def stars(source: Source, kinds: Iterable[str]) -> int | None:
        stated = [total for kind in kinds if (total := _column(facts, source, Kind(kind)).total) is not None]
        return sum(stated) if stated else None

    plans = {Kind(kind): facts.county.column(Source.PLAN, kind) for kind in facts.kinds}
    planned = tuple(kind for kind, plan in plans.items() if plan.total is not None)
    return Totals(
        planned=stars(Source.PLAN, planned),
        entered=stars(Source.ENTERED, facts.kinds),
        approved=stars(Source.APPROVED, facts.kinds),
        is_complete=all(is_complete(facts, kind) for kind in planned),
        rate=facts.rate,
        budget=facts.budget,
        compared=stars(Source.ENTERED, planned),
        of=planned,
        is_whole=set(planned) >= {kind for kind in facts.kinds if facts.county.size(kind)},
        at_least=sum(plan.at_least for plan in plans.values()),
    )


def is_complete(facts: Facts, kind: str) -> bool:
    """Whether every unit has been entered: until then what is missing is still to come, and no contradiction."""
    return all(place.is_complete(kind) for place in facts.townships_with(kind))


def contradicts(planned: int | None, got: int | None, complete: bool) -> bool:
    """Whether a sum cannot be squared with the plan: too much already, or too little though nobody is missing."""
    if planned is None or got is None:
        return False
    return got > planned or (complete and got != planned)


# One star set ----------------------------------------------------------------------------------------


def _star_set(facts: Facts, kind: Kind) -> StarSet:
    columns = {source: _column(facts, source, kind) for source in SOURCES}
    units = facts.county.size(kind)
    codes = facts.stars(columns[Source.PLAN])
    places = len(facts.townships_with(kind))
    keys = {Measure.LEVEL: LEVELS, Measure.STAR: codes}
    missing = {
        (measure, key): {source: _missing(facts, source, kind, measure, key) for source in SOURCES}
        for measure, of_measure in keys.items()
        for key in (*of_measure, ALL)
    }

    def line(measure: Measure, key: int | str, name: str) -> Line:
        whole, here = missing[measure, ALL], missing.get((measure, key)) or missing[measure, ALL]
        cells = []
        for source in SOURCES:
            cell = _cell(columns, source, measure, key, units, here[source])
            is_own = source not in COUNTED and cell.n is not None and here[source] != whole[source]
            cells.append(replace(cell, stated=(places - here[source], places)) if is_own else cell)
        return Line(name, tuple(cells), units)

    def sums(measure: Measure) -> Line:
        numbers = {s: c.level_sum if measure == Measure.LEVEL else c.star_sum for s, c in columns.items()}
        plan = columns[Source.PLAN]
        planned = numbers[Source.PLAN] if plan.is_whole(measure) else None
        slip = Source.PLAN if not sums_agree(plan, units) else None
        whole = missing[measure, ALL]
        cells = (
            Cell(
                n,
                is_off=source == slip or contradicts(planned, n, not whole[source]),
                stated=_sum_base(facts, source, kind, measure, places - whole[source]),
                is_lower=measure in _lower(facts, source, kind),
            )
            for source, n in numbers.items()
        )
        return Line("", tuple(cells))

    def heads(measure: Measure) -> tuple[Head, ...]:
        whole = missing[measure, ALL]
        return tuple(
            Head(source, places - whole[source] if source != Source.PLAN else places, places) for source in SOURCES
        )

    return StarSet(
        kind=kind,
        units=units,
        level_heads=heads(Measure.LEVEL),
        star_heads=heads(Measure.STAR),
        levels=tuple(line(Measure.LEVEL, level, LEVEL_NAMES[level]) for level in LEVEL_KEYS),
        stars=tuple(line(Measure.STAR, star, facts.star_names[kind].get(star, star)) for star in codes),
        level_sums=sums(Measure.LEVEL),
        star_sums=sums(Measure.STAR),
        unmarked=sum(len(place.unfilled(kind)) for place in facts.townships),
        working=_working(columns[Source.PLAN]),
        only=_only(facts, columns[Source.PLAN]),
    )


def _only(facts: Facts, plan: Figures) -> tuple[str, ...]:
    """The figures that the plan states, where it states some and leaves out others; else none."""
    names = {**LEVEL_NAMES, **{total.value: total.label for total in Total}, **facts.star_names[plan.kind]}
    return tuple(str(names.get(key, key)) for key in stated_alone(plan, facts.stars(plan)))


def _lower(facts: Facts, source: Source, kind: Kind) -> tuple[str, ...]:
    """The measures of which a source's Σ is only the least that it can be."""
    places = [facts.county] if source == Source.PLAN else stating(facts, source, kind)
    return lower_bounds(place.column(source, kind) for place in places)


def _sum_base(facts: Facts, source: Source, kind: Kind, measure: str, whole: int) -> tuple[int, int] | None:
    """Of how many townships Σ adds up what they stated, and how many there are; None where the head says so.

    whole -- townships that have stated all of the measure.
    """
    stated = len(stating_measure(facts, source, kind, measure))
    if source == Source.PLAN or source in COUNTED or stated in (0, whole):
        return None
    return stated, len(facts.townships_with(kind))


def _column(facts: Facts, source: Source, kind: Kind) -> Figures:
    return column(facts, facts.county, source, kind) if source == Source.PLAN else townships_sum(facts, source, kind)


def _missing(facts: Facts, source: Source, kind: Kind, measure: str, key: int | str) -> int:
    """How many townships have not stated a figure, or not entered or had approved all their units.

    key -- ALL of a measure's.
    """
    if source == Source.PLAN:
        return 0
    return sum(not _has_stated(place, source, kind, measure, key) for place in facts.townships_with(kind))


def _has_stated(place: PlaceFacts, source: Source, kind: Kind, measure: str, key: int | str) -> bool:
    if source == Source.ENTERED:
        return place.is_complete(kind)
    figures = place.column(source, kind)
    if source == Source.APPROVED:
        return (figures.unit_sum or 0) + figures.level(0) == place.size(kind)
    return figures.is_whole(measure) if key == ALL else figures.get(measure, key) is not None


def _cell(
    columns: dict[Source, Figures], source: Source, measure: Measure, key: int | str, units: int, missing: int
) -> Cell:
    figures, plan = columns[source], columns[Source.PLAN]
    if measure == Measure.LEVEL and key == 0 and 0 not in figures.levels:
        # What a plan leaves without a target it need not say; of a sum that is not whole nothing follows.
        left = units - figures.targets if figures.targets is not None else -1
        return Cell(left, follows=True) if source == Source.PLAN and left >= 0 else NOTHING
    n = figures.levels[0] if key == 0 else figures.get(measure, key)
    if n is None:
        return NOTHING
    is_off = source != Source.PLAN and key != 0 and contradicts(plan.get(measure, key), n, not missing)
    if source not in COUNTED:
        return Cell(n, is_off=is_off)
    state = PlanState.APPROVED.value if source == Source.APPROVED else ""
    rows = counted(n, kind=figures.kind, **{measure.value: str(key)}, state=state)
    return Cell(n, rows.query, is_off)


def _working(plan: Figures) -> str:
    """How the plan's levels make stars: 1×5＋10×4＋41×3＋48×2＝264."""
    if not plan.is_whole(Measure.LEVEL):
        return ""
    terms = "＋".join(f"{plan.level(level)}×{level}" for level in LEVELS if plan.level(level))
    return f"{terms or 0}＝{plan.level_sum}"


# Townships beside each other -------------------------------------------------------------------------


def _township(facts: Facts, place: PlaceFacts, progress: Progress, findings: Findings) -> TownshipRow:
    levels = {
        level: sum(column(facts, place, Source.ENTERED, kind).level(level) for kind in facts.kinds)
        for level in LEVEL_KEYS
    }
    over = {
        level
        for kind in facts.kinds
        for level in LEVELS
        if (planned := facts.county.column(Source.PLAN, kind).get(Measure.LEVEL, level)) is not None
        and place.column(Source.ENTERED, kind).level(level) > planned
    }
    cells = [counted(levels[level], township=place.code, level=str(level)) for level in LEVEL_KEYS]
    stated = [total for kind in facts.kinds if (total := place.column(Source.ENTERED, kind).total) is not None]
    return TownshipRow(
        code=place.code,
        name=place.name,
        units=counted(sum(place.units.values()), township=place.code),
        progress=progress,
        levels=tuple(Cell(cell.n, cell.query, level in over) for level, cell in zip(LEVEL_KEYS, cells, strict=True)),
        unmarked=_unmarked(place, facts.kinds),
        stars=sum(stated) if stated else None,
        findings=len(findings.at(place.code)),
    )


def _unmarked(place: PlaceFacts, kinds: Iterable[str]) -> Cell:
    return counted(sum(len(place.unfilled(kind)) for kind in kinds), township=place.code, level=UNMARKED)


def _all(facts: Facts, townships: tuple[TownshipRow, ...], progress: Progress) -> TownshipRow:
    stated = [row.stars for row in townships if row.stars is not None]
    return TownshipRow(
        code="",
        name="",
        units=Cell(sum(row.units.n for row in townships)),
        progress=progress,
        levels=tuple(
            counted(sum(row.levels[at].n for row in townships), level=str(level)) for at, level in enumerate(LEVEL_KEYS)
        ),
        unmarked=counted(sum(row.unmarked.n for row in townships), level=UNMARKED),
        stars=sum(stated) if stated else None,
        findings=sum(row.findings for row in townships),
    )

"""The summary of targets (目标汇总表): places as rows, levels and stars as columns, and whether both sums agree."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from urllib.parse import urlencode

from campaigns.year.choices import LEVEL_NAMES, LEVELS, Kind
from campaigns.year.models.campaign import Campaign, Filing
from villages.models import Township

from ..choices import Measure, PlanState, Source
from ..models.marks import Plan
from ..rules.columns import sums_agree
from ..rules.facts import Facts, PlaceFacts
from ..rules.figures import Figures, add_up, count, lower_bounds
from ..rules.marks import UnitMark
from ..rules.units import NO_AREA
from .facts import campaign_facts, township_facts
from .sentences import report_sentence

SOURCES = (Source.ENTERED, Source.APPROVED, Source.DECLARED)
ALL_LEVELS = (*LEVELS, 0)


@dataclass(frozen=True)
class Cell:
    """One figure; None where it is not stated.

    query -- of the list with exactly the units that it counts; empty where it counts none, or nobody's in the list.
    """

    n: int | None
    query: str = ""


@dataclass(frozen=True)
class SummaryRow:
    """One place's line.

    units   -- how many of the star set take part; counted -- of how many of them the figures speak (None: unknown).
    figures -- with level 0 where units without a target are known.
    filters -- of the list of its units; empty where no list shows what is counted.
    parts   -- of a sum: what each place that states something gives to it. Where one gives levels or stars alone, the
               sum's levels and stars do not speak of the same units.
    """

    name: str
    units: int
    counted: int | None
    figures: Figures
    filters: dict[str, str] = field(default_factory=dict)
    parts: tuple[Figures, ...] = ()

    def levels(self) -> list[Cell]:
        """五星 … 一星, then 无目标. Stated levels without a unit are zero: 一星 is printed even then."""
        return [self._cell(Measure.LEVEL, level) for level in ALL_LEVELS]

    def stars(self, codes: Iterable[str]) -> list[Cell]:
        return [self._cell(Measure.STAR, code) for code in codes]

    def _cell(self, measure: Measure, key: int | str) -> Cell:
        n = self.figures.get(measure, key)
        if n is None:
            return Cell(None)
        asked = self.filters | {measure.value: str(key)}
        return Cell(n, urlencode(asked) if n and self.filters else "")

    @property
    def lower(self) -> tuple[str, ...]:
        """The sums that are only the least that they can be, by measure, since some figures are not stated."""
        return lower_bounds(self.parts or [self.figures])

    @property
    def agrees(self) -> bool | None:
        """Whether stars add up to what levels say; None where one of both is not stated, or not all of it is."""
        if not all(part.is_whole(measure) for part in self.parts for measure in (Measure.LEVEL, Measure.STAR)):
            return None
        if not sums_agree(self.figures, self.units):
            return False
        return True if all(self.figures.is_whole(measure) for measure in (Measure.LEVEL, Measure.STAR)) else None


@dataclass(frozen=True)
class SummaryTable:
    """The summary of one star set; ``stars`` is code → name without 星."""

    kind: Kind
    stars: dict[str, str]
    rows: tuple[SummaryRow, ...]
    total: SummaryRow

    def lines(self) -> list[tuple[SummaryRow, list[Cell], list[Cell]]]:
        return [self._line(row) for row in self.rows]

    def foot(self) -> tuple[SummaryRow, list[Cell], list[Cell]]:
        return self._line(self.total)

    def _line(self, row: SummaryRow) -> tuple[SummaryRow, list[Cell], list[Cell]]:
        return row, row.levels(), row.stars(self.stars)


@dataclass(frozen=True)
class Summary:
    """The summary of a county by townships, or of a township by its areas.

    filing -- the township's, with its secretary's sign-off; None for a county.
    """

    campaign: Campaign
    place: object
    source: Source
    tables: tuple[SummaryTable, ...]
    sentence: str
    filing: Filing | None = None

    @property
    def level_names(self) -> list:
        return [LEVEL_NAMES[level] for level in ALL_LEVELS]

    @property
    def is_township(self) -> bool:
        return isinstance(self.place, Township)

    @property
    def units(self) -> int:
        return sum(table.total.units for table in self.tables)

    @property
    def counted(self) -> int | None:
        known = [table.total.counted for table in self.tables]
        return None if None in known else sum(known)


def county_summary(campaign: Campaign, source: Source) -> Summary:
    """A row for each township that has units of a star set."""
    facts = campaign_facts(campaign)
    tables = []
    for kind in facts.kinds:
        places = facts.townships_with(kind)
        rows = tuple(_township_row(place, source, kind) for place in places)
        if rows:
            tables.append(_table(facts, kind, rows, source))
    return _summary(campaign, campaign.county, source, facts, tables)


def township_summary(campaign: Campaign, township: Township, source: Source) -> Summary:
    """A row for each of the township's areas; what it declares is one row, since nobody declares by area."""
    facts = township_facts(campaign, township.code)
    (place,) = facts.townships or (PlaceFacts(township.code, township.name, {}),)
    plans = list(Plan.objects.for_list().filter(campaign=campaign, village__township=township))
    tables = []
    for kind in facts.kinds:
        own = [plan for plan in plans if plan.kind == kind]
        if not own:
            continue
        if source == Source.DECLARED:
            rows = (_township_row(place, source, kind),)
        else:
            rows = tuple(
                _area_row(area, list(of_area), source, kind)
                for area, of_area in groupby(own, key=lambda plan: plan.village.area)
            )
        tables.append(_table(facts, kind, rows, source))
    filing = Filing.objects.filter(campaign=campaign, township=township).first()
    return _summary(campaign, township, source, facts, tables, filing)


def _township_row(place: PlaceFacts, source: Source, kind: str) -> SummaryRow:
    if source == Source.ENTERED:
        return _marked(place.name, place.size(kind), place.filled(kind), kind, {"township": place.code})
    figures = place.column(source, kind)
    counted, filters = None, {}
    if source == Source.APPROVED:
        counted, filters = (figures.unit_sum or 0) + figures.level(0), {"township": place.code, "state": "approved"}
    return SummaryRow(place.name, place.size(kind), counted, figures, _of_kind(filters, kind))


def _area_row(area, plans: list[Plan], source: Source, kind: str) -> SummaryRow:
    marks = [plan.mark for plan in plans if source == Source.ENTERED or plan.state == PlanState.APPROVED]
    filters = {"area": str(area.pk) if area else NO_AREA}
    if source == Source.APPROVED:
        filters["state"] = PlanState.APPROVED.value
    return _marked(str(area or ""), len(plans), [mark for mark in marks if not mark.is_empty], kind, filters)


def _marked(name: str, units: int, marks: Iterable[UnitMark], kind: str, filters: dict[str, str]) -> SummaryRow:
    """A row that is counted from marks: units without a target are those that say so."""
    marks = list(marks)
    figures = Figures(kind)
    if marks:
        counted = count(kind, (mark.targets for mark in marks))
        figures = Figures(
            kind, {**counted.levels, 0: len(marks) - (counted.unit_sum or 0)}, counted.stars, is_counted=True
        )
    return SummaryRow(name, units, len(marks), figures, _of_kind(filters, kind))


def _of_kind(filters: dict[str, str], kind: str) -> dict[str, str]:
    return {"kind": str(kind), **filters} if filters else {}


def _table(facts: Facts, kind: str, rows: tuple[SummaryRow, ...], source: Source) -> SummaryTable:
    counted = None if source == Source.DECLARED else sum(row.counted or 0 for row in rows)
    shared = {name: value for name, value in (rows[0].filters if rows else {}).items() if name in ("kind", "state")}
    stating = tuple(row.figures for row in rows if not row.figures.is_empty)
    total = SummaryRow(
        "", sum(row.units for row in rows), counted, add_up(kind, stating), shared, parts=stating
    )  # fmt: skip
    return SummaryTable(Kind(kind), dict(facts.star_names[kind]), rows, total)


def _summary(campaign, place, source, facts: Facts, tables: list[SummaryTable], filing=None) -> Summary:
    sentence = report_sentence((table.total.figures for table in tables), facts.star_names, campaign.word)
    return Summary(campaign, place, source, tuple(tables), f"{_base(tables, source)}{sentence}", filing)


# The sentence goes into an official paper, so it is written in Chinese whatever language the reader's screen has.
_DONE = {Source.ENTERED: "已填", Source.APPROVED: "已审定", Source.DECLARED: "已上报"}


def _base(tables: list[SummaryTable], source: Source) -> str:
    """Of how many places or units the sentence speaks, where these are not all; else empty."""
    if source == Source.DECLARED:
        rows = [row for table in tables for row in table.rows]
        places, stating = {row.name for row in rows}, {row.name for row in rows if not row.figures.is_empty}
        return (
            f"（{len(places)}个乡镇（街道）中{len(stating)}个{_DONE[source]}）"
            if 0 < len(stating) < len(places)
            else ""
        )
    units, counted = sum(t.total.units for t in tables), sum(t.total.counted for t in tables)
    return f"（{units}个村（社区）中{counted}个{_DONE[source]}）" if 0 < counted < units else ""

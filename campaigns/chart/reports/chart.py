"""The wall chart (挂图作战): units as rows, the stars of their set as columns, each cell with its standing."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from campaigns.ledger.choices import Standing
from campaigns.ledger.reports.tallies import StarCell, star_cells
from campaigns.planning.choices import Measure, PlanState, Source
from campaigns.planning.models.figures import FigureSheet
from campaigns.planning.models.marks import Plan, PlanQuerySet
from campaigns.planning.reports.counted import Cell, counted
from campaigns.planning.reports.sentences import report_sentence
from campaigns.planning.reports.units import narrowed
from campaigns.planning.rules.columns import sums_agree
from campaigns.planning.rules.figures import Figures, Percentage, count
from campaigns.year.choices import LEVELS, Kind
from campaigns.year.models.campaign import Campaign, Star
from villages.models import Township

from ..choices import Plans
from ..rules import STANDINGS, ChartCell, ChartFilter

WHOLE = ChartFilter()


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One unit; ``number`` counts through its township.

    plan -- what its targets lack: a mark, or the county's approval; None where they are approved.
    """

    number: int
    code: str
    name: str
    township: str
    township_name: str
    area: str
    kind: str
    held_level: int
    level: int
    plan: Plans | None
    cells: tuple[ChartCell, ...]

    @property
    def won(self) -> int:
        """How many stars the unit has reached: kept ones and new ones alike, once this year's check confirmed them."""
        return sum(cell.standing == Standing.REACHED for cell in self.cells)

    @property
    def targets(self) -> frozenset[str]:
        return frozenset(cell.star for cell in self.cells if cell.target)


@dataclass(frozen=True)
class ChartTable:
    """The units of one star set in one township, area by area."""

    kind: Kind
    stars: tuple[Star, ...]
    rows: tuple[ChartRow, ...]

    @property
    def groups(self) -> list[tuple[str, list[ChartRow]]]:
        return [(area, list(rows)) for area, rows in groupby(self.rows, key=lambda row: row.area)]

    @property
    def has_areas(self) -> bool:
        return any(row.area for row in self.rows)

    @cached_property
    def sums(self) -> "ChartSums":
        return ChartSums(self.kind, self.stars, self.rows)


@dataclass(frozen=True)
class Sheet:
    """A township's part of the chart: one sheet to hang up, or several."""

    code: str
    name: str
    tables: tuple[ChartTable, ...]

    @property
    def units(self) -> int:
        return sum(len(table.rows) for table in self.tables)


@dataclass(frozen=True)
class ChartSums:
    """What the units of one star set add up to.

    stated -- what the county plans, or a township's share; None where nothing is.
    """

    kind: Kind
    stars: tuple[Star, ...]
    rows: tuple[ChartRow, ...]
    stated: Figures | None = None

    @cached_property
    def planned(self) -> Figures:
        return count(self.kind, (row.targets for row in self.rows), [star.code for star in self.stars])

    @property
    def agrees(self) -> bool:
        """Whether Σ k·nₖ = Σ s (domain.md, section 4, rule 1)."""
        return sums_agree(self.planned)

    @property
    def working(self) -> str:
        """How the levels make stars: 1×5＋10×4＝45."""
        terms = "＋".join(f"{self.planned.level(level)}×{level}" for level in LEVELS if self.planned.level(level))
        return f"{terms or 0}＝{self.planned.level_sum}"

    @property
    def star_working(self) -> str:
        """The same by star: 34＋73＝107."""
        terms = "＋".join(str(self.planned.star(star.code)) for star in self.stars if self.planned.star(star.code))
        return f"{terms or 0}＝{self.planned.star_sum}"

    @cached_property
    def numbers(self) -> dict[str, Counter]:
        """How many units stand where, by star."""
        found: dict[str, Counter] = {star.code: Counter() for star in self.stars}
        for row in self.rows:
            for cell in row.cells:
                found[cell.star][cell.standing] += 1
        return found

    @property
    def won(self) -> list[Cell]:
        """Units that have reached each star."""
        return self._standing(Standing.REACHED)

    def _standing(self, standing: Standing) -> list[Cell]:
        return [
            counted(
                self.numbers[star.code][standing],
                ChartFilter(kind=self.kind, star=star.code, standing=(standing.value,)),
            )
            for star in self.stars
        ]

    @property
    def won_levels(self) -> list[int]:
        """Units by the number of stars that they have reached, from five to one."""
        numbers = Counter(row.won for row in self.rows)
        return [numbers[level] for level in LEVELS]

    @property
    def won_sum(self) -> int:
        return sum(cell.n for cell in self.won)

    @property
    def won_share(self) -> Percentage:
        return Percentage(self.won_sum, self.planned.star_sum or 0, _("target stars"))

    @property
    def lines(self) -> list[tuple[Standing, list[Cell], int]]:
        """For each standing that occurs: units by star, and cells in all."""
        found = []
        for standing in STANDINGS:
            cells = self._standing(standing)
            if total := sum(cell.n for cell in cells):
                found.append((standing, cells, total))
        return found

    @property
    def overdue(self) -> list[Cell]:
        """Units with overdue tasks, by star."""
        late = Counter(cell.star for row in self.rows for cell in row.cells if cell.overdue)
        return [
            counted(late[star.code], ChartFilter(kind=self.kind, star=star.code, overdue=True)) for star in self.stars
        ]

    @property
    def overdue_tasks(self) -> int:
        return sum(cell.overdue for row in self.rows for cell in row.cells)

    def against(self) -> list[tuple[int, int | None]]:
        """(planned by the units, stated) for each level, then for each star."""
        stated = self.stated or Figures(self.kind)
        levels = [(self.planned.level(each), stated.get(Measure.LEVEL, each)) for each in LEVELS]
        codes = [star.code for star in self.stars]
        return levels + [(self.planned.star(code), stated.get(Measure.STAR, code)) for code in codes]


@dataclass(frozen=True)
class Chart:
    """A county's or a township's chart.

    sheets -- what is shown; sums -- of all units that the places asked for have, whichever of them are shown.
    """

    campaign: Campaign
    place: object
    day: datetime.date
    sheets: tuple[Sheet, ...]
    sums: tuple[ChartSums, ...]
    sentence: str

    @property
    def units(self) -> int:
        return sum(len(each.rows) for each in self.sums)

    @property
    def lacking(self) -> list[tuple[Plans, int]]:
        """Units whose targets are not approved, or not marked: as far as those go, the chart is what is proposed."""
        numbers = Counter(row.plan for each in self.sums for row in each.rows)
        return [(plan, numbers[plan]) for plan in Plans if numbers[plan]]

    @property
    def shown(self) -> int:
        return sum(sheet.units for sheet in self.sheets)

    def sheet(self, code: str) -> Sheet | None:
        """The township's part, or the first one where nothing of that township is shown."""
        return next((sheet for sheet in self.sheets if sheet.code == code), next(iter(self.sheets), None))

    @property
    def days_left(self) -> int:
        """Days until the assessment; negative after it."""
        return (self.campaign.assessment_on - self.day).days

    @property
    def source(self) -> Source:
        return Source.SHARE if isinstance(self.place, Township) else Source.PLAN

    @property
    def overdue_tasks(self) -> int:
        return sum(each.overdue_tasks for each in self.sums)


def chart(campaign: Campaign, place, plans: PlanQuerySet, today: datetime.date, by: ChartFilter = WHOLE) -> Chart:
    """The chart of a campaign at a place. The number of queries is the same for any number of units.

    plans -- those at the place that the reader may see.
    """
    stars = campaign.star_sets()
    cells = star_cells(campaign, place.code, today)
    rows = list(_rows(narrowed(plans, by.units), stars, cells))
    kinds = [Kind(kind) for kind in stars if any(row.kind == kind for row in rows)]
    stated = _stated(campaign, place)
    sums = tuple(
        ChartSums(kind, tuple(stars[kind]), tuple(row for row in rows if row.kind == kind), stated.get(kind))
        for kind in kinds
    )
    names = {kind: {star.code: star.name for star in stars[kind]} for kind in stars}
    return Chart(
        campaign=campaign,
        place=place,
        day=today,
        sheets=tuple(_sheets([row for row in rows if by.keeps(row.cells, row.plan)], stars)),
        sums=sums,
        sentence=report_sentence([each.planned for each in sums], names, campaign.word),
    )


def all_plans(campaign: Campaign, place) -> PlanQuerySet:
    """The plans at a place, for a reader without a seat."""
    return Plan.objects.at(campaign.year, place.code)


def _rows(
    plans: PlanQuerySet, stars: dict[str, list[Star]], cells: dict[tuple[int, int], StarCell]
) -> Iterable[ChartRow]:
    found = plans.in_order().values_list(
        "pk",
        "kind",
        "village",
        "village__name",
        "village__township",
        "village__township__name",
        "village__area__name",
        "no_target",
        "state",
    )
    numbers: Counter = Counter()
    for pk, kind, code, name, township, township_name, area, no_target, state in found:
        numbers[township] += 1
        own = [(star, cells[pk, star.pk]) for star in stars[kind] if (pk, star.pk) in cells]
        level = sum(cell.target for _star, cell in own)
        yield ChartRow(
            numbers[township], code, name, township, township_name, area or "", kind,
            held_level=sum(cell.held for _star, cell in own),
            level=level,
            plan=_lacks(is_marked=bool(level or no_target), is_approved=state == PlanState.APPROVED),
            cells=tuple(_cell(star.code, cell) for star, cell in own),
        )  # fmt: skip


def _lacks(*, is_marked: bool, is_approved: bool) -> Plans | None:
    if is_approved:
        return None
    return Plans.UNAPPROVED if is_marked else Plans.UNMARKED


def _cell(star: str, cell: StarCell) -> ChartCell:
    tally = cell.tally
    if tally is None:
        return ChartCell(star, cell.standing, cell.target)
    return ChartCell(star, cell.standing, cell.target, tally.reached, tally.total, tally.overdue)


def _sheets(rows: list[ChartRow], stars: dict[str, list[Star]]) -> Iterable[Sheet]:
    for (code, name), of_township in groupby(rows, key=lambda row: (row.township, row.township_name)):
        tables = tuple(
            ChartTable(Kind(kind), tuple(stars[kind]), tuple(of_kind))
            for kind, of_kind in groupby(of_township, key=lambda row: row.kind)
        )
        yield Sheet(code, name, tables)


def _stated(campaign: Campaign, place) -> dict[str, Figures]:
    """What the county plans, or what it gave a township as its share, by star set."""
    is_township = isinstance(place, Township)
    sheet = FigureSheet.objects.filter(
        campaign=campaign,
        township=place if is_township else None,
        source=Source.SHARE if is_township else Source.PLAN,
    ).prefetch_related("rows")
    return {kind: figures for each in sheet for kind in Kind.values if not (figures := each.figures(kind)).is_empty}

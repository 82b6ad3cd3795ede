"""Target stars of some places by how they stand: reached, kept but not confirmed yet, under way."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.planning.models.marks import PlanQuerySet
from campaigns.planning.reports.counted import Cell
from campaigns.planning.rules.figures import Percentage
from campaigns.year.models.campaign import Campaign, Star

from ..choices import Standing
from ..models import UnitTask
from .tallies import StarCell, star_cells

# Of these a year's work is told; the others are no targets.
AT_WORK = (Standing.REACHED, Standing.UNCONFIRMED, Standing.UNDER_WAY, Standing.PLANNED, Standing.VOIDED)


@dataclass(frozen=True)
class Standings:
    """Stars of some units by how they stand.

    targets -- how many of them are targets, the base of what is reached.
    star, names -- code and names of the one star that they are; empty for all together.
    """

    numbers: Counter = field(default_factory=Counter)
    targets: int = 0
    star: str = ""
    names: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return " / ".join(self.names)

    @property
    def reached(self) -> Percentage:
        """Reached of all target stars. What is kept and not confirmed by this year's check is none of them."""
        return Percentage(self.numbers[Standing.REACHED], self.targets, _("target stars"))

    @property
    def cells(self) -> list[Cell]:
        """How many stand where; of one star, with the query of the wall chart that shows its units."""
        if not self.star:
            return [Cell(self.numbers[standing]) for standing in AT_WORK]
        return [self._cell(standing) for standing in AT_WORK]

    def _cell(self, standing: Standing) -> Cell:
        """The wall chart is a later room, so that its filter is not known here."""
        n = self.numbers[standing]
        return Cell(n, urlencode({"star": self.star, "standing": standing.value}) if n else "")

    @property
    def shown(self) -> list[tuple[Standing, Cell]]:
        """Those standings that occur."""
        return [(standing, cell) for standing, cell in zip(AT_WORK, self.cells, strict=True) if cell.n]

    def __add__(self, other: "Standings") -> "Standings":
        return Standings(self.numbers + other.numbers, self.targets + other.targets)


@dataclass(frozen=True)
class StarTable:
    """The stars of a place, each by how its units stand."""

    stars: tuple[Standings, ...] = ()

    heads = AT_WORK

    @property
    def total(self) -> Standings:
        return sum(self.stars, Standings())

    def star(self, code: str) -> Standings:
        return next((each for each in self.stars if each.star == code), Standings())


def star_table(campaign: Campaign, code: str, today: datetime.date) -> StarTable:
    """How the stars of a place stand; a code that both star sets have is one star here. Three queries."""
    return of_cells(campaign.stars.all(), star_cells(campaign, code, today).values())


def of_cells(stars: Iterable[Star], cells: Iterable[StarCell]) -> StarTable:
    """The same of cells that are counted already."""
    names: dict[str, dict[str, None]] = defaultdict(dict)
    codes = {}
    for star in stars:
        names[star.code][star.name] = None
        codes[star.pk] = star.code
    numbers: dict[str, Counter] = defaultdict(Counter)
    targets: Counter = Counter()
    for cell in cells:
        numbers[codes[cell.star]][cell.standing] += 1
        targets[codes[cell.star]] += cell.target
    return StarTable(tuple(Standings(numbers[code], targets[code], code, tuple(names[code])) for code in names))


# Of which units there are tasks ---------------------------------------------------------------------------------

UNITS = _("units that take part")


def units_with_tasks(plans: PlanQuerySet, by: str, star: str = "") -> dict[object, Percentage]:
    """Units with a ledger, of all units, by a lookup: one query.

    A unit has tasks from the approval of its plan, so that while plans are made the tasks of a county may be those of
    one township; a figure that has them as its base says so.

    star -- only the tasks of this star.
    """
    tasks = UnitTask.objects.filter(plan=OuterRef("pk"), in_force=True)
    if star:
        tasks = tasks.filter(task__star__code=star)
    rows = plans.order_by().annotate(has_tasks=Exists(tasks)).values_list(by)
    numbers = rows.annotate(part=Count("pk", filter=Q(has_tasks=True)), base=Count("pk"))
    return {key: Percentage(part, base, UNITS) for key, part, base in numbers}


def together(shares: Iterable[Percentage], base_name: str | Promise = UNITS) -> Percentage:
    """Shares of several places as one."""
    shares = list(shares)
    return Percentage(sum(share.part for share in shares), sum(share.base for share in shares), base_name)

"""The star matrix of one township: its units as rows, the stars of their set as columns, totals that agree."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from campaigns.year.choices import LEVELS, Kind
from campaigns.year.models.campaign import Campaign, Filing, Star
from campaigns.year.rules import last_day
from villages.models import Area, Township

from ..choices import PlanState, Source
from ..models.figures import FigureSheet
from ..models.marks import Plan, PlanStar, records_held
from ..rules.figures import Counts, Figures, count, residual
from ..rules.findings import Finding, check_unit
from ..rules.marks import MarkSheet, UnitMark


@dataclass(frozen=True)
class Row:
    """One unit: its plan, what it says, and what a person should look at again.

    entry    -- what somebody typed that could not be saved; it is shown instead, so that no word is lost.
    last_day -- on which it may be entered, with an extension of its own; None once no day counts. Lists say it
                only where the unit has a day of its own.
    days_left -- until then; negative when it is over.
    """

    plan: Plan
    mark: UnitMark
    cells: tuple[PlanStar, ...]
    notes: tuple[Finding, ...]
    is_open: bool
    entry: MarkSheet | None = None
    last_day: datetime.date | None = None
    days_left: int = 0

    @property
    def code(self) -> str:
        return self.plan.village_id

    @property
    def boxes(self) -> list[tuple[PlanStar, bool]]:
        """Each star, and whether its box is ticked."""
        if self.entry is None:
            return [(line, line.target) for line in self.cells]
        return [(line, line.star.code in self.entry.targets) for line in self.cells]

    @property
    def reason(self) -> str:
        """What stands in the field for the reason."""
        return self.mark.no_target_reason if self.entry is None else self.entry.no_target_reason

    @property
    def is_stale(self) -> bool:
        """Whether what was typed was typed over an older version."""
        return self.entry is not None and self.entry.version != self.plan.version

    @property
    def is_unsaved(self) -> bool:
        """Whether the row shows something that is not recorded."""
        return self.entry is not None and not self.says(self.entry)

    @property
    def step(self) -> int:
        """Levels above what is held; negative below."""
        return self.mark.level - self.mark.held_level

    @property
    def distance(self) -> int:
        return abs(self.step)

    @property
    def asks_for_reason(self) -> bool:
        """Whether the row offers to say why there is no target."""
        return not self.mark.targets or bool(self.reason)

    def says(self, sheet: MarkSheet) -> bool:
        """Whether a sheet says what the plan says already."""
        return sheet.is_said_by(self.mark)


@dataclass(frozen=True)
class Group:
    """The units of one area, or those of none."""

    area: Area | None
    rows: tuple[Row, ...]
    subtotal: Figures


@dataclass(frozen=True)
class Line:
    """One line of figures under the matrix: whose they are, the stars and the levels as they are stated."""

    source: str
    label: str
    figures: Counts
    against: Counts | None = None

    @property
    def is_stated(self) -> bool:
        return not self.figures.is_empty

    def stars(self, stars: Iterable[Star]) -> list[tuple[int | None, bool]]:
        """(count, whether it differs from what is entered) for each star; None where it is not stated."""
        return [self._cell(self.figures.stars, star.code, self.against and self.against.stars) for star in stars]

    def levels(self) -> list[tuple[int | None, bool]]:
        return [self._cell(self.figures.levels, level, self.against and self.against.levels) for level in LEVELS]

    @staticmethod
    def _cell(counts, key, against) -> tuple[int | None, bool]:
        if key not in counts:
            return None, False
        return counts[key], against is not None and counts[key] != against.get(key, 0)


@dataclass(frozen=True)
class Grid:
    """The matrix of one star set."""

    kind: Kind
    stars: tuple[Star, ...]
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]

    @property
    def has_areas(self) -> bool:
        return any(group.area for group in self.groups)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def entered(self) -> Figures:
        return self.lines[0].figures

    @property
    def without_target(self) -> int:
        """Units that say that they have no target this year."""
        return sum(row.mark.no_target and not row.mark.targets for row in self.rows)

    @property
    def unfilled(self) -> int:
        return sum(row.mark.is_empty for row in self.rows)

    @property
    def sums_agree(self) -> bool:
        return self.entered.level_sum == self.entered.star_sum

    def star_cells(self) -> list[tuple[Line, list[tuple[int | None, bool]]]]:
        return [(line, line.stars(self.stars)) for line in self.lines]

    def level_cells(self) -> list[tuple[Line, list[tuple[int | None, bool]]]]:
        return [(line, line.levels()) for line in self.lines]


@dataclass(frozen=True)
class Returned:
    """A reason for return, and the units it was given for.

    open_until -- their last day, where they were given one of their own: never before that of the township.
    """

    reason: str
    open_until: datetime.date | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Matrix:
    """A township's units in one campaign, by star set."""

    campaign: Campaign
    township: Township
    filing: Filing
    grids: tuple[Grid, ...]
    today: datetime.date

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for grid in self.grids for row in grid.rows)

    def row(self, code: str) -> Row | None:
        return next((row for row in self.rows if row.code == code), None)

    @cached_property
    def states(self) -> list[tuple[PlanState, int]]:
        """How many units stand in each state; states without units are left out."""
        numbers = Counter(row.plan.state for row in self.rows)
        return [(state, numbers[state]) for state in PlanState if numbers[state]]

    def codes_in(self, *states: PlanState) -> list[str]:
        return [row.code for row in self.rows if row.plan.state in states]

    @property
    def open_codes(self) -> list[str]:
        """Units that may be entered and submitted now."""
        return [row.code for row in self.rows if row.is_open]

    @property
    def waiting_codes(self) -> list[str]:
        """Units that wait for approval."""
        return self.codes_in(PlanState.SUBMITTED)

    @property
    def kinds(self) -> list[tuple[Kind, int]]:
        return [(grid.kind, len(grid.rows)) for grid in self.grids]

    @property
    def days_left(self) -> int:
        return (self.filing.due - self.today).days

    @property
    def unfilled(self) -> int:
        return sum(grid.unfilled for grid in self.grids)

    @cached_property
    def returns(self) -> list[Returned]:
        """What the county office wants mended, each reason once with the units that it was given for."""
        reasons: dict[tuple, list[Row]] = {}
        for row in self.rows:
            if row.plan.state == PlanState.RETURNED:
                reasons.setdefault((row.plan.return_reason, row.plan.open_until and row.last_day), []).append(row)
        return [Returned(reason, day, tuple(rows)) for (reason, day), rows in reasons.items()]

    @property
    def unsaved(self) -> int:
        """Rows that show something that is not recorded."""
        return sum(row.is_unsaved for row in self.rows)

    @property
    def notes(self) -> int:
        """Rows with something to look at again."""
        return sum(bool(row.notes) for row in self.rows)


def noted_of(campaign: Campaign) -> dict:
    """What a campaign asks ``check_unit`` to note, whichever of its units are listed.

    Where nobody in it holds anything, nothing was recorded of last year, and every level would look like a jump.
    """
    return {"capstone": campaign.capstone} | ({} if records_held(campaign) else {"jump": None})


def matrix(
    campaign: Campaign,
    township: Township,
    today: datetime.date,
    codes: Iterable[str] = (),
    entries: Iterable[MarkSheet] = (),
) -> Matrix:
    """A township's matrix as it stands.

    codes   -- only these units; the totals are then theirs.
    entries -- what somebody typed that could not be saved.
    """
    typed = {entry.code: entry for entry in entries}
    plans = Plan.objects.of_township(campaign, township).for_list()
    if codes:
        plans = plans.filter(village__in=codes)
    # A township without a rated unit has no part in the campaign, and the campaign's own deadline.
    filing = Filing.objects.filter(campaign=campaign, township=township).first() or Filing(township=township)
    filing.campaign = campaign
    stars = campaign.star_sets()
    sheets = {
        sheet.source: sheet
        for sheet in FigureSheet.objects.filter(campaign=campaign, township=township).prefetch_related("rows")
    }
    asked = noted_of(campaign)
    grids = []
    for kind, of_kind in groupby(plans, key=lambda plan: plan.kind):
        names = {star.code: star.name for star in stars[kind]}
        rows = []
        for plan in of_kind:
            mark = plan.mark
            last = last_day(campaign.phase, filing.due, plan.open_until)
            is_open = plan.state_choice.is_open and last is not None and today <= last
            notes = check_unit(mark, star_names=names, **asked)
            entry = typed.get(plan.village_id)
            days_left = (last - today).days if last else 0
            rows.append(Row(plan, mark, tuple(plan.stars.all()), notes, is_open, entry, last, days_left))
        grids.append(_grid(Kind(kind), tuple(stars[kind]), rows, sheets))
    return Matrix(campaign, township, filing, tuple(grids), today)


def _grid(kind: Kind, stars: tuple[Star, ...], rows: list[Row], sheets: dict[str, FigureSheet]) -> Grid:
    codes = [star.code for star in stars]
    groups = tuple(
        Group(area, members, count(kind, (row.mark.targets for row in members), codes))
        for area, members in (
            (area, tuple(of_area)) for area, of_area in groupby(rows, key=lambda row: row.plan.village.area)
        )
    )
    entered = count(kind, (row.mark.targets for row in rows), codes)
    lines = [Line(Source.ENTERED, Source.ENTERED.label, entered)]
    for source in (Source.DECLARED, Source.SHARE):
        if source in sheets and not (stated := sheets[source].figures(kind)).is_empty:
            lines.append(Line(source, source.label, stated, against=entered))
            if source == Source.SHARE:
                left = residual(stated, [entered])
                lines.append(Line("left", _("left of the share"), left))
    return Grid(kind, stars, groups, tuple(lines))

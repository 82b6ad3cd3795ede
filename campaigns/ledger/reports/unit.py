"""The ledger of one unit: its tasks star by star, what they lack, how far the stars are."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Count, Prefetch
from django.utils.functional import Promise

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import Field
from campaigns.planning.models.marks import Plan
from campaigns.sheets.choices import RequestState
from campaigns.year.models.campaign import Campaign, Star, Task
from fivestar.hooks import Hook
from villages.access import Seat
from villages.models import Township

from ..choices import TaskState
from ..models import Extension, UnitTask
from ..rules.shown import OF_SHEET, Shown, shown, to_take_over
from ..rules.tasks import NEEDED_OF_GAP, REPORTABLE, ROW, ROW_FIELDS, Tally, Whole, fingerprint
from .standings import Standings, StarTable, star_table
from .tallies import StarCell, star_cells, tallies

# Rooms that know more of a row give it for its page, as context: evidence, assignments.
beside = Hook("the page of a row of the ledger is made")


@dataclass(frozen=True)
class Cell:
    """One input of a row: its name in the form, its field, what stands in it or was typed there.

    inherited -- what the cell shows while nothing stands in it; None where no plan sheet speaks of it.
    """

    name: str
    field: Field
    value: str
    is_missing: bool
    inherited: Shown | None = None


@dataclass(frozen=True)
class Conflict:
    """A cell that somebody else filled otherwise meanwhile: its name, theirs, and what was typed here."""

    name: str | Promise
    theirs: str
    typed: str


@dataclass(frozen=True)
class LedgerRow:
    """One task of a unit as its ledger shows it.

    late      -- days overdue. mark -- fingerprint of what stands in its cells (rules.task).
    conflicts -- cells that say something else by now than what was typed over an older version.
    odd       -- what is odd about its days.
    may_check -- whether the reader checks such tasks. is_own -- whether the reader reported it.
    """

    row: UnitTask
    cells: tuple[Cell, ...]
    late: int
    mark: str
    conflicts: tuple[Conflict, ...] = ()
    may_check: bool = False
    odd: tuple[str, ...] = ()
    is_own: bool = False

    @property
    def may_strike(self) -> bool:
        """Whether the reader may strike it off now: it is reported, and by somebody else."""
        return self.may_check and self.state == TaskState.REPORTED and not self.is_own

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def task(self) -> Task:
        return self.row.task

    @property
    def state(self) -> TaskState:
        return self.row.state_choice

    @property
    def title(self) -> str:
        whole = self.task.parent
        return f"{whole.title} › {self.task.title}" if whole else self.task.title

    @property
    def is_sorted(self) -> bool:
        return self.state != TaskState.UNSORTED

    @property
    def lacks(self) -> list[str | Promise]:
        """What a gap needs before it can be worked off: a measure, a person, a day."""
        if not (self.is_sorted and self.state.is_open):
            return []
        return [ROW_FIELDS[name].label for name in NEEDED_OF_GAP if not self.row.shows(name)]

    @property
    def takes(self) -> bool:
        """Whether a gap shows words of the plan sheet that can be taken over."""
        return self.is_sorted and self.state.is_open and bool(to_take_over(self.row.shown))

    @property
    def inherits(self) -> bool:
        """Whether some cell shows a word that is not the row's own."""
        return any(cell.value and not cell.is_own for cell in self.row.shown.values())

    @property
    def files(self) -> list[str]:
        """Names of the files that are evidence of it."""
        return [use.file.name for use in self.row.evidence.all()]

    @property
    def requests(self) -> list[Extension]:
        """Requests for more time, the newest first."""
        return list(self.row.extensions.all())

    @property
    def asked(self) -> Extension | None:
        return next((each for each in self.requests if each.state == RequestState.OPEN), None)

    @property
    def answered(self) -> Extension | None:
        """The last answer, while it still says something: the task is not done, and nothing was asked since."""
        newest = self.requests[0] if self.requests else None
        return newest if newest and newest.state != RequestState.OPEN and self.state.is_open else None


@dataclass(frozen=True)
class Group:
    """Rows that stand together: the parts of a whole under it, or one task without parts."""

    whole: Task | None
    state: Whole | None
    rows: tuple[LedgerRow, ...]


@dataclass(frozen=True)
class StarLedger:
    """The tasks of one target star. Sorted gaps are to be filled in; what is reached stands below, short."""

    star: Star
    cell: StarCell
    rows: tuple[LedgerRow, ...]

    @property
    def is_kept(self) -> bool:
        return self.cell.held

    @property
    def tally(self) -> Tally:
        return self.cell.tally or Tally()

    @property
    def unsorted(self) -> list[LedgerRow]:
        return [row for row in self.rows if not row.is_sorted]

    @property
    def gaps(self) -> list[Group]:
        return self._grouped(row for row in self.rows if row.is_sorted and row.state.is_open)

    @property
    def reached(self) -> list[LedgerRow]:
        return [row for row in self.rows if not row.state.is_open]

    @property
    def takes(self) -> list[LedgerRow]:
        """Gaps that show words of the plan sheet."""
        return [row for row in self.rows if row.takes]

    @property
    def waits_for_reader(self) -> list[LedgerRow]:
        """What the reader has to check here."""
        return [row for row in self.rows if row.may_strike]

    def _grouped(self, rows: Iterable[LedgerRow]) -> list[Group]:
        found: dict[int, list[LedgerRow]] = {}
        for row in rows:
            found.setdefault(row.task.parent_id or -row.task.pk, []).append(row)
        return [self._group(of_whole) for of_whole in found.values()]

    def _group(self, rows: list[LedgerRow]) -> Group:
        whole = rows[0].task.parent
        if whole is None:
            return Group(None, None, tuple(rows))
        parts = ((row.task.is_required, row.state) for row in self.rows if row.task.parent_id == whole.pk)
        return Group(whole, Whole.of(parts), tuple(rows))


@dataclass(frozen=True)
class UnitLedger:
    """All of a unit's ledger."""

    stars: tuple[StarLedger, ...]
    total: Tally = field(default_factory=Tally)

    @property
    def rows(self) -> list[LedgerRow]:
        return [row for star in self.stars for row in star.rows]

    @property
    def lacking(self) -> list[LedgerRow]:
        return [row for row in self.rows if row.lacks]

    @property
    def takes(self) -> list[LedgerRow]:
        """Gaps that show words of the plan sheet."""
        return [row for row in self.rows if row.takes]

    @property
    def inherits(self) -> bool:
        """Whether some cell shows a word that is not the ledger's own, so that its sign is explained."""
        return any(row.inherits for row in self.rows)

    @property
    def writes(self) -> bool:
        """Whether a township has something here to report or to take back."""
        return any(row.is_sorted and row.state != TaskState.CHECKED for row in self.rows)

    @property
    def reports(self) -> bool:
        """Whether something here can be reported done."""
        return any(row.is_sorted and row.state in REPORTABLE for row in self.rows)

    @property
    def takes_back(self) -> bool:
        """Whether a report here can be taken back."""
        return any(row.state == TaskState.REPORTED for row in self.rows)

    @property
    def strikes(self) -> bool:
        """Whether the reader can strike something off here."""
        return any(row.may_strike for row in self.rows)

    @property
    def checks(self) -> bool:
        """Whether the reader has something here to check or to send back."""
        return any(row.may_check and not row.state.is_open for row in self.rows)

    @property
    def has_parts(self) -> bool:
        return any(row.task.parent_id for row in self.rows)


def unit_ledger(
    campaign: Campaign, plan: Plan, seat: Seat, today: datetime.date, *,
    typed: Mapping[str, str] | None = None, versions: Mapping[int, int] | None = None,
) -> UnitLedger:  # fmt: skip
    """The ledger of a unit as a seat sees it: the same number of queries however many tasks and stars there are.

    typed, versions -- what was typed and could not be saved, by input, and over which version of its row.
    """
    cells = star_cells(campaign, plan.village_id, today)
    rows = UnitTask.objects.at(campaign, plan.village_id)
    shown = shown_rows(rows, seat, today, campaign.span, typed or {}, versions or {})
    of_star: dict[int, list[LedgerRow]] = {}
    for row in shown:
        of_star.setdefault(row.task.star_id, []).append(row)
    stars = tuple(StarLedger(rows[0].task.star, cells[plan.pk, star], tuple(rows)) for star, rows in of_star.items())
    return UnitLedger(stars, sum((each.tally for each in stars), Tally()))


def shown_rows(
    rows, seat: Seat, today: datetime.date, span: Span, typed: Mapping[str, str], versions: Mapping[int, int]
) -> list[LedgerRow]:
    """Rows with their cells, requests for more time, evidence, and whether the seat may check them: five queries."""
    extensions = Prefetch("extensions", Extension.objects.select_related("asked_by"))
    found = list(rows.for_list().select_related("reported_by").prefetch_related(extensions, "evidence__file"))
    checked = set(rows.checked_by(seat).values_list("pk", flat=True))
    own = {row.pk for row in found if row.reported_by_id == seat.officer.pk}
    return [
        replace(_shown(row, today, span, typed, versions, row.pk in checked), is_own=row.pk in own) for row in found
    ]


def _shown(
    row: UnitTask,
    today: datetime.date,
    span: Span,
    typed: Mapping[str, str],
    versions: Mapping[int, int],
    may_check: bool,
) -> LedgerRow:
    stands = {spec.name: spec.show(getattr(row, spec.name)) for spec in ROW}
    needs = row.state_choice.is_open and row.state != TaskState.UNSORTED
    cells = tuple(_cell(row, spec, typed.get(f"c-{row.pk}-{spec.name}", stands[spec.name]), needs) for spec in ROW)
    conflicts = ()
    if versions.get(row.pk, row.version) != row.version:
        conflicts = tuple(
            Conflict(cell.field.label, stands[cell.field.name] or "—", cell.value or "—")
            for cell in cells
            if cell.value.strip() != stands[cell.field.name]
        )
    odd = tuple(filter(None, (spec.remark(getattr(row, spec.name), span) for spec in ROW)))
    return LedgerRow(row, cells, row.days_late(today), fingerprint(stands.values()), conflicts, may_check, odd)


def _cell(row: UnitTask, spec: Field, value: str, needs: bool) -> Cell:
    unwritten = shown("", *row.else_shown(spec.name)) if spec.name in OF_SHEET else None
    missing = needs and spec.name in NEEDED_OF_GAP and not value and not (unwritten and unwritten.value)
    return Cell(f"c-{row.pk}-{spec.name}", spec, value, missing, None if value else unwritten)


def recalled(campaign: Campaign, township: Township) -> dict[str, list[str]]:
    """What ledgers of this township show, the most used first; departments also as they lead
    stars."""
    found = {}
    of_township = UnitTask.objects.filter(
        plan__campaign__county=campaign.county_id, plan__village__township=township, in_force=True
    )
    for spec in ROW:
        if spec.recalled:
            name = spec.name
            word = f"shown_{name}" if name in OF_SHEET else name
            rows = of_township.with_shown(name) if name in OF_SHEET else of_township
            typed = rows.exclude(**{word: ""}).order_by().values_list(word).annotate(n=Count("pk"))
            found[name] = [value for value, _n in typed.order_by("-n", word)[:30]]
    leading = (star.department for star in campaign.stars.all() if star.department)
    found["department"] = list(dict.fromkeys([*found["department"], *leading]))
    return found


# A township's start -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StarToSort:
    """One star in the ledgers of a township, and how it stands in its units."""

    code: str
    name: str
    tally: Tally
    standings: Standings


@dataclass(frozen=True)
class TownshipTasks:
    """How far a township's ledgers are, which stars have tasks that nobody has sorted, and how its stars stand."""

    stars: tuple[StarToSort, ...]
    total: Tally
    standings: StarTable

    @property
    def to_sort(self) -> list[StarToSort]:
        return [star for star in self.stars if star.tally.unsorted]


def township_tasks(campaign: Campaign, code: str, today: datetime.date) -> TownshipTasks:
    """The ledgers of a township by star; a code that both star sets have is one star here."""
    rows = UnitTask.objects.at(campaign, code)
    by_star = tallies(rows, campaign, campaign.checklist(), today, ("task__star__code",))
    table = star_table(campaign, code, today) if by_star else StarTable()
    stars = tuple(
        StarToSort(each.star, each.name, by_star[each.star,], each) for each in table.stars if (each.star,) in by_star
    )
    return TownshipTasks(stars, sum(by_star.values(), Tally()), table)


@dataclass(frozen=True)
class SortLine:
    """One unit in the table that sorts a star: a row of the ledger for each task, None where it has none."""

    plan: Plan
    is_kept: bool
    rows: tuple[UnitTask | None, ...]

    @property
    def unsorted(self) -> list[UnitTask]:
        return [row for row in self.rows if row and row.state == TaskState.UNSORTED]


@dataclass(frozen=True)
class SortTable:
    """A star of one star set: units × tasks."""

    star: Star
    tasks: tuple[Task, ...]
    lines: tuple[SortLine, ...]

    @property
    def unsorted(self) -> list[UnitTask]:
        return [row for line in self.lines for row in line.unsorted]


def sort_tables(campaign: Campaign, code: str, star_code: str) -> list[SortTable]:
    """All units of a place that target a star, with its tasks: two queries however many units there are."""
    rows = UnitTask.objects.at(campaign, code).filter(task__star__code=star_code).for_list()
    held = set(
        campaign.plans.filter(stars__held=True, stars__star__code=star_code, village__code__startswith=code)
        .values_list("pk", flat=True)
    )  # fmt: skip
    by_star: dict[int, list[UnitTask]] = {}
    for row in rows:
        by_star.setdefault(row.task.star_id, []).append(row)
    return [_sort_table(of_star, held) for of_star in by_star.values()]


def _sort_table(rows: Sequence[UnitTask], held: set[int]) -> SortTable:
    tasks = sorted({row.task_id: row.task for row in rows}.values(), key=lambda task: task.number)
    by_plan: dict[int, dict[int, UnitTask]] = {}
    for row in rows:
        by_plan.setdefault(row.plan_id, {})[row.task_id] = row
    lines = tuple(
        SortLine(
            next(iter(of_plan.values())).plan, plan in held, tuple(of_plan.get(task.pk) for task in tasks)
        )
        for plan, of_plan in by_plan.items()
    )  # fmt: skip
    return SortTable(rows[0].task.star, tuple(tasks), lines)

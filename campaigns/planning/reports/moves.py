"""Levels and stars at any two sides: last year, a frozen version, what is entered, what is approved."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.year.choices import HELD_NAMES, LEVEL_NAMES, Kind
from campaigns.year.models.campaign import Campaign

from ..choices import PlanState, Source, Step
from ..models.figures import PlanVersion
from ..models.marks import Plan
from ..rules.facts import Facts
from ..rules.figures import Percentage
from ..rules.moves import OTHER, SIDES, Move, MoveFilter, OneSide, by_levels, moves, side, step_between
from .facts import campaign_facts
from .versions import kept_facts

LAST, ENTERED, APPROVED = "last", Source.ENTERED.value, Source.APPROVED.value
SIDE_NAMES = {LAST: _("last year"), ENTERED: Source.ENTERED.label, APPROVED: Source.APPROVED.label}
UNSAID_NAMES = {APPROVED: _("not approved")}


@dataclass(frozen=True)
class Cell:
    """One figure and the query of the list of exactly the units that it counts; empty where it counts none."""

    n: int
    query: str = ""
    step: Step | None = None


@dataclass(frozen=True)
class Side:
    """One side of a comparison.

    key   -- LAST, ENTERED, APPROVED, or the number of a version.
    units -- by code; None where a version keeps sums alone, as those did that were frozen before versions kept marks.
    """

    key: str
    name: str | Promise
    units: dict[str, OneSide] | None

    def level_name(self, level: int | None) -> str | Promise:
        if level is None:
            return UNSAID_NAMES.get(self.key, _("not marked"))
        return (HELD_NAMES if self.key == LAST else LEVEL_NAMES)[level]


@dataclass(frozen=True)
class StarLine:
    """One star: how many units have it on each side, win it, lose it."""

    name: str
    cells: tuple[Cell, Cell, Cell, Cell]

    @property
    def difference(self) -> int:
        return self.cells[1].n - self.cells[0].n


@dataclass(frozen=True)
class PlaceLine:
    """One township, or all: units by step; ``other`` are those of which one side says nothing."""

    code: str
    name: str
    units: Cell
    steps: tuple[Cell, ...]
    other: Cell


@dataclass(frozen=True)
class Row:
    """One unit of a list; levels and stars by name."""

    code: str
    name: str
    township: str
    before: str | Promise
    after: str | Promise
    step: Step | None
    won: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Moves:
    """Two sides of a campaign, unit by unit."""

    old: Side
    new: Side
    found: tuple[Move, ...]
    facts: Facts
    kind: str = ""

    @property
    def is_since_last_year(self) -> bool:
        """Whether it is a promotion (晋星) rather than a plan that was changed."""
        return self.old.key == LAST

    def _cell(self, found: Iterable[Move], **asked: str) -> Cell:
        n = sum(map(MoveFilter(**asked).keeps, found))
        return Cell(n, self.query(**asked) if n else "")

    def query(self, **asked: str) -> str:
        """The query string of this comparison, narrowed to some units."""
        whole = {"old": self.old.key, "new": self.new.key, "kind": self.kind} | asked
        return urlencode({name: value for name, value in whole.items() if value})

    @property
    def compared(self) -> Counter:
        """Units by step, of those of which both sides speak."""
        return Counter(move.step for move in self.found if move.step)

    @property
    def base(self) -> int:
        """How many units have a level on both sides."""
        return self.compared.total()

    @property
    def rising(self) -> Percentage:
        return Percentage(self.compared[Step.UP], self.base, _("units with a level on both sides"))

    def table(self) -> tuple[list, list, list]:
        """(heads, [(name, cells, sum)], sums) of the table from level to level; the highest first.

        A side of which each unit says something has no row, or no column, for those that say nothing.
        """
        counted = by_levels(self.found)
        rows = [level for level in SIDES if level is not None or any(was is None for was, _now in counted)]
        columns = [level for level in SIDES if level is not None or any(now is None for _was, now in counted)]
        lines = []
        for was in rows:
            cells = [self._move(counted, was, now) for now in columns]
            lines.append((self.old.level_name(was), cells, self._sum(cells, before=side(was))))
        sums = [self._sum((Cell(counted[was, now]) for was in rows), after=side(now)) for now in columns]
        return [self.new.level_name(level) for level in columns], lines, sums

    def _move(self, counted: Counter, was: int | None, now: int | None) -> Cell:
        n = counted[was, now]
        query = self.query(before=side(was), after=side(now)) if n else ""
        return Cell(n, query, None if was is None or now is None else step_between(was, now))

    def _sum(self, cells: Iterable[Cell], **asked: str) -> Cell:
        n = sum(cell.n for cell in cells)
        return Cell(n, self.query(**asked) if n else "")

    def stars(self) -> list[tuple[Kind, list[StarLine]]]:
        """Each star of each star set that has units."""
        found = []
        for kind in self.facts.kinds:
            own = [move for move in self.found if move.after.kind == kind]
            lines = [
                StarLine(name, tuple(self._cell(own, kind=kind, star=code, turn=turn) for turn in
                                     ("old", "new", "won", "lost")))
                for code, name in self.facts.star_names[kind].items()
            ]  # fmt: skip
            if own:
                found.append((Kind(kind), lines))
        return found

    def places(self) -> tuple[list[PlaceLine], PlaceLine]:
        """(a line for each township that has units, all of them)."""
        lines = []
        for place in self.facts.townships:
            own = [move for move in self.found if move.after.township == place.code]
            if own:
                lines.append(self._place(own, place.code, place.name))
        return lines, self._place(self.found, "", "")

    def _place(self, own: Iterable[Move], code: str, name: str) -> PlaceLine:
        own = list(own)
        steps = Counter(move.step or OTHER for move in own)

        def cell(asked: str, step: Step | None = None) -> Cell:
            return Cell(steps[asked], self.query(township=code, step=asked) if steps[asked] else "", step)

        units = Cell(len(own), self.query(township=code) if code else "")
        return PlaceLine(code, name, units, tuple(cell(each.value, each) for each in Step), cell(OTHER))

    def listed(self, by: MoveFilter) -> list[Move]:
        """The units that a figure counts, as people know them: by township, in the order of its list."""
        order = {place.code: number for number, place in enumerate(self.facts.townships)}
        kept = [move for move in self.found if by.keeps(move)]
        return sorted(kept, key=lambda move: order.get(move.after.township, len(order)))

    def row(self, move: Move) -> Row:
        unit, names = move.after, self.facts.star_names[move.after.kind]
        return Row(
            unit.code, unit.name, self._township(unit.township),
            self.old.level_name(move.before.level), self.new.level_name(unit.level), move.step,
            *(tuple(name for code, name in names.items() if code in stars) for stars in (move.won, move.lost)),
        )  # fmt: skip

    def _township(self, code: str) -> str:
        return next((place.name for place in self.facts.townships if place.code == code), code)

    def says(self, by: MoveFilter) -> list[str | Promise]:
        """What a list was narrowed to, in words."""
        names = {code: name for kind in Kind.values for code, name in self.facts.star_names[kind].items()}
        levels = {side(level): level for level in SIDES}
        asked = {name: value for name, value in asdict(by).items() if value and name != "kind"}
        told = []
        if "township" in asked:
            told.append(self._township(by.township))
        if "before" in asked:
            told.append(f"{self.old.name} {self.old.level_name(levels[by.before])}")
        if "after" in asked:
            told.append(f"{self.new.name} {self.new.level_name(levels[by.after])}")
        if "step" in asked:
            told.append(_("no level on one side") if by.step == OTHER else Step(by.step).word(self.is_since_last_year))
        if "star" in asked:
            turns = {"old": self.old.name, "new": self.new.name, "won": _("added"), "lost": _("dropped")}
            told.append(f"{names.get(by.star, by.star)} {turns[by.turn]}")
        return told


def compare_units(campaign: Campaign, old: str, new: str, versions: dict[str, PlanVersion], kind: str = "") -> Moves:
    """A campaign's units at two sides.

    old, new -- keys as Side has them; of versions, one of the campaign's.
    kind     -- one star set; empty for both.
    """
    facts = campaign_facts(campaign)
    sides = [_side(campaign, facts, key, versions) for key in (old, new)]
    known = [each.units or {} for each in sides]
    found = [move for move in moves(*known) if kind in ("", move.after.kind)]
    return Moves(*sides, tuple(found), facts, kind)


def _side(campaign: Campaign, facts: Facts, key: str, versions: dict[str, PlanVersion]) -> Side:
    if key == LAST:
        return Side(key, SIDE_NAMES[key], _units_of(facts, lambda mark: mark.held))
    if key == ENTERED:
        return Side(key, SIDE_NAMES[key], _units_of(facts, _entered))
    if key == APPROVED:
        approved = set(
            Plan.objects.filter(campaign=campaign, state=PlanState.APPROVED).values_list("village", flat=True)
        )
        return Side(
            key, SIDE_NAMES[key], _units_of(facts, lambda mark: mark.targets if mark.code in approved else None)
        )
    version = versions[key]
    kept = kept_facts(version)
    has_marks = kept is not None and any(place.marks for place in kept.townships)
    return Side(key, version.name, _units_of(kept, _entered) if has_marks else None)


def _entered(mark) -> frozenset[str] | None:
    return None if mark.is_empty else mark.targets


def _units_of(facts: Facts, stars) -> dict[str, OneSide]:
    """stars -- gives a mark's stars on this side, or None."""
    return {
        mark.code: OneSide(mark.code, mark.name, mark.kind, place.code, stars(mark))
        for place in facts.townships
        for mark in place.marks
    }

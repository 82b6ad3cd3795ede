"""Planned levels against those held: who rises, who keeps, who falls (晋星、保星、降星)."""

from collections import Counter
from dataclasses import dataclass

from ..choices import HELD_NAMES, LEVEL_NAMES, LEVELS, PlanState, Step
from ..models import Campaign, Plan
from ..rules.figures import Percentage


@dataclass(frozen=True)
class Line:
    """A township's units, or all of them."""

    code: str
    name: str
    steps: Counter
    unmarked: int

    @property
    def marked(self) -> int:
        return self.steps.total()

    @property
    def units(self) -> int:
        return self.marked + self.unmarked

    def cells(self) -> list[tuple[Step, int]]:
        return [(step, self.steps[step]) for step in Step]

    @property
    def rising(self) -> Percentage:
        """Units that rise, of those marked."""
        return Percentage(self.steps[Step.UP], self.marked)


@dataclass(frozen=True)
class Promotions:
    """Levels as a table: from what is held (rows) to what is planned (columns)."""

    lines: tuple[Line, ...]
    total: Line
    moves: Counter

    @property
    def columns(self) -> list[tuple[int, object]]:
        return [(level, LEVEL_NAMES[level]) for level in (*LEVELS, 0)]

    def table(self) -> list[tuple[int, object, list[tuple[int, int, Step]], int]]:
        """(held level, its name, [(planned level, units, step)], units) for each held level, the highest first."""
        rows = []
        for held in (*LEVELS, 0):
            cells = [(level, self.moves[held, level], step(held, level)) for level in (*LEVELS, 0)]
            rows.append((held, HELD_NAMES[held], cells, sum(number for _level, number, _step in cells)))
        return rows

    def sums(self) -> list[int]:
        return [sum(self.moves[held, level] for held in (*LEVELS, 0)) for level in (*LEVELS, 0)]


def step(held: int, level: int) -> Step:
    """Where a planned level lies against the one held."""
    if level == held:
        return Step.SAME
    return Step.UP if level > held else Step.DOWN


def promotions(campaign: Campaign, kind: str = "", *, approved: bool = False) -> Promotions:
    """The campaign's units by township and by step, from one query.

    kind     -- one star set; empty for both.
    approved -- approved plans only.
    """
    plans = Plan.objects.filter(campaign=campaign).with_level()
    if kind:
        plans = plans.filter(kind=kind)
    if approved:
        plans = plans.filter(state=PlanState.APPROVED)
    steps: dict[tuple[str, str], Counter] = {}
    unmarked: Counter = Counter()
    moves: Counter = Counter()
    told = plans.order_by("village__township").values_list(
        "village__township", "village__township__name", "level", "held_level", "no_target"
    )
    for code, name, level, held, no_target in told:
        of = steps.setdefault((code, name), Counter())
        if not level and not no_target:
            unmarked[code] += 1
            continue
        of[step(held, level)] += 1
        moves[held, level] += 1
    lines = tuple(Line(code, name, counter, unmarked[code]) for (code, name), counter in steps.items())
    total = Line("", "", sum((line.steps for line in lines), Counter()), unmarked.total())
    return Promotions(lines, total, moves)

"""Columns of counts: so many units for each level, so many for each star; and percentages with their base."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from campaigns.year.choices import LEVELS

from ..choices import Measure, Total


@dataclass(frozen=True, eq=False)
class Counts:
    """One column of counts of one star set. They may be negative, where one column is less than another.

    kind       -- the star set: "village" or "community".
    levels     -- level → units that target it. Level 0 is the units without a target, where somebody states them.
    stars      -- star code → units that target the star.
    totals     -- what is stated without saying how it is made up, by Total: units with a target, target stars.
    is_counted -- whether the program counted it: then what a measure does not name is zero.

    Absent is not zero: a key that is not there is *not stated*, and is compared with nothing, unless the rest leaves no
    room for it. A measure of which some keys are stated is stated in part; its sum is then the least that it can be.
    Two columns are equal when they state the same.
    """

    kind: str
    levels: Mapping[int, int] = field(default_factory=dict)
    stars: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    is_counted: bool = False

    def level(self, level: int) -> int:
        """Units at a level as far as they are stated, for sums."""
        return self.levels.get(level, 0)

    def star(self, code: str) -> int:
        """Units with a star as far as they are stated, for sums."""
        return self.stars.get(code, 0)

    def of(self, measure: str) -> Mapping:
        """The counts of one measure, empty where nothing of it is stated."""
        return {Measure.LEVEL: self.levels, Measure.STAR: self.stars, Measure.TOTAL: self.totals}[Measure(measure)]

    def get(self, measure: str, key: int | str) -> int | None:
        """One figure; None where it is not stated. Totals that follow from levels or stars count as stated."""
        if measure == Measure.TOTAL:
            return self.total if key == Total.STARS else self.targets
        stated = self.of(measure)
        return stated.get(key, 0 if key != 0 and measure in self._closed else None)

    def is_whole(self, measure: str) -> bool:
        """Whether every figure of a measure is known: all five levels, or all five stars of a set."""
        return measure in self._closed or self._lists_all(measure)

    def _lists_all(self, measure: str) -> bool:
        return len(set(self.of(measure)) - {0}) >= len(LEVELS)

    @cached_property
    def _closed(self) -> frozenset[str]:
        """Measures of which what they do not name is zero: the program counted them, or what they name are all the
        stars that are stated otherwise. So the published plans leave out 一星 and 支部过硬 where there is none."""
        if self.is_counted:
            return frozenset(measure.value for measure in Measure if self.of(measure))
        sums = {Measure.LEVEL: self.level_sum, Measure.STAR: self.star_sum}
        stated = self.totals.get(Total.STARS)
        totals = {
            measure: sums[other] if self._lists_all(other) else stated
            for measure, other in ((Measure.LEVEL, Measure.STAR), (Measure.STAR, Measure.LEVEL))
        }
        return frozenset(m.value for m, total in totals.items() if total is not None and sums[m] == total)

    def is_partial(self, measure: str) -> bool:
        """Whether some figures of a measure are stated and others not."""
        return bool(self.of(measure)) and not self.is_whole(measure)

    @property
    def level_sum(self) -> int | None:
        """Stars as the levels tell them, Σ k·nₖ; the least that they can be where some are not stated."""
        return sum(level * count for level, count in self.levels.items()) if self.levels else None

    @property
    def star_sum(self) -> int | None:
        """Stars as the stars tell them, Σ s; the least that they can be where some are not stated."""
        return sum(self.stars.values()) if self.stars else None

    @property
    def unit_sum(self) -> int | None:
        """Units with a target, Σ nₖ; the least that they can be where some levels are not stated."""
        return sum(count for level, count in self.levels.items() if level) if self.levels else None

    @property
    def total(self) -> int | None:
        """Target stars: as stated alone, else by star, else by level. None where no measure is stated as a whole."""
        if (stated := self.totals.get(Total.STARS)) is not None:
            return stated
        if self.is_whole(Measure.STAR):
            return self.star_sum
        return self.level_sum if self.is_whole(Measure.LEVEL) else None

    @property
    def targets(self) -> int | None:
        """Units with a target: as stated alone, else by level. None where neither is stated as a whole."""
        if (stated := self.totals.get(Total.UNITS)) is not None:
            return stated
        return self.unit_sum if self.is_whole(Measure.LEVEL) else None

    @property
    def at_least(self) -> int:
        """Target stars as far as they are stated: there are no fewer."""
        return max(self.totals.get(Total.STARS, 0), self.star_sum or 0, self.level_sum or 0)

    @property
    def is_empty(self) -> bool:
        """Nothing is stated."""
        return not self.levels and not self.stars and not self.totals

    def _stated(self) -> tuple:
        """What makes two columns equal: of a measure stated as a whole it is all the same which zeros are written."""
        told = [self.kind, frozenset(self.totals.items())]
        for measure in (Measure.LEVEL, Measure.STAR):
            whole = self.is_whole(measure)
            told += [whole, frozenset(pair for pair in self.of(measure).items() if pair[1] or not whole or not pair[0])]
        return tuple(told)

    def __eq__(self, other: object) -> bool:
        return self._stated() == other._stated() if isinstance(other, Counts) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._stated())


@dataclass(frozen=True, eq=False)
class Figures(Counts):
    """One column of counts as one source states it. Counts are whole and not negative.

    Raises ValueError for a level outside 0…5, a total that is none, or a count that is negative or not an int.
    """

    def __post_init__(self) -> None:
        if wrong := [level for level in self.levels if level not in (0, *LEVELS)]:
            raise ValueError(f"levels are 0 to 5, not {wrong}")
        if wrong := [name for name in self.totals if name not in Total.values]:
            raise ValueError(f"totals are of units or stars, not {wrong}")
        every = (*self.levels.values(), *self.stars.values(), *self.totals.values())
        if wrong := [n for n in every if type(n) is not int or n < 0]:
            raise ValueError(f"counts are whole and not negative, not {wrong}")

    def __add__(self, other: Self) -> Self:
        """Both columns together, as ``add_up`` has it."""
        return add_up(self.kind, (self, other))


def lower_bounds(columns: Iterable[Counts]) -> tuple[str, ...]:
    """The measures of which Σ over some columns is only the least that it can be, since one states some of it alone."""
    columns = list(columns)
    return tuple(m.value for m in (Measure.LEVEL, Measure.STAR) if any(column.is_partial(m) for column in columns))


def stated_alone(column: Counts, stars: Iterable[str]) -> tuple[int | str, ...]:
    """The figures that a column states where it leaves out others: levels, stars, totals; none where it states all.

    stars -- the codes of the star set in the order in which people know them.
    """
    if (column.levels or column.stars) and not lower_bounds([column]):
        return ()
    orders = ((Measure.LEVEL, LEVELS), (Measure.STAR, stars), (Measure.TOTAL, Total.values))
    return tuple(key for measure, order in orders for key in order if key in column.of(measure))


def add_up(kind: str, parts: Iterable[Figures]) -> Figures:
    """The sum of some columns of one star set; nothing stated where there are none.

    A figure adds up over those who state it. One who does not has not stated zero but nothing: whoever shows
    the sum also says who is missing.
    """
    levels: dict[int, int] = {}
    stars: dict[str, int] = {}
    totals: dict[str, int] = {}
    counted = set()
    for part in parts:
        counted |= set() if part.is_empty else {part.is_counted}
        if part.kind != kind:
            raise ValueError(f"figures of {part.kind} and {kind} do not add up")
        for total, counts in ((levels, part.levels), (stars, part.stars), (totals, part.totals)):
            for key, number in counts.items():
                total[key] = total.get(key, 0) + number
    return Figures(kind, levels, stars, totals, is_counted=counted == {True})


def count(kind: str, targets: Iterable[frozenset[str]], stars: Iterable[str] = ()) -> Figures:
    """What units' target stars add up to.

    targets -- one set of star codes for each unit; an empty one counts nowhere.
    stars   -- the codes of the star set, so that a star that nobody targets is stated as zero.
    """
    by_level = dict.fromkeys(LEVELS, 0)
    by_star = dict.fromkeys(stars, 0)
    for codes in targets:
        if codes:
            by_level[len(codes)] += 1
        for code in codes:
            by_star[code] = by_star.get(code, 0) + 1
    return Figures(kind, by_level, by_star, is_counted=True)


def residual(total: Counts, parts: Iterable[Counts]) -> Counts:
    """What a total leaves for those who are not among the parts (待分配数): negative where they exceed it.

    Only a figure that the total states has a residual; a part that does not state it takes nothing from it.
    """
    parts = list(parts)

    def less(measure: str) -> dict:
        keys = dict.fromkeys(key for column in (total, *parts) for key in column.of(measure))
        return {
            key: number - sum(part.get(measure, key) or 0 for part in parts)
            for key in keys
            if (number := total.get(measure, key)) is not None
        }

    return Counts(total.kind, *(less(measure) for measure in (Measure.LEVEL, Measure.STAR, Measure.TOTAL)))


@dataclass(frozen=True)
class Difference:
    """One figure about which two columns disagree."""

    kind: str
    measure: str
    key: int | str
    wanted: int
    got: int

    @property
    def more(self) -> int:
        """How far the second column exceeds the first; negative where it falls short."""
        return self.got - self.wanted


def differences(wanted: Counts, got: Counts, stars: Iterable[str] = ()) -> tuple[Difference, ...]:
    """Where two columns disagree, figure by figure, of what both state: levels from five down, then stars.

    Units without a target are no figure of a plan and are left out.

    stars -- codes in the order in which people know them; others follow.
    """
    found = []
    for measure, order in ((Measure.LEVEL, LEVELS), (Measure.STAR, (*stars, *wanted.stars, *got.stars))):
        for key in dict.fromkeys(order):
            one, other = wanted.get(measure, key), got.get(measure, key)
            if None not in (one, other) and one != other:
                found.append(Difference(wanted.kind, measure, key, one, other))
    return tuple(found)


def totals_apart(wanted: Counts, got: Iterable[Counts]) -> tuple[Difference, ...]:
    """Where a column and some others together disagree about all units with a target, or all target stars.

    Either may say by level what the other says by star or as one number: Σ k·nₖ = Σ s holds across places too. Where
    all have a measure in common as a whole, its figures say more, and nothing is said here. A total counts over those
    who state one.
    """
    got = [column for column in got if not column.is_empty]
    share = {
        measure: bool(got) and all(column.is_whole(measure) for column in (wanted, *got))
        for measure in (Measure.LEVEL, Measure.STAR)
    }
    found = []
    for key in Total:
        if share[Measure.LEVEL] or (key == Total.STARS and share[Measure.STAR]):
            continue
        aim = wanted.get(Measure.TOTAL, key)
        numbers = [number for column in got if (number := column.get(Measure.TOTAL, key)) is not None]
        if aim is not None and numbers and sum(numbers) != aim:
            found.append(Difference(wanted.kind, Measure.TOTAL, key, aim, sum(numbers)))
    return tuple(found)


@dataclass(frozen=True)
class Percentage:
    """A part of a named base (口径). It writes itself with its fraction: 48% (52/108).

    base_name -- what the base counts, in the words of the page: a percentage never stands without it.
    """

    part: int
    base: int
    base_name: str | Promise = ""

    def __str__(self) -> str:
        words = {"percent": self.whole, "part": self.part, "base": self.base}
        return _("%(percent)s%% (%(part)s/%(base)s)") % words if self.base else "—"

    @property
    def on_paper(self) -> str:
        """The same in an official text, which is Chinese whatever the reader's screen speaks."""
        return f"{self.whole}%（{self.part}/{self.base}）" if self.base else "—"

    @property
    def lines(self) -> tuple[str, str]:
        """The same for a narrow column: per cent, and the fraction below it. Needs a base."""
        return f"{self.whole}%", f"{self.part}/{self.base}"

    def rounded(self, digits: int = 2) -> Decimal | None:
        """Per cent to so many digits, halves up as official papers round, to compare with what such a paper prints;
        None where the base is zero.

        In whole numbers throughout, so that no digit comes from a binary fraction.
        """
        if not self.base:
            return None
        scaled = (2 * self.part * 100 * 10**digits + self.base) // (2 * self.base)
        return Decimal(scaled).scaleb(-digits)

    @property
    def whole(self) -> int | None:
        """Per cent without digits, as the program says it beside its fraction: 100 is all of it and 0 is none of it, so
        that what rounds there says 99, 101 or 1."""
        rounded = self.rounded(0)
        if rounded is None or self.part in (0, self.base):
            return None if rounded is None else int(rounded)
        near = {0: 1, 100: 99 if self.part < self.base else 101}
        return near.get(int(rounded), int(rounded))


@dataclass(frozen=True)
class Misprint:
    """A printed percentage that its part and base do not give.

    value        -- what they give, to the digits printed; None where the base is zero.
    implied_base -- the base that would give what is printed; None where no whole number does.
    """

    part: int
    base: int
    printed: Decimal
    value: Decimal | None
    implied_base: int | None


def check_percentage(part: int, base: int, printed: str | Decimal) -> Misprint | None:
    """Whether a percentage is what it says, to the digits printed; None when it is.

    What is printed stands for every value that may be rounded to it: a half may go up or down.

    printed -- as it stands on paper, such as "73.39": its digits decide how exactly it is compared.

    Raises decimal.InvalidOperation for what is not a number.
    """
    printed = Decimal(printed)
    digits = max(0, -printed.as_tuple().exponent)
    if _may_print(part, base, printed, digits):
        return None
    return Misprint(part, base, printed, Percentage(part, base).rounded(digits), _implied_base(part, printed, digits))


def _may_print(part: int, base: int, printed: Decimal, digits: int) -> bool:
    """Whether part / base is at most half a unit of the last digit from what is printed; in whole numbers."""
    if not base:
        return False
    unit = 10**digits
    return abs(2 * (part * 100 * unit - int(printed * unit) * base)) <= base


def _implied_base(part: int, printed: Decimal, digits: int) -> int | None:
    """The whole base nearest to part / printed that rounds to what is printed.

    The bases that do form an interval around part / printed: if it holds a whole number, it holds the one
    just below or just above.
    """
    if printed <= 0 or part <= 0:
        return None
    ideal = 100 * part / printed
    near = sorted((int(ideal), int(ideal) + 1), key=lambda base: abs(base - ideal))
    return next((base for base in near if _may_print(part, base, printed, digits)), None)

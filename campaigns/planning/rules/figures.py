"""Columns of counts: so many units for each level, so many for each star; and percentages with their base."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from campaigns.year.choices import LEVELS

from ..choices import Measure


@dataclass(frozen=True, eq=False)
class Counts:
    """One column of counts of one star set. They may be negative, where one column is less than another.

    kind   -- the star set: "village" or "community".
    levels -- level → units that target it. Level 0 is the units without a target, where somebody states them.
    stars  -- star code → units that target the star.

    Absent is not zero. A measure (levels, stars) without any key is *not stated*, and checks that need it
    do not apply. Within a stated measure a missing key is zero: the published plans leave out 一星 and
    支部过硬 where there is none. Two columns are equal when they state the same.
    """

    kind: str
    levels: Mapping[int, int] = field(default_factory=dict)
    stars: Mapping[str, int] = field(default_factory=dict)

    def level(self, level: int) -> int:
        return self.levels.get(level, 0)

    def star(self, code: str) -> int:
        return self.stars.get(code, 0)

    def of(self, measure: str) -> Mapping:
        """The counts of one measure, empty where it is not stated."""
        return self.levels if measure == Measure.LEVEL else self.stars

    @property
    def level_sum(self) -> int | None:
        """Stars as the levels tell them: Σ k·nₖ. None where levels are not stated."""
        return sum(level * count for level, count in self.levels.items()) if self.levels else None

    @property
    def star_sum(self) -> int | None:
        """Stars as the stars tell them: Σ s. None where stars are not stated."""
        return sum(self.stars.values()) if self.stars else None

    @property
    def unit_sum(self) -> int | None:
        """Units with a target: Σ nₖ. None where levels are not stated."""
        return sum(count for level, count in self.levels.items() if level) if self.levels else None

    def stars_by(self, measure: str) -> int:
        """Target stars as one measure tells them; 0 where it is not stated."""
        return (self.level_sum if measure == Measure.LEVEL else self.star_sum) or 0

    @property
    def total(self) -> int | None:
        """Target stars: by star where stated, else by level. None where neither is."""
        return self.level_sum if self.star_sum is None else self.star_sum

    @property
    def is_empty(self) -> bool:
        """Nothing is stated."""
        return not self.levels and not self.stars

    def _stated(self) -> tuple:
        return (
            self.kind,
            bool(self.levels) and frozenset(pair for pair in self.levels.items() if pair[1]),
            bool(self.stars) and frozenset(pair for pair in self.stars.items() if pair[1]),
        )

    def __eq__(self, other: object) -> bool:
        return self._stated() == other._stated() if isinstance(other, Counts) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._stated())


@dataclass(frozen=True, eq=False)
class Figures(Counts):
    """One column of counts as one source states it. Counts are whole and not negative.

    Raises ValueError for a level outside 0…5 or a count that is negative or not an int.
    """

    def __post_init__(self) -> None:
        if wrong := [level for level in self.levels if level not in (0, *LEVELS)]:
            raise ValueError(f"levels are 0 to 5, not {wrong}")
        if wrong := [n for n in (*self.levels.values(), *self.stars.values()) if type(n) is not int or n < 0]:
            raise ValueError(f"counts are whole and not negative, not {wrong}")

    def __add__(self, other: Self) -> Self:
        """Both columns together, as ``add_up`` has it."""
        return add_up(self.kind, (self, other))


def add_up(kind: str, parts: Iterable[Figures]) -> Figures:
    """The sum of some columns of one star set; nothing stated where there are none.

    A measure adds up over those who state it. One who does not has not stated zero but nothing: whoever shows
    the sum also says who is missing.
    """
    levels: dict[int, int] = {}
    stars: dict[str, int] = {}
    for part in parts:
        if part.kind != kind:
            raise ValueError(f"figures of {part.kind} and {kind} do not add up")
        for total, counts in ((levels, part.levels), (stars, part.stars)):
            for key, number in counts.items():
                total[key] = total.get(key, 0) + number
    return Figures(kind, levels, stars)


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
    return Figures(kind, by_level, by_star)


def residual(total: Counts, parts: Iterable[Counts]) -> Counts:
    """What a total leaves for those who are not among the parts (待分配数): negative where they exceed it.

    Only what the total states has a residual; a part that does not state a measure takes nothing from it.
    """
    levels, stars = dict(total.levels), dict(total.stars)
    for part in parts:
        for left, taken in ((levels, part.levels), (stars, part.stars)):
            if left:
                for key, number in taken.items():
                    left[key] = left.get(key, 0) - number
    if 0 not in total.levels:
        levels.pop(0, None)
    return Counts(total.kind, levels, stars)


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
    """Where two columns disagree, of what both state: levels from five down, then stars.

    Units without a target are no figure of a plan and are left out.

    stars -- codes in the order in which people know them; others follow.
    """
    found = []
    for measure, order in ((Measure.LEVEL, LEVELS), (Measure.STAR, (*stars, *wanted.stars, *got.stars))):
        one, other = wanted.of(measure), got.of(measure)
        if one and other:
            found += [
                Difference(wanted.kind, measure, key, one.get(key, 0), other.get(key, 0))
                for key in dict.fromkeys(order)
                if one.get(key, 0) != other.get(key, 0)
            ]
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

    printed -- as it stands on paper, such as "73.39": its digits decide how exactly it is compared.

    Raises decimal.InvalidOperation for what is not a number.
    """
    printed = Decimal(printed)
    digits = max(0, -printed.as_tuple().exponent)
    value = Percentage(part, base).rounded(digits)
    if value == printed:
        return None
    return Misprint(part, base, printed, value, _implied_base(part, printed, digits))


def _implied_base(part: int, printed: Decimal, digits: int) -> int | None:
    """The whole base nearest to part / printed that rounds to what is printed.

    The bases that do form an interval around part / printed: if it holds a whole number, it holds the one
    just below or just above.
    """
    if printed <= 0 or part <= 0:
        return None
    ideal = 100 * part / printed
    near = sorted((int(ideal), int(ideal) + 1), key=lambda base: abs(base - ideal))
    return next((base for base in near if Percentage(part, base).rounded(digits) == printed), None)

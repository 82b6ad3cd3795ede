"""Units at two sides of a comparison: which level they come from, which they go to, which stars they win and lose."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from campaigns.entry.rules.filters import ListFilter
from campaigns.year.choices import LEVELS

from ..choices import Step

UNSAID = "unsaid"  # beside the levels: nothing is said of the unit on that side, which is not the same as no target
OTHER = "other"  # beside the steps: one side says nothing of the unit, or it has no level on either
SIDES = (*LEVELS, 0, None)  # None: nothing is said


@dataclass(frozen=True)
class OneSide:
    """What a unit holds, plans or is approved for, at one side of a comparison.

    township -- its code.
    stars    -- codes of stars; None where nothing is said of the unit.
    """

    code: str
    name: str
    kind: str
    township: str
    stars: frozenset[str] | None

    @property
    def level(self) -> int | None:
        return None if self.stars is None else len(self.stars)


@dataclass(frozen=True)
class Move:
    """One unit at both sides."""

    before: OneSide
    after: OneSide

    @property
    def step(self) -> Step | None:
        """Where its level goes; None where one side says nothing, or where it has no level on either."""
        was, now = self.before.level, self.after.level
        return None if was is None or now is None else step_between(was, now)

    @property
    def is_known(self) -> bool:
        """Whether both sides say something of the unit."""
        return None not in (self.before.level, self.after.level)

    @property
    def won(self) -> frozenset[str]:
        """Stars that only the later side has; none where a side says nothing: not approved yet is not lost."""
        return self.after.stars - self.before.stars if self.is_known else frozenset()

    @property
    def lost(self) -> frozenset[str]:
        """Stars that only the earlier side has."""
        return self.before.stars - self.after.stars if self.is_known else frozenset()


def step_between(was: int, now: int) -> Step | None:
    """Where one level lies against another: 晋星, 保星, 降星. Who had no level and gets none keeps nothing: None."""
    if now == was:
        return Step.SAME if was else None
    return Step.UP if now > was else Step.DOWN


def moves(before: Mapping[str, OneSide], after: Mapping[str, OneSide]) -> list[Move]:
    """Units of either side, by code; one that a side does not know is one of which it says nothing."""
    found = []
    for code in dict.fromkeys((*after, *before)):
        known = after.get(code) or before[code]
        nothing = OneSide(code, known.name, known.kind, known.township, None)
        found.append(Move(before.get(code, nothing), after.get(code, nothing)))
    return found


@dataclass(frozen=True)
class MoveFilter(ListFilter):
    """Which units a figure counts. What is empty does not narrow.

    before, after -- a level as digits, or UNSAID.
    step          -- one of Step, or OTHER.
    turn          -- of the star: "old" and "new" (it stands on that side), "won" or "lost".
    """

    kind: str = ""
    township: str = ""
    before: str = ""
    after: str = ""
    step: str = ""
    star: str = ""
    turn: str = ""

    def keeps(self, move: Move) -> bool:
        """Whether the unit is among those that are counted."""
        if self.star:
            stars = {"old": move.before.stars, "new": move.after.stars, "won": move.won, "lost": move.lost}[self.turn]
            if self.star not in (stars or ()):
                return False
        return (
            self.kind in ("", move.after.kind)
            and self.township in ("", move.after.township)
            and self.before in ("", side(move.before.level))
            and self.after in ("", side(move.after.level))
            and self.step in ("", move.step or OTHER)
        )


def side(level: int | None) -> str:
    """A level as a query string says it."""
    return UNSAID if level is None else str(level)


def by_levels(found: Iterable[Move]) -> Counter:
    """(level before, level after) → units; None is nothing said."""
    return Counter((move.before.level, move.after.level) for move in found)

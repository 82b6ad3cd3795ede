"""A figure that counts units, with the list of exactly those."""

from dataclasses import dataclass

from campaigns.entry.rules.filters import ListFilter

from ..rules.units import UnitFilter


@dataclass(frozen=True)
class Cell:
    """One figure; None where it is not stated.

    query  -- of the list with exactly the units that it counts; empty where it counts none.
    is_off -- whether it cannot be squared with the county's plan.
    follows -- nobody stated it, but it follows from what is stated.
    stated  -- of a sum: how many townships have stated this figure, and how many there are; None where it is as many
               as the head of the column says.
    is_lower -- of a sum: it is only the least that it can be, since not all that it adds up is stated.
    """

    n: int | None = None
    query: str = ""
    is_off: bool = False
    follows: bool = False
    stated: tuple[int, int] | None = None
    is_lower: bool = False


NOTHING = Cell()


def counted(n: int, by: ListFilter | None = None, **filters) -> Cell:
    """A figure with the list of exactly what it counts: by default of units, whose list the filters narrow."""
    by = by or UnitFilter(**filters)
    return Cell(n, by.query().removeprefix("?") if n else "")

"""A figure that counts units, with the list of exactly those."""

from dataclasses import dataclass

from ..rules.units import UnitFilter


@dataclass(frozen=True)
class Cell:
    """One figure; None where it is not stated.

    query  -- of the list with exactly the units that it counts; empty where it counts none.
    is_off -- whether it cannot be squared with the county's plan.
    follows -- nobody stated it, but it follows from what is stated.
    """

    n: int | None = None
    query: str = ""
    is_off: bool = False
    follows: bool = False


NOTHING = Cell()


def counted(n: int, **filters: str) -> Cell:
    """A figure that counts units, with the filters of the list that shows them."""
    return Cell(n, UnitFilter(**filters).query().removeprefix("?") if n else "")

"""What lists of units are narrowed to."""

from dataclasses import dataclass

from campaigns.entry.rules.filters import ListFilter

UNMARKED = "unmarked"  # beside the levels: a unit of which nothing has been said is not one without a target
NO_AREA = "none"


@dataclass(frozen=True)
class UnitFilter(ListFilter):
    """What a list is narrowed to, as its query string says it; what is empty does not narrow.

    level   -- "0" to "5", where 0 is the choice of no target; or UNMARKED.
    held    -- "0" to "5": the level held when the year began.
    step    -- one of Step; units of which nothing has been said take none.
    star    -- the code of a star that is targeted; together with ``targets``, the star of which that is asked.
    targets -- one of Targets.
    unit    -- exactly these units.
    """

    township: str = ""
    area: str = ""
    kind: str = ""
    level: str = ""
    held: str = ""
    step: str = ""
    star: str = ""
    state: tuple[str, ...] = ()
    targets: str = ""
    unit: tuple[str, ...] = ()
    q: str = ""

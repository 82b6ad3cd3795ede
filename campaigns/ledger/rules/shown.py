"""What a cell of the ledger shows, and whose word it is: its own, else the approved plan sheet's, which nobody types
again. It is stored in the ledger only when somebody takes it over or writes something else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..choices import Origin

# Cells of a row that show the plan sheet's where nobody wrote their own → the cell of the star's row there.
OF_SHEET = {"gap": "gaps", "measure": "measure", "department": "department", "person": "person"}


@dataclass(frozen=True)
class Shown:
    """What one cell shows: the word, and whose it is."""

    value: str
    origin: Origin = Origin.OWN

    @property
    def is_own(self) -> bool:
        return self.origin == Origin.OWN

    @property
    def marked(self) -> str:
        """The word as papers and workbooks print it."""
        return f"{self.value}{self.origin.mark}" if self.value else ""


def shown(own: str, sheet: str = "", star: str = "") -> Shown:
    """What a cell shows: what is written in it, else what the approved plan sheet says of its star, else who leads the
    star.

    sheet, star -- empty where they say nothing of this cell.
    """
    for word, origin in ((own, Origin.OWN), (sheet, Origin.SHEET), (star, Origin.STAR)):
        if word:
            return Shown(word, origin)
    return Shown("")


def to_take_over(cells: Mapping[str, Shown]) -> dict[str, str]:
    """Field → word of the cells that show the plan sheet's: what a row writes when somebody takes it over."""
    return {name: cell.value for name, cell in cells.items() if cell.origin == Origin.SHEET}


_MARK = re.compile(rf"({'|'.join(re.escape(origin.mark) for origin in Origin if origin.mark)})\s*$")


@dataclass(frozen=True)
class Returned:
    """What a cell says that went out with somebody else's word and comes back.

    own -- what the row itself is to say. is_mended -- the mark still says that the word is not the row's, but it is
    another: nobody knows what is meant.
    """

    own: str
    is_mended: bool = False


def returned(text: str, cell: Shown) -> Returned:
    """A cell that comes back in a workbook, held against what it shows now.

    With its mark the word stays the sheet's; without it, it is the row's own. Where somebody has written into the row
    meanwhile, a marked cell is one that the file left alone.
    text -- as it stands in the file.
    """
    bare = _MARK.sub("", text)
    if bare == text:
        return Returned(text)
    if cell.is_own and cell.value:
        return Returned(cell.value)
    words = " ".join(bare.split())
    return Returned("", bool(words) and words != " ".join(cell.value.split()))

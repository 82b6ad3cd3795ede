"""Opinions (意见建议) as somebody gives them: one from a page, many from pasted lines."""

import datetime
import hashlib
import json
from dataclasses import dataclass

from .naming import LineProblem

LONGEST_OPINION = 1000  # characters


@dataclass(frozen=True)
class OpinionSheet:
    """One opinion as a form or a pasted line gives it.

    place       -- code of a unit, a township or the county.
    kind, star  -- the star that it is about, as star set and code; both empty for none.
    from_whom   -- a department, leader or task force; empty where the seat says it.
    received_on -- None for the day on which it is entered.
    """

    place: str
    text: str
    kind: str = ""
    star: str = ""
    from_whom: str = ""
    received_on: datetime.date | None = None

    @property
    def said(self) -> tuple[str, str, str, str, str]:
        """What makes it the same opinion as another."""
        return self.place, self.kind, self.star, self.from_whom, self.text


@dataclass(frozen=True)
class OpinionLine:
    """A line that was understood, with the names of what it is about."""

    number: int
    sheet: OpinionSheet
    place: str
    star: str
    township: str = ""


@dataclass(frozen=True)
class OpinionLines:
    """Pasted lines as they were read.

    lines -- what would be entered; known -- numbers of lines that say what is there already.
    """

    lines: tuple[OpinionLine, ...] = ()
    known: tuple[int, ...] = ()
    problems: tuple[LineProblem, ...] = ()

    @property
    def sheets(self) -> list[OpinionSheet]:
        return [line.sheet for line in self.lines]

    @property
    def digest(self) -> str:
        """SHA-256 over what would be entered: nobody enters what they have not seen."""
        told = [[*sheet.said, str(sheet.received_on)] for sheet in self.sheets]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

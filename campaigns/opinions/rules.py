"""Opinions (意见建议) as somebody gives them: one from a page, many from pasted lines."""

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.fields import Field
from campaigns.entry.rules.filters import ListFilter
from campaigns.entry.rules.text import LineProblem

from .choices import OpinionState

LONGEST_OPINION = 1000  # characters

# The cells of one row of the list, as a workbook has them.
OPINION = {
    "text": Field("text", _("opinion"), "long", "", LONGEST_OPINION),
    "from_whom": Field("from_whom", _("opinion from"), "text", "", 60),
    "received_on": Field("received_on", _("received on"), "date", looks_back=True),
    "state": Field("state", _("state"), "choice", choices=tuple(OpinionState.choices)),
    "answer": Field("answer", _("answer"), "long", "", LONGEST_OPINION),
}


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
class OpinionEntry:
    """One row of a list of opinions that is taken over.

    state, answer -- what became of it; pk, version -- of an opinion as it was seen, 0 for a new one.
    """

    sheet: OpinionSheet
    state: str = OpinionState.OPEN
    answer: str = ""
    pk: int = 0
    version: int = 0


def verdict_problems(state: str, answer: str, *, was_open: bool) -> list[tuple[str, str | Promise]]:
    """(cell, sentence) for what is wrong in what became of an opinion.

    was_open -- whether it was to be answered before: what was answered is answered anew, but not opened again.
    """
    if state not in OpinionState.values or (state == OpinionState.OPEN and not was_open):
        return [("state", _("Say what became of it: adopted, adopted in part or not adopted."))]
    if state == OpinionState.OPEN and answer:
        return [("state", _("Say what became of it: adopted, adopted in part or not adopted."))]
    if state in (OpinionState.PARTLY, OpinionState.NOT_ADOPTED) and not answer:
        return [("answer", _("Say what is not adopted, and why."))]
    return []


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

    lines   -- what would be entered; known -- numbers of lines that say what is there already.
    unknown -- a sentence that names the heads which were not understood.
    """

    lines: tuple[OpinionLine, ...] = ()
    known: tuple[int, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    unknown: str = ""

    @property
    def sheets(self) -> list[OpinionSheet]:
        return [line.sheet for line in self.lines]

    @property
    def digest(self) -> str:
        """SHA-256 over what would be entered: nobody enters what they have not seen."""
        told = [[*sheet.said, str(sheet.received_on)] for sheet in self.sheets]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


NO_STAR = "none"


@dataclass(frozen=True)
class OpinionFilter(ListFilter):
    """What a list is narrowed to; what is empty does not narrow.

    star -- the code of a star, in both star sets unless ``kind`` says which; or NO_STAR.
    from_whom -- exactly as it was written.
    """

    PARAMETERS: ClassVar = {"from_whom": "from"}

    state: str = ""
    township: str = ""
    unit: str = ""
    kind: str = ""
    star: str = ""
    from_whom: str = ""
    q: str = ""

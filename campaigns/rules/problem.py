"""Problems (问题清单) as somebody writes them down: one from a page, many from pasted lines."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from ..choices import ProblemSource
from .entry import Field, Value
from .naming import LineProblem

LONGEST_PROBLEM = 500  # characters

# The cells that people write, in the order of the official list (domain: 问题清单).
CELLS = (
    Field("text", _("problem"), "long", "", LONGEST_PROBLEM, _("printed in the problem list")),
    Field("source", _("source"), "choice", "", 0, _("listed by source"), tuple(ProblemSource.choices)),
    Field("source_word", _("more on the source"), "text", "", 60, _("printed with the source")),
    Field("support_unit", _("support unit"), "text", "", 60, _("listed by support unit"), recalled=True),
    Field("measure", _("planned measure"), "long", "", 500, _("printed, and offered for the same task")),
    Field("due_on", _("to be done by"), "date", "", 0, _("sorted and reminded by")),
    Field("person", _("responsible person"), "text", "", 40, _("listed by person"), recalled=True),
    Field("department", _("lead department"), "text", "", 60, _("listed by department"), recalled=True),
)  # fmt: skip
CELL = {each.name: each for each in CELLS}
FOUND = ("text", "source", "source_word")  # what was found: stays as whoever found it wrote it
PLANNED = tuple(name for name in CELL if name not in FOUND)  # what is to be done about it


@dataclass(frozen=True)
class ProblemSheet:
    """One problem as a form or a pasted line gives it.

    unit   -- code of a village or community.
    star   -- code of the star that it is about, of the unit's own set; empty for none.
    task   -- number of the task in that star; None for the star as a whole.
    values -- cell → value of :data:`CELLS`; a cell that is not named is empty.
    """

    unit: str
    star: str = ""
    task: int | None = None
    values: Mapping[str, Value] = field(default_factory=dict)

    def value(self, name: str) -> Value:
        empty = None if CELL[name].kind == "date" else ""
        return self.values.get(name, empty)

    @property
    def said(self) -> tuple[str, str, int | None, str]:
        """What makes it the same problem as another."""
        return self.unit, self.star, self.task, str(self.value("text"))


@dataclass(frozen=True)
class ProblemLine:
    """A pasted line that was understood, with the names of what it is about."""

    number: int
    sheet: ProblemSheet
    unit: str
    about: str
    township: str = ""


@dataclass(frozen=True)
class ProblemLines:
    """Pasted lines as they were read.

    lines -- what would be entered; known -- numbers of lines that say what is there already.
    """

    lines: tuple[ProblemLine, ...] = ()
    known: tuple[int, ...] = ()
    problems: tuple[LineProblem, ...] = ()

    @property
    def sheets(self) -> list[ProblemSheet]:
        return [line.sheet for line in self.lines]

    @property
    def digest(self) -> str:
        """SHA-256 over what would be entered: nobody enters what they have not seen."""
        told = [[*sheet.said, *(str(sheet.value(name)) for name in CELL)] for sheet in self.sheets]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def may_set_day(now: datetime.date | None, wanted: datetime.date | None, *, is_own: bool, is_office: bool) -> bool:
    """Whether a deadline may be set: whoever wrote the problem down and the office set any; others, who have to fix
    it, a first day or an earlier one."""
    return is_own or is_office or now is None or (wanted is not None and wanted <= now)

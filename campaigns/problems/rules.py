"""Problems (问题清单) as somebody writes them down: one from a page, many from pasted lines."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.fields import INSTEAD_OF_A_DAY, Field, Value
from campaigns.entry.rules.filters import ListFilter

from .choices import ProblemSource

LONGEST_PROBLEM = 500  # characters

# The cells that people write, in the order of the official list (domain: 问题清单).
CELLS = (
    Field("text", _("problem"), "long", "", LONGEST_PROBLEM, _("printed in the problem list")),
    Field("source", _("source"), "choice", "", 0, _("listed by source"), tuple(ProblemSource.choices)),
    Field("source_word", _("more on the source"), "text", "", 60, _("printed with the source")),
    Field("found_on", _("found on"), "date", "", 0, _("empty for today"), looks_back=True),
    Field("support_unit", _("support unit"), "text", "", 60, _("listed by support unit"), recalled=True),
    Field("measure", _("planned measure"), "long", "", 500, _("printed, and offered for the same task")),
    Field("due_on", _("to be done by"), "date", "", 0, _("sorted and reminded by"), instead=INSTEAD_OF_A_DAY),
    Field("person", _("responsible person"), "text", "", 40, _("listed by person"), recalled=True),
    Field("department", _("lead department"), "text", "", 60, _("listed by department"), recalled=True),
)  # fmt: skip
CELL = {each.name: each for each in CELLS}
FOUND = ("text", "source", "source_word", "found_on")  # what was found: stays as whoever found it wrote it


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


def may_set_day(now: datetime.date | None, wanted: datetime.date | None, *, is_own: bool, is_office: bool) -> bool:
    """Whether a deadline may be set: whoever wrote the problem down and the office set any; others, who have to fix
    it, a first day or an earlier one."""
    return is_own or is_office or now is None or (wanted is not None and wanted <= now)


_SOURCE_WORDS = {
    ProblemSource.TASK_FORCE: ("专班", "核验"),
    ProblemSource.INSPECTION: ("督查", "督导", "巡察", "巡视", "暗访", "考核"),
    ProblemSource.LETTER: ("信访", "来信", "来访", "群众", "热线", "12345"),
    ProblemSource.OPINION: ("意见", "建议"),
    ProblemSource.VISIT: ("包联", "走访"),
    ProblemSource.TOWNSHIP: ("乡镇", "镇", "街道", "观摩"),
    ProblemSource.SELF: ("自查", "自评", "自己"),
}


def read_source(text: str) -> tuple[str, str]:
    """(source, more on it) of a word in a pasted list: one of the list where it is known, the word itself kept beside
    it where it says more."""
    said = text.strip()
    if not said:
        return ProblemSource.SELF, ""
    for source in ProblemSource:
        if said == str(source.label):
            return source, ""
    for source, words in _SOURCE_WORDS.items():
        if any(word in said for word in words):
            return source, "" if said in words else said
    return ProblemSource.OTHER, said


NO_STAR = NO_TASK = NO_DEPARTMENT = "none"
UNFIXED = "unfixed"  # still to be fixed, whether for the first time or once more
OVERDUE, THIS_WEEK = "overdue", "week"


@dataclass(frozen=True)
class ProblemFilter(ListFilter):
    """What a list is narrowed to; what is empty does not narrow.

    state -- one of ProblemState, or UNFIXED.
    star -- the code of a star in both star sets, or NO_STAR. task -- key of a task, or NO_TASK.
    due  -- OVERDUE, THIS_WEEK (to be fixed within the next seven days, today included), or another of
            DueGroup. Problems that are fixed are not due any more.
    checks -- OWN: those that the reader's post rechecks and closes.
    department, person, support_unit -- exactly as they were written; a department also NO_DEPARTMENT.
    """

    state: str = ""
    due: str = ""
    township: str = ""
    area: str = ""
    unit: str = ""
    star: str = ""
    task: str = ""
    source: str = ""
    department: str = ""
    person: str = ""
    support_unit: str = ""
    checks: str = ""
    q: str = ""

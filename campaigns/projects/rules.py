"""The project list (创建项目清单): its cells, and which units have one."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.fields import INSTEAD_OF_A_DAY, Field
from campaigns.entry.rules.filters import ListFilter

from .choices import MoneySource, ProjectState

LEAST_LEVEL = 4  # projects are listed by units that aim at four stars and more (reports of 2022–2024)

PROJECT = (
    Field("name", _("project name"), "text", "", 80, _("printed in the project list")),
    Field("amount", _("money"), "number", _("10,000 yuan"), 9_999_999,
          _("summed up by township, star and department; empty while it is not known")),
    Field("source", _("source of the money"), "choice", choices=tuple(MoneySource.choices),
          used_for=_("needed where there is money")),
    Field("department", _("lead department"), "text", "", 60, _("summed up by department"), recalled=True),
    Field("person", _("responsible person"), "text", "", 40, _("printed in the project list"), recalled=True),
    Field("starts_on", _("begins on"), "date", "", 0, _("printed in the project list")),
    Field("ends_on", _("to be finished by"), "date", "", 0, _("sorted and reminded by"), instead=INSTEAD_OF_A_DAY),
    Field("state", _("state"), "choice", choices=tuple(ProjectState.choices), used_for=_("listed by state")),
    Field("note", _("note"), "long", "", 300, _("printed in the project list")),
)  # fmt: skip


@dataclass(frozen=True)
class ProjectSheet:
    """One project as a form or a file gives it.

    star   -- code of a star of the unit's set; empty for none.
    amount -- in 10,000 yuan; None while it is not known, which is not 0.
    ends_on -- a day, or words instead of one.
    """

    name: str
    star: str = ""
    amount: Decimal | None = None
    source: str = ""
    department: str = ""
    person: str = ""
    starts_on: datetime.date | None = None
    ends_on: datetime.date | str | None = None
    state: str = ProjectState.PLANNED
    note: str = ""


@dataclass(frozen=True)
class ProjectEntry:
    """One row of a project list that is taken over.

    unit -- code of the unit whose project it is; pk, version -- of a listed project as it was seen, 0 for a new one.
    """

    unit: str
    sheet: ProjectSheet
    pk: int = 0
    version: int = 0


def may_have_projects(level: int) -> bool:
    """Whether a unit that plans a level lists projects."""
    return level >= LEAST_LEVEL


def project_problems(sheet: ProjectSheet) -> tuple[tuple[str, str | Promise], ...]:
    """(cell, sentence) for everything that a project lacks or contradicts."""
    found: list[tuple[str, str | Promise]] = []
    if not sheet.name:
        found.append(("name", _("Give the project a name.")))
    if sheet.amount is not None and not sheet.source:
        found.append(("source", _("Say where the money comes from.")))
    ends_on = None if isinstance(sheet.ends_on, str) else sheet.ends_on
    if sheet.starts_on and ends_on and sheet.starts_on > ends_on:
        found.append(("ends_on", _("A project is finished after it has begun.")))
    for name, value, known in (("source", sheet.source, MoneySource), ("state", sheet.state, ProjectState)):
        if value and value not in known.values:
            found.append((name, _("Choose one of those that are offered.")))
    return tuple(found)


NO_STAR = NO_DEPARTMENT = "none"


@dataclass(frozen=True)
class ProjectFilter(ListFilter):
    """What a list is narrowed to; what is empty does not narrow.

    star       -- the code of a star in both star sets, or NO_STAR.
    department -- exactly as it was written, or NO_DEPARTMENT.
    """

    state: str = ""
    township: str = ""
    unit: str = ""
    star: str = ""
    department: str = ""
    source: str = ""
    q: str = ""

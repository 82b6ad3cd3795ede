"""The plan sheet (创建计划表): its cells, what it lacks, what changed, and what an approval approves."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import INSTEAD_OF_A_DAY, Field, Value
from campaigns.planning.rules.marks import Gap, UnitMark
from campaigns.year.choices import Phase

JUMP = 2  # levels in one year that ask for a reason; assumed, reports tell of one level a year as the rule

ORGANISATIONS = (
    ("branch", _("Party branch")),
    ("general", _("general Party branch")),
    ("committee", _("Party committee")),
)
PILOTS = (("3", "二进三"), ("4", "三进四"), ("5", "四进五"))

# The unit's facts of the year, in the order of the official form.
FACTS = (
    Field("organisation", _("form of Party organisation"), "choice", choices=ORGANISATIONS,
          used_for=_("printed on the plan sheet")),
    Field("members", _("Party members"), "whole", _("persons"), 9_999, _("printed on the plan sheet")),
    Field("population", _("population"), "whole", _("persons"), 99_999, _("printed on the plan sheet")),
    Field("households", _("households"), "whole", _("homes"), 99_999, _("printed on the plan sheet")),
    Field("groups", _("villagers' groups"), "whole", _("groups"), 999, _("printed on the plan sheet")),
    Field("farmland", _("farmland"), "number", _("mu"), 99_999_999, _("printed on the plan sheet")),
    Field("income", _("collective income, last year"), "number", _("10,000 yuan"), 9_999_999,
          _("shown beside the industry star")),
    Field("speciality", _("speciality"), "text", "", 60, _("printed on the plan sheet")),
    Field("pilot", _("pilot"), "choice", choices=PILOTS, used_for=_("counted against the planned levels")),
    Field("contact_leader", _("contact leader"), "text", "", 40, _("listed by leader"), recalled=True),
    Field("officer_in_charge", _("township officer in charge"), "text", "", 40, _("listed by person"), recalled=True),
    Field("first_secretary", _("first secretary"), "text", "", 40, _("listed by person"), recalled=True),
    Field("support_unit", _("support unit"), "text", "", 60, _("listed by support unit"), recalled=True),
    Field("paired_village", _("paired village"), "text", "", 60, _("printed on the plan sheet"), recalled=True),
    Field("meeting_on", _("members' meeting"), "date", "", 0, _("printed on the plan sheet"), looks_back=True),
    Field("jump_reason", _("reason for rising two levels or more"), "long", "", 300, _("read by whoever approves")),
)  # fmt: skip
# One row for each target star (一星一案).
CASE = (
    Field("strengths", _("strengths"), "long", "", 500, _("printed on the plan sheet")),
    Field("reached", _("reached already"), "long", "", 500, _("printed on the plan sheet")),
    Field("gaps", _("gaps"), "long", "", 500, _("what the year's tasks start from")),
    Field("measure", _("planned measure"), "long", "", 500, _("what the year's tasks start from")),
    Field("person", _("responsible person"), "text", "", 40, _("listed by person"), recalled=True),
    Field("department", _("lead department"), "text", "", 60, _("listed by department"), recalled=True),
    Field("due", _("to be done by"), "date", "", 0, _("sorted and reminded by"), instead=INSTEAD_OF_A_DAY),
)
NEEDED_FOR_NEW = ("measure", "person", "due")
OF_LEDGER = ("gaps", "measure", "person", "department")  # of each star's row, what its ledger shows once approved
FACT = {each.name: each for each in FACTS}
CASES = {each.name: each for each in CASE}


def cell(name: str) -> Field:
    """The field of a cell's name: ``"income"``, or ``"ecology.measure"`` of one star's row.

    Raises KeyError for a name that no sheet has.
    """
    star, _dot, of_star = name.rpartition(".")
    return CASES[of_star] if star else FACT[name]


@dataclass(frozen=True)
class SheetEntry:
    """What somebody writes into one unit's sheet: forms, grids and workbooks all yield this.

    version -- as the person saw it.
    cells   -- cell name → value; cells that are not named stay as they are.
    seen    -- what the person saw in the cells before writing; None where only the version tells.
    """

    code: str
    version: int
    cells: Mapping[str, Value]
    seen: Mapping[str, Value] | None = None

    def contradicts(self, content: "SheetContent") -> list[str]:
        """The cells in which somebody else wrote something different since this was begun.

        Two people may fill in different cells of one sheet: only a cell that both wrote needs somebody to decide.
        """
        differing = [name for name, value in self.cells.items() if not same(value, content.value(name))]
        if self.seen is None:
            return differing
        return [name for name in differing if not same(self.seen.get(name), content.value(name))]


@dataclass(frozen=True)
class SheetContent:
    """One unit's sheet as it stands, as values.

    facts -- fact → value.
    cases -- target star code → cell → value; a target star that nothing was written of yet has an empty row.
    focus -- code of the star that is put first; empty for none.
    """

    mark: UnitMark
    facts: Mapping[str, Value] = field(default_factory=dict)
    cases: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    focus: str = ""

    def value(self, name: str) -> Value:
        if name == "focus":
            return self.focus
        star, _dot, of_star = name.rpartition(".")
        return self.cases.get(star, {}).get(of_star) if star else self.facts.get(name)

    def cells(self) -> dict[str, Value]:
        """Every cell that a person could fill in, by name."""
        told = {each.name: self.facts.get(each.name) for each in FACTS}
        for star in self.cases:
            told |= {f"{star}.{each.name}": self.cases[star].get(each.name) for each in CASE}
        return told

    def kept(self) -> dict:
        """The content as JSON keeps it."""
        return {
            "targets": sorted(self.mark.targets),
            "held": sorted(self.mark.held),
            "cells": {name: plainly(value) for name, value in self.cells().items() if value not in (None, "")},
        } | ({"focus": self.focus} if self.focus else {})

    def digest(self) -> str:
        """SHA-256 of what an approval approves."""
        return hashlib.sha256(json.dumps(self.kept(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def is_empty(self) -> bool:
        return not self.kept()["cells"]

    @property
    def jumps(self) -> bool:
        """Whether the unit is to rise so far in one year that somebody has to say why it can."""
        return self.mark.level - self.mark.held_level >= JUMP


def same(value: Value, other: Value) -> bool:
    """Whether two values of a cell say the same: an empty text and none at all do."""
    return (value if value not in (None, "") else "") == (other if other not in (None, "") else "")


def plainly(value: Value) -> str | int | None:
    """A value as JSON keeps it."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, datetime.date) else value


def needed_cells(content: SheetContent) -> set[str]:
    """The cells without which a sheet is not submitted."""
    needed = {f"{star}.{each}" for star in content.mark.new for each in NEEDED_FOR_NEW}
    return needed | ({"jump_reason"} if content.jumps else set())


def sheet_gaps(content: SheetContent, star_names: Mapping[str, str]) -> tuple[Gap, ...]:
    """What stands in the way of submitting a sheet.

    Few cells are required: for a star that is to be won anew its measure, person and date; a reason where the unit
    is to rise two levels or more. A unit without a target needs none of it.
    """
    mark, found = content.mark, []
    if mark.is_empty:
        return (Gap(mark.code, mark.name, _("Mark the stars first.")),)
    for star, name in star_names.items():
        if star not in mark.new:
            continue
        for each in NEEDED_FOR_NEW:
            if content.value(f"{star}.{each}") in (None, ""):
                sentence = Missing(f"{name}星", CASES[each].label)
                found.append(Gap(mark.code, mark.name, sentence, cell=f"{star}.{each}"))
    if content.jumps and not content.facts.get("jump_reason"):
        sentence = _("Say why the unit can rise two levels or more in one year.")
        found.append(Gap(mark.code, mark.name, sentence, cell="jump_reason"))
    return tuple(found)


@dataclass(frozen=True)
class OddDay:
    """A day of a sheet that lies outside the campaign: its cell, and what is odd about it. It may be meant so."""

    cell: str
    sentence: str


def odd_days(content: SheetContent, span: Span) -> tuple[OddDay, ...]:
    """The days of a sheet that lie before the campaign or after its assessment: whoever submits or approves the sheet
    is to see them."""
    remarks = {name: cell(name).remark(value, span) for name, value in content.cells().items()}
    return tuple(OddDay(name, sentence) for name, sentence in remarks.items() if sentence)


@dataclass(frozen=True)
class Missing:
    """The sentence that a cell of a star is missing, said when it is read."""

    star: str
    label: object

    def __str__(self) -> str:
        return str(_("%(star)s: %(cell)s is missing.")) % {"star": self.star, "cell": self.label}


def changed_cells(before: Mapping, after: Mapping) -> list[tuple[str, object, object]]:
    """(cell name, was, is) for each cell that differs between two contents as ``kept`` gives them."""
    was, now = before.get("cells", {}), after.get("cells", {})
    order = dict.fromkeys([*now, *was])
    return [(name, was.get(name), now.get(name)) for name in order if was.get(name) != now.get(name)]


def may_write(phase: str, today: datetime.date, due: datetime.date, open_until: datetime.date | None = None) -> bool:
    """Whether a sheet may be written and submitted on a day: sheets have their own deadline, which may lie in the
    phase in which the stars are settled already.

    due        -- the township's last day for sheets, extension included.
    open_until -- the last day for which this sheet was returned or reopened.
    """
    return phase in (Phase.PLANNING, Phase.CREATING) and (
        today <= due or (open_until is not None and today <= open_until)
    )

"""Contact leaders as a browser sends them: the filter, a pasted list, one leader, the visits of a day."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import CellField, Form, need
from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import LONGEST_WORDS, Field
from campaigns.entry.rules.heads import bare_head
from campaigns.entry.rules.names import UnitNames
from campaigns.entry.rules.pastes import (
    NUMBER_HEADS,
    PastedLine,
    Table,
    read_paste,
    table_of,
    unknown_heads,
    without_title,
)
from campaigns.entry.rules.text import LineProblem, folded, kept
from campaigns.planning.forms.units import read_units
from campaigns.planning.rules.held import HeldUnit
from villages.persons import person_name

from .rules import MISSING, UNLED, VISITED, LeaderLine, VisitEntry, split_leader

DAY = Field("on", gettext_lazy("visited on"), "date", "", 0, gettext_lazy("counted in its month"))
FOUND = Field(
    "found", gettext_lazy("what the visit found"), "long", "", LONGEST_WORDS,
    gettext_lazy("read by the township; also that nothing was found"),
)  # fmt: skip
ARRANGED = Field(
    "arranged", gettext_lazy("solved or arranged"), "long", "", LONGEST_WORDS,
    gettext_lazy("what was settled there, or who does what"),
)  # fmt: skip
_HEADS = {"姓名", "领导", "包联领导", "包联领导姓名", "县级领导"}
_UNITS = (
    "包联村",
    "包联村社区",
    "包联村(社区)",
    "包联单位",
    "所包村",
    "联系村",
    "分包村",
    "村",
    "村(社区)",
    "村名",
    "单位",
)
_COLUMNS = dict.fromkeys(map(bare_head, _HEADS), "name") | dict.fromkeys(map(bare_head, _UNITS), "units")
_COLUMNS |= dict.fromkeys(("职务", "领导职务", "职务职级", "现任职务"), "title")


class LeadersForm(Form):
    """Which month, and which units a list of leaders shows."""

    token = version = None
    use_required_attribute = False

    month = forms.ChoiceField(label=gettext_lazy("month"), required=False)
    township = forms.ChoiceField(label=gettext_lazy("township"), required=False)
    show = forms.ChoiceField(label=gettext_lazy("units"), required=False)

    def __init__(
        self, data: QueryDict, *, months: Sequence[datetime.date], townships: Iterable[tuple[str, str]], asks: bool
    ):
        """asks -- whether visits are asked for at all."""
        super().__init__(data)
        self.fields["month"].choices = [("", _("this month")), *((f"{each:%Y-%m}", f"{each:%Y-%m}") for each in months)]
        missing = [(MISSING, _("without the visit")), (VISITED, _("visited"))] if asks else []
        self.fields["show"].choices = [("", _("all")), *missing, (UNLED, _("without a contact leader"))]
        if townships := list(townships):
            self.fields["township"].choices = [("", _("all")), *townships]
        else:
            del self.fields["township"]

    def chosen(self) -> list[tuple]:
        """(parameter, its name, the chosen value in words) for each question that narrows the list."""
        return [
            (name, self.fields[name].label, dict(self.fields[name].choices)[value])
            for name, value in self.cleaned_data.items()
            if value
        ]


@dataclass(frozen=True)
class LeadersRead:
    """A list as it was read: who answers for what, and what must be mended, line by line."""

    lines: tuple[LeaderLine, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    unknown: str = ""  # a sentence that names the heads which were not understood


def read_leaders(text: str, units: Sequence[HeldUnit]) -> LeadersRead:
    """Lines “name | title | unit、unit”, as typed or with tabs as pasted from a spreadsheet.

    A head and a running number are passed over. A township's name without a unit means all its units.
    """
    names, lines, taken = UnitNames(units), [], {}
    pasted = read_paste(text)
    table = table_of(pasted.lines, _COLUMNS, wanted=("name",), passed_over=NUMBER_HEADS)
    if not table.problems and not {"name", "units"} <= table.columns.keys():
        table = Table({}, (), pasted.lines)
    problems = [*pasted.problems, *table.problems]
    for row, cells in _rows(table):
        number = row.number
        line, sentences = _read_line(cells, names, units)
        for unit in line.units:
            if unit in taken:
                sentences.append(
                    _("%(unit)s stands in line %(line)s already: a unit has one contact leader.")
                    % {"unit": _name_of(unit, units), "line": taken[unit]}
                )
            taken.setdefault(unit, number)
        if any((folded(each.name), folded(each.title)) == (folded(line.name), folded(line.title)) for each in lines):
            sentences.append(
                _("%(name)s stands in the list already: write all units into one line.") % {"name": line.name}
            )
        problems += [LineProblem(number, row.text[:120], sentence) for sentence in sentences]
        lines.append(line)
    problems.sort(key=lambda problem: problem.line)
    return LeadersRead(tuple(lines), tuple(problems), unknown_heads(table))


def _rows(table: Table) -> Iterator[tuple[PastedLine, list[str]]]:
    """Rows with name, title and units of each: by the heads, else by their places."""
    if table.columns:
        for row in table.lines:
            cells = table.cells(row)
            yield row, [cells.get(column, "") for column in ("name", "title", "units") if column in table.columns]
        return
    for row in without_title(table.lines, _is_head):
        if not _is_head(row):
            yield row, _cells(row)


def _cells(row: PastedLine) -> list[str]:
    """Name, title and units of a row: copied, or typed with | between them. A running number goes."""
    cells = [part.strip() for cell in row.cells for part in re.split("[|｜]", cell)]
    return cells[1:] if len(cells) > 1 and re.fullmatch(r"[0-9]{0,4}", cells[0]) else cells


def _is_head(row: PastedLine) -> bool:
    cells = _cells(row)
    return bare_head(cells[0]) in _HEADS | NUMBER_HEADS


def _read_line(cells: list[str], names: UnitNames, units: Sequence[HeldUnit]) -> tuple[LeaderLine, list[str]]:
    if len(cells) == 2:
        name, title = split_leader(cells[0])
        cells = [name, title, cells[1]]
    if len(cells) < 3 or not cells[0]:
        return LeaderLine(""), [_("Write: name | title | units. The title may be empty, not its place.")]
    sentences = []
    if len(cells[0]) > 40 or len(cells[1]) > 60:
        sentences.append(_("A name has at most 40 characters, a title at most 60."))
    codes, wrong = read_units("、".join(cells[2:]), names, units)
    return LeaderLine(person_name(cells[0]), kept(cells[1]), tuple(codes)), sentences + wrong


def _name_of(code: str, units: Sequence[HeldUnit]) -> str:
    return next((unit.name for unit in units if unit.code == code), code)


class LeaderLinesForm(Form):
    """A list of leaders. ``seen`` says which leaders stood there when it was read."""

    version = None
    text = forms.CharField(
        label=gettext_lazy("Lines"),
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "name | title | units: one line for each leader, also as copied from three columns of a spreadsheet. A "
            "township's name alone means all its units."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def show(self, seen: str) -> None:
        """Say which leaders the page compared with; every word that was typed stays."""
        self.data = self.data.copy()
        self.data["seen"] = seen


class LeaderForm(Form):
    """One leader: name, title, units."""

    name = forms.CharField(label=capfirst(gettext_lazy("name")), max_length=40)
    title = forms.CharField(label=capfirst(gettext_lazy("title")), max_length=60, required=False)
    units = forms.CharField(
        label=capfirst(gettext_lazy("units")),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=gettext_lazy("Names or codes with 、 between them. What another leader has moves here."),
    )

    def __init__(self, data: QueryDict | None = None, *, units: Sequence[HeldUnit], **kwargs):
        super().__init__(data, **kwargs)
        self.known = units

    def clean_units(self) -> tuple[str, ...]:
        codes, wrong = read_units(self.cleaned_data["units"], UnitNames(self.known), self.known)
        if wrong:
            raise ValidationError(wrong)
        return tuple(codes)

    def line(self) -> LeaderLine:
        """The leader as typed. Needs a valid form."""
        said = self.cleaned_data
        return LeaderLine(person_name(said["name"]), kept(said["title"]), said["units"])


class VisitsForm(Form):
    """What a leader found on one day, in one or several of the units that the page shows.

    units -- (code, name) of those that may have been visited. One of which something is written, or that is ticked,
    was.
    """

    version = None
    asks_about_days = False  # a visit before the campaign is refused

    def __init__(self, data: QueryDict | None = None, *, units: Sequence[tuple[str, str]], span: Span, **kwargs):
        super().__init__(data, **kwargs)
        self.units = units
        self.fields["on"] = CellField(DAY, span)
        self.fields["on"].label, self.fields["on"].required = capfirst(str(DAY.label)), True
        for code, name in units:
            self.fields[f"u-{code}"] = forms.BooleanField(label=name, required=False)
            for spec in (FOUND, ARRANGED):
                field = self.fields[f"{spec.name}-{code}"] = CellField(spec, span)
                field.label = f"{name} {spec.label}"
                field.widget.attrs |= {"rows": 2, "aria-label": field.label}

    def rows(self) -> list[tuple]:
        """(code, tick, found, arranged) of each unit."""
        return [(code, *(self[f"{part}-{code}"] for part in ("u", "found", "arranged"))) for code, _name in self.units]

    def clean(self) -> dict:
        need(self, "on")
        for code, _name in self.units:
            tick, found, arranged = (self.cleaned_data.get(f"{part}-{code}") for part in ("u", "found", "arranged"))
            if (tick or arranged) and not found and not self.has_error(f"found-{code}"):
                self.add_error(f"found-{code}", _("Say what was found; also that nothing was."))
        if not self.errors and not self.entries():
            raise ValidationError(_("Write what was found beside the units that were visited."))
        return self.cleaned_data

    def entries(self) -> list[VisitEntry]:
        """What was written of each unit that was visited."""
        return [
            VisitEntry(code, found, self.cleaned_data[f"arranged-{code}"])
            for code, _name in self.units
            if (found := self.cleaned_data.get(f"found-{code}"))
        ]


class VisitForm(Form):
    """One visit, to be corrected."""

    asks_about_days = False  # a visit before the campaign is refused

    def __init__(self, data: QueryDict | None = None, *, span: Span, **kwargs):
        super().__init__(data, **kwargs)
        for spec in (DAY, FOUND, ARRANGED):
            self.fields[spec.name] = CellField(spec, span)
            self.fields[spec.name].label = capfirst(str(spec.label))
            self.fields[spec.name].required = spec is not ARRANGED

    def clean(self) -> dict:
        need(self, DAY.name, FOUND.name)
        return self.cleaned_data

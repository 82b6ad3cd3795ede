"""The filter of the lists of tasks, cells of many rows, and what is to be done to all of them."""

import hashlib
import re
from collections.abc import Iterable, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.entry.forms import CellField, Form
from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import Value
from campaigns.entry.rules.text import EntryError
from campaigns.planning.forms.units import UnitCodes
from campaigns.year.choices import OWN, DueGroup
from fivestar.changes.characters import writable

from ..choices import BulkDeed, Lacking, TaskGroup, TaskOrder, TaskState
from ..rules.lists import NOBODY, TaskFilter
from ..rules.tasks import ROW_FIELDS, TaskEntry

Choices = list[tuple[str, str | Promise]]
ALL = ("", gettext_lazy("all"))
STATES = [
    ALL,
    (gettext_lazy("several states"), list(TaskGroup.choices)),
    (gettext_lazy("one state"), list(TaskState.choices)),
]
CHECKS = [ALL, (OWN, gettext_lazy("your post"))]
MAIN = ("star", "state", "due", "q")  # the questions that are always in view


class RowKeys(forms.Field):
    """Keys of rows, one parameter each: those that were ticked."""

    widget = forms.MultipleHiddenInput

    def clean(self, value) -> tuple[int, ...]:
        keys = tuple(dict.fromkeys(value or ()))
        if not all(re.fullmatch("[0-9]{1,12}", key) for key in keys):
            raise ValidationError(_("Some of the ticks came in damaged. Load the list anew."))
        return tuple(int(key) for key in keys)


class TaskListForm(Form):
    """Which tasks a list shows, and in which order. What is empty does not narrow."""

    token = version = None
    use_required_attribute = False

    star = forms.ChoiceField(label=gettext_lazy("star"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("state"), required=False, choices=STATES)
    due = forms.ChoiceField(label=gettext_lazy("day"), required=False, choices=[ALL, *DueGroup.choices])
    q = forms.CharField(label=gettext_lazy("words, or a unit's name"), required=False, max_length=60)
    task = forms.ChoiceField(label=gettext_lazy("task"), required=False)
    lacking = forms.ChoiceField(label=gettext_lazy("lacking"), required=False, choices=[ALL, *Lacking.choices])
    department = forms.ChoiceField(label=gettext_lazy("lead department"), required=False)
    person = forms.CharField(label=gettext_lazy("person or leader, full name"), required=False, max_length=40)
    township = forms.ChoiceField(label=gettext_lazy("township"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("area"), required=False)
    checks = forms.ChoiceField(
        label=gettext_lazy("checked by"), required=False, choices=CHECKS, widget=forms.HiddenInput
    )
    sort = forms.ChoiceField(label=gettext_lazy("sorted"), required=False, choices=TaskOrder.choices)
    unit = UnitCodes(required=False)
    row = RowKeys(required=False)

    def __init__(
        self,
        data: QueryDict,
        *,
        townships: Choices,
        areas: Choices,
        stars: Choices,
        tasks: list,
        departments: list[str],
    ):
        """townships, areas -- of the place; without any the question is not asked. tasks -- under their stars.
        departments -- that stand in the list."""
        super().__init__(data)
        named = [*((name, name) for name in departments), (NOBODY, gettext_lazy("no department named"))]
        areas = [*areas, (NOBODY, gettext_lazy("no area"))] if areas else []
        found = {"star": stars, "task": tasks, "department": named, "township": townships, "area": areas}
        for name, choices in found.items():
            if choices:
                self.fields[name].choices = [ALL, *choices]
            else:
                del self.fields[name]

    def filter(self, **changed) -> TaskFilter:
        """What is asked for. Needs a valid form: a question that was not understood narrows nothing."""
        asked = {name: value for name, value in self.cleaned_data.items() if value and name != "sort"}
        return TaskFilter(**asked | changed)

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in MAIN]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in MAIN]

    @property
    def asks_more(self) -> bool:
        """Whether one of the other questions is answered, so that they stand open."""
        return any(field.data for field in self.other_fields)

    def chosen(self) -> list[tuple[str, str | Promise, str | Promise]]:
        """(parameter, its name, the chosen value in words) for each question that narrows the list."""
        said = []
        for name, value in self.cleaned_data.items():
            if not value or name == "sort":
                continue
            field = self.fields[name]
            if name == "unit":
                words = ngettext("%(n)s named unit", "%(n)s named units", len(value)) % {"n": len(value)}
            elif name == "row":
                words = ngettext("%(n)s ticked task", "%(n)s ticked tasks", len(value)) % {"n": len(value)}
            else:
                words = _word_of(getattr(field, "choices", ()), value)
            said.append((name, field.label or "", words))
        return said


def _word_of(choices: Iterable, value: str) -> str:
    for key, word in choices:
        if isinstance(word, (list, tuple)):
            if value in dict(word):
                return str(dict(word)[value]).strip()
        elif key == value:
            return str(word)
    return value


# Cells of many rows ------------------------------------------------------------------------------------------------

CELLS = ("gap", "measure", "person", "due_on", "progress", "department", "leader", "support_unit")


def shown_digest(texts: Mapping[str, str]) -> str:
    """What a page showed of a row: a row whose cells come back the same was not touched, and nobody's words in it are
    overwritten, whoever changed it meanwhile."""
    told = "\0".join(f"{name}\1{' '.join(texts[name].split())}" for name in sorted(texts))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


class RowsForm:
    """Cells of many rows as one form sends them: ``v-<row>`` is the version that was seen, ``h-<row>`` what the page
    showed of it, ``c-<row>-<cell>`` its cells. Rows that were not touched are left alone."""

    def __init__(self, data: QueryDict, span: Span):
        self.token = data.get("token", "")
        self.problems: list[tuple[str, str]] = []
        self.entries: list[TaskEntry] = []
        self.keys: list[int] = []
        self.typed: dict[int, dict[str, str]] = {}  # of the rows that were touched
        self.seen: dict[int, tuple[int, str]] = {}  # their version, and what the page showed
        for name, version in data.items():
            if match := re.fullmatch(r"v-([0-9]{1,12})", name):
                self._read(int(match[1]), version, data, span)

    def _read(self, key: int, version: str, data: QueryDict, span: Span) -> None:
        texts = {cell: writable(data[name]) for cell in CELLS if (name := f"c-{key}-{cell}") in data}
        shown = data.get(f"h-{key}", "")
        self.keys.append(key)
        if not texts or shown_digest(texts) == shown:
            return
        self.typed[key] = texts
        if not re.fullmatch(r"[0-9]{1,9}", version):
            self.problems.append((_("This row came in damaged; reload the page and write it again."), f"#r{key}"))
            return
        self.seen[key] = (int(version), shown)
        cells = {cell: self._parse(key, cell, text, span) for cell, text in texts.items()}
        self.entries.append(TaskEntry(key, int(version), cells))

    def _parse(self, key: int, cell: str, text: str, span: Span) -> Value:
        spec = ROW_FIELDS[cell]
        try:
            return spec.parse(text, span)
        except EntryError as error:
            self.problems.append((f"{capfirst(spec.label)}：{error}", f"#c-{key}-{cell}"))
            return None

    def is_valid(self) -> bool:
        return not self.problems


# All rows of a list ------------------------------------------------------------------------------------------------


def change_digest(deed: str, value: Value) -> str:
    """Of what a change would write."""
    return hashlib.sha256(f"{deed}\0{value or ''}".encode()).hexdigest()[:16]


class BulkForm(Form):
    """What is to be done to the tasks of a list: the deed, what it writes, and exactly which rows were shown.

    deeds -- what the reader may do here; deed -- the one that was chosen.
    """

    asks_about_days = False  # its preview shows the day, and leaves out rows that it does not fit

    deed = forms.ChoiceField(label=gettext_lazy("What to do"), widget=forms.HiddenInput)
    seen = forms.CharField(label=gettext_lazy("rows"), widget=forms.HiddenInput, required=False, max_length=60_000)
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, data=None, *, deeds: Iterable[BulkDeed], deed: BulkDeed, span: Span, recalled=()):
        super().__init__(data, initial={"deed": deed})
        self.chosen_deed, self.recalled = deed, recalled
        self.fields["deed"].choices = [(each.value, each.label) for each in deeds]
        if deed.field:
            spec = ROW_FIELDS[deed.field]
            self.fields["value"] = CellField(spec, span)
            self.fields["value"].label = capfirst(spec.label)
            self.fields["value"].help_text = gettext_lazy("It replaces what stands there. Empty clears it.")
            if spec.kind == "date":
                self.fields["value"].required = True
                self.fields["value"].help_text = gettext_lazy(
                    "It counts as set by hand: the schedule leaves it alone. Townships move a day earlier only."
                )
        if deed == BulkDeed.REPORT:
            self.fields["value"] = CellField(ROW_FIELDS["progress"], span)
            self.fields["value"].label = gettext_lazy("What was done")
            self.fields["value"].help_text = gettext_lazy(
                "Written into the progress of each task; empty leaves what stands there."
            )
        self.fields["reason"] = forms.CharField(
            label=gettext_lazy("reason") if deed == BulkDeed.RETURN else gettext_lazy("note"),
            required=deed == BulkDeed.RETURN,
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=gettext_lazy("The township reads it: say what is to be mended.")
            if deed == BulkDeed.RETURN
            else gettext_lazy("It stays in the record."),
        )

    def clean(self) -> dict:
        if self.chosen_deed == BulkDeed.DUE and "value" not in self.errors and not self.cleaned_data.get("value"):
            self.add_error("value", _("Name the day."))
        return self.cleaned_data

    @property
    def value(self) -> Value:
        """What the deed writes. Needs a valid form."""
        return self.cleaned_data.get("value") or (None if self.chosen_deed == BulkDeed.DUE else "")

    @property
    def digest(self) -> str:
        """Of what it would write. Needs a valid form."""
        return change_digest(self.chosen_deed, self.value)

    @property
    def is_as_shown(self) -> bool:
        """Whether what is confirmed is what the preview showed, and not a word typed after it."""
        return self.cleaned_data["shown"] == self.digest

    def seen_rows(self) -> dict[int, int]:
        """Version by row, as the preview showed them; empty where nothing was previewed."""
        pairs = re.findall(r"\b([0-9]{1,12}):([0-9]{1,9})\b", self.cleaned_data.get("seen", ""))
        return {int(key): int(version) for key, version in pairs}

    def show(self, seen: Mapping[int, int]) -> None:
        """Say which rows the page shows now; every word that was typed stays."""
        self.data = self.data.copy()
        self.data["seen"] = " ".join(f"{key}:{version}" for key, version in seen.items())
        self.data["shown"] = self.digest

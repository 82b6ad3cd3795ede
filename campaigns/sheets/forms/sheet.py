"""A plan sheet as a browser sends it: the whole sheet of one unit, or cells of many units in a grid."""

import re
from collections.abc import Iterable, Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import CellField, Form
from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import Value
from campaigns.entry.rules.text import EntryError
from fivestar.changes.characters import writable

from ..rules import CASE, FACTS, NEEDED_FOR_NEW, OddDay, SheetContent, SheetEntry, cell


class SheetForm(Form):
    """One unit's sheet: the facts of the year, the focus star, a row for each target star.

    A page that saves itself sends only the cells that were changed, each with what stood there before (``was-<cell>``);
    what it does not send stays as it is.
    """

    asks_about_days = False  # a draft saves itself: whoever submits or approves it sees them

    def __init__(self, data=None, *, content: SheetContent, star_names: Mapping[str, str], span: Span):
        super().__init__(data)
        self.content, self.span = content, span
        self.star_names = {code: name for code, name in star_names.items() if code in content.cases}
        for spec in FACTS:
            needed = spec.name == "jump_reason" and content.jumps
            self.fields[spec.name] = CellField(spec, span, needed=needed, initial=content.facts.get(spec.name))
        self.fields["focus"] = forms.ChoiceField(
            label=gettext_lazy("focus star"),
            required=False,
            choices=[("", "—"), *((code, f"{name}星") for code, name in self.star_names.items())],
            initial=content.focus,
            help_text=gettext_lazy("the one star that is put first; printed on the plan sheet"),
        )
        for star in self.star_names:
            for spec in CASE:
                name = f"{star}.{spec.name}"
                needed = star in content.mark.new and spec.name in NEEDED_FOR_NEW
                self.fields[name] = CellField(spec, span, needed=needed, initial=content.value(name))
        self.cells = [name for name in self.fields if name not in ("token", "version")]
        self.sent = [name for name in self.cells if name in self.data]
        if self.is_bound:
            self._keep_what_was_not_sent()

    def _keep_what_was_not_sent(self) -> None:
        self.data = self.data.copy()
        for name in set(self.cells) - set(self.sent):
            value = self[name].initial
            self.data[name] = self.fields[name].spec.show(value) if name != "focus" else value

    def facts(self) -> list[forms.BoundField]:
        """The fields of the unit itself, in the order of the official form."""
        names = [spec.name for spec in FACTS]
        names.insert(names.index("pilot"), "focus")
        if not self.content.jumps and not self["jump_reason"].value():
            names.remove("jump_reason")
        return [self[name] for name in names]

    def pin(self, remarks: Iterable[tuple[str, str]]) -> None:
        """Show comments (cell, text) of the county office at their cells."""
        for name, text in remarks:
            if name in self.fields:
                self.fields[name].remark = text

    def point_out(self, odd: Iterable[OddDay]) -> None:
        """Show at their cells what is odd about days."""
        for each in odd:
            if each.cell in self.fields:
                self.fields[each.cell].odd = each.sentence

    def rows(self) -> list[tuple[str, str, bool, list[forms.BoundField]]]:
        """(star code, star, whether it is won anew, its fields) for each target star."""
        return [
            (code, f"{name}星", code in self.content.mark.new, [self[f"{code}.{spec.name}"] for spec in CASE])
            for code, name in self.star_names.items()
        ]

    def entry(self) -> SheetEntry:
        """What was typed, of the cells that were sent and understood."""
        cells = {name: self.cleaned_data[name] for name in self.sent if name in self.cleaned_data}
        seen = {
            name: read_back(name, self.data[f"was-{name}"], self.span) for name in cells if f"was-{name}" in self.data
        }
        return SheetEntry(
            self.content.mark.code,
            self.cleaned_data["version"] or 0,
            cells,
            seen if seen.keys() == cells.keys() else None,
        )


def read_back(name: str, text: str, span: Span) -> Value:
    """The value that a page showed in a cell; the text itself where it is none."""
    if name == "focus":
        return text
    try:
        return cell(name).parse(text, span)
    except EntryError:
        return text


class SheetDecisionForm(Form):
    """What the county office says of one submitted sheet: a reason, a day, comments pinned to cells."""

    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    reason = forms.CharField(
        label=gettext_lazy("What to mend"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("the township reads it above its sheet"),
    )
    until = forms.DateField(
        label=gettext_lazy("open until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("needed once the deadline for sheets is over"),
    )

    def show(self, *, version: int, digest: str) -> None:
        """Carry what the page shows: a decision is about exactly that."""
        if self.is_bound:
            self.data = self.data.copy()
            self.data["version"], self.data["digest"] = str(version), digest
        self.fields["version"].initial, self.fields["digest"].initial = version, digest

    def pins(self) -> list[tuple[str, str]]:
        """(cell, comment) of the cells that were commented on."""
        found = []
        for name in self.data:
            text = " ".join(self.data[name].split())
            if name.startswith("pin.") and text:
                found.append((name.removeprefix("pin."), text[:300]))
        return found


class ManySheetsForm(Form):
    """Ticked sheets of a list as they were seen: ``unit``, with version ``v-<unit>`` and digest ``d-<unit>``."""

    version = None
    reason = forms.CharField(
        label=gettext_lazy("What has to change, and why"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "form": "sheets"}),
        help_text=gettext_lazy("the township reads it above its sheet"),
    )
    until = forms.DateField(
        label=gettext_lazy("open until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "form": "sheets"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("needed once the deadline for sheets is over"),
    )

    @property
    def chosen(self) -> list[str]:
        return list(dict.fromkeys(self.data.getlist("unit")))

    def seen(self) -> dict[str, int]:
        """Version by unit; 0, which no sheet has, where it came in damaged."""
        texts = {code: self.data.get(f"v-{code}", "") for code in self.chosen}
        return {code: int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0 for code, text in texts.items()}

    def digests(self) -> dict[str, str]:
        return {code: self.data.get(f"d-{code}", "") for code in self.chosen}


class AskForm(Form):
    """Why a township wants to change what is approved."""

    reason = forms.CharField(
        label=gettext_lazy("What has to change, and why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what has to change and why.")},
        help_text=gettext_lazy("The county office decides by it whether to open the unit; it stays in the record."),
    )


class AnswerForm(Form):
    """The county office's answer to a request for a change."""

    answer = forms.CharField(
        label=gettext_lazy("answer"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The township reads it."),
    )
    until = forms.DateField(
        label=gettext_lazy("open until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The last day on which the township may change and submit again."),
    )


class CellsForm:
    """Cells of many units: a grid's row that saves itself, or all of them at once.

    A unit is there if its version is (``v-<unit>``); its cells are ``c-<unit>-<cell>``, e.g.
    ``c-410871062201-industry.person``. Cells that were not sent stay as they are. A row that saves itself says with
    each cell what stood there before (``w-<unit>-<cell>``). A workbook's units come with ``picking`` and a ``pick`` for
    each that is to be taken over, and with a ``reason`` that names the file.
    """

    def __init__(self, data: QueryDict, span: Span):
        self.token = data.get("token", "")
        self.reason = writable(data.get("reason", ""))[:120]
        self.problems: list[tuple[str, str]] = []
        self.typed: dict[str, str] = {}
        self.entries: list[SheetEntry] = []
        cells: dict[str, dict[str, object]] = {}
        for name in data:
            match = re.fullmatch(r"c-([0-9]{12})-([a-z_.]{1,40})", name)
            if match and self._is_picked(match[1], data):
                self.typed[name] = writable(data[name])
                self._read(match[1], match[2], name, span, cells.setdefault(match[1], {}))
        for name in data:
            match = re.fullmatch(r"v-([0-9]{12})", name)
            if match and self._is_picked(match[1], data):
                version = data[name]
                if not re.fullmatch(r"[0-9]{1,9}", version):
                    self.problems.append(
                        (_("This row came in damaged; reload the page and mark it again."), f"#u{match[1]}")
                    )
                else:
                    written = cells.get(match[1], {})
                    seen = {
                        each: read_back(each, writable(data[was]), span)
                        for each in written
                        if (was := f"w-{match[1]}-{each}") in data
                    }
                    told = seen if written and seen.keys() == written.keys() else None
                    self.entries.append(SheetEntry(match[1], int(version), written, told))

    @staticmethod
    def _is_picked(code: str, data: QueryDict) -> bool:
        return "picking" not in data or code in data.getlist("pick")

    def _read(self, code: str, cell_name: str, name: str, span: Span, cells: dict) -> None:
        if cell_name == "focus":
            cells["focus"] = self.typed[name]
            return
        try:
            spec = cell(cell_name)
        except KeyError:
            return
        try:
            cells[cell_name] = spec.parse(self.typed[name], span)
        except EntryError as error:
            self.problems.append((f"{spec.label}：{error}", f"#{name}"))

    def is_valid(self) -> bool:
        return not self.problems

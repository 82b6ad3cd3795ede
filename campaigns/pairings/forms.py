"""Pairings as a browser sends them: the agreement, and a line of the joint log."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import CellField, Form, need
from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import LONGEST_WORDS, Field
from campaigns.entry.rules.names import UnitNames
from campaigns.planning.forms.units import read_units
from campaigns.planning.rules.held import HeldUnit

from .rules import EntrySheet, PairingSheet

_AGREED = (
    Field("agreed_on", gettext_lazy("agreed on"), "date", "", 0, gettext_lazy("the log begins on this day")),
    Field(
        "agreement", gettext_lazy("agreement"), "long", "", LONGEST_WORDS,
        gettext_lazy("who helps with what; read by both townships"),
    ),
    Field("keeper", gettext_lazy("looked after by"), "text", "", 40, gettext_lazy("whom both sides ask")),
    Field(
        "ended_on", gettext_lazy("pairing ended on"), "date", "", 0,
        gettext_lazy("empty while it runs; then its log is closed"),
    ),
)  # fmt: skip
_ENTRY = (
    Field("on", gettext_lazy("done on"), "date", "", 0, gettext_lazy("sorted by")),
    Field("done", gettext_lazy("what was done together"), "long", "", LONGEST_WORDS, gettext_lazy("read by both")),
    Field("result", gettext_lazy("result"), "long", "", LONGEST_WORDS, gettext_lazy("what came of it")),
)
_MUST = ("agreed_on", "agreement", "on", "done")


class PairingForm(Form):
    """A strong and a weak unit, named as in lists, and what they agreed.

    units -- of the county. sheet -- the pairing as it stands; None for a new one, which has not ended.
    """

    strong = forms.CharField(
        label=capfirst(gettext_lazy("strong unit")),
        max_length=80,
        help_text=gettext_lazy("Its name or code; it helps."),
    )
    weak = forms.CharField(
        label=capfirst(gettext_lazy("weak unit")), max_length=80,
        help_text=gettext_lazy("Its name or code. A unit is helped by one other at a time."),
    )  # fmt: skip

    asks_about_days = False  # a pairing is often older than the campaign

    def __init__(
        self, data: QueryDict | None = None, *, units: Sequence[HeldUnit], span: Span,
        sheet: PairingSheet | None = None, **kwargs,
    ):  # fmt: skip
        super().__init__(data, **kwargs)
        self.units = units
        for name in ("strong", "weak"):
            self.fields[name].widget.attrs["list"] = "units"
            if sheet:
                self.fields[name].initial = self.name_of(getattr(sheet, name))
        for spec in _AGREED:
            if spec.name == "ended_on" and sheet is None:
                continue
            self.fields[spec.name] = CellField(spec, span, initial=getattr(sheet, spec.name, None))
            self.fields[spec.name].label = capfirst(str(spec.label))
            self.fields[spec.name].required = spec.name in _MUST

    def name_of(self, code: str) -> str:
        """A unit as the form names it: with its township, so that it is found again."""
        return next((f"{unit.township}{unit.name}" for unit in self.units if unit.code == code), "")

    def names(self) -> list[str]:
        """What the fields offer."""
        return [f"{unit.township}{unit.name}" for unit in self.units]

    def clean_strong(self) -> str:
        return self._unit("strong")

    def clean_weak(self) -> str:
        return self._unit("weak")

    def _unit(self, name: str) -> str:
        codes, wrong = read_units(self.cleaned_data[name], UnitNames(self.units), self.units)
        if wrong or len(codes) != 1:
            raise ValidationError(wrong or _("Write the name of one unit, as in the list of units, or its code."))
        return codes[0]

    def clean(self) -> dict:
        need(self, "agreed_on", "agreement")
        return self.cleaned_data

    def sheet(self) -> PairingSheet:
        """The pairing as typed. Needs a valid form."""
        names = ("strong", "weak", *(spec.name for spec in _AGREED))
        return PairingSheet(**{name: self.cleaned_data.get(name) for name in names})


class EntryForm(Form):
    """A line of a pairing's log. ``sheet`` -- as it stands; None for a new one."""

    asks_about_days = False  # its days are those of the last twelve months

    def __init__(self, data: QueryDict | None = None, *, span: Span, sheet: EntrySheet | None = None, **kwargs):
        super().__init__(data, **kwargs)
        for spec in _ENTRY:
            self.fields[spec.name] = CellField(spec, span, initial=getattr(sheet, spec.name, None))
            self.fields[spec.name].label = capfirst(str(spec.label))
            self.fields[spec.name].required = spec.name in _MUST

    def clean(self) -> dict:
        need(self, "on", "done")
        return self.cleaned_data

    def sheet(self) -> EntrySheet:
        """The line as typed. Needs a valid form."""
        return EntrySheet(**{spec.name: self.cleaned_data[spec.name] for spec in _ENTRY})

"""The filter of the list of units, and what the county office decides of it."""

import re
from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns.entry.forms import Form
from campaigns.entry.rules.names import UnitNames
from campaigns.year.choices import HELD_NAMES, LEVEL_NAMES, Kind

from ..choices import Decision, FindingCode, PlanState, Step, Targets
from ..rules.held import HeldUnit
from ..rules.units import NO_AREA, UNMARKED, UnitFilter

Choices = list[tuple[str, str | Promise]]


class UnitCodes(forms.Field):
    """Codes of units, one parameter each; a page links to exactly those that it counted."""

    widget = forms.MultipleHiddenInput

    def clean(self, value) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(value or ()))
        if not all(re.fullmatch("[0-9]{12}", code) for code in codes):
            raise ValidationError(_("A unit's code has 12 digits."))
        return codes


class UnitsForm(Form):
    """Which units a list shows. Everything is optional; what is empty does not narrow."""

    token = version = None
    use_required_attribute = False

    township = forms.ChoiceField(label=_("township"), required=False)
    area = forms.ChoiceField(label=_("area"), required=False)
    kind = forms.ChoiceField(label=_("kind"), required=False, choices=[("", _("all")), *Kind.choices])
    level = forms.ChoiceField(
        label=_("planned level"),
        required=False,
        choices=[
            ("", _("all")),
            *((str(level), name) for level, name in LEVEL_NAMES.items()),
            (UNMARKED, FindingCode.UNFILLED.label),
        ],
    )
    held = forms.ChoiceField(
        label=_("held level"),
        required=False,
        choices=[("", _("all")), *((str(level), name) for level, name in HELD_NAMES.items())],
    )
    step = forms.ChoiceField(label=_("against last year"), required=False, choices=[("", _("all")), *Step.choices])
    star = forms.ChoiceField(label=_("target star"), required=False)
    targets = forms.ChoiceField(label=_("beside last year"), required=False, choices=[("", _("all")), *Targets.choices])
    q = forms.CharField(label=_("name, pinyin or code"), required=False, max_length=60)
    state = forms.MultipleChoiceField(
        label=_("state"), required=False, choices=PlanState.choices, widget=forms.CheckboxSelectMultiple
    )
    unit = UnitCodes(required=False)

    def __init__(self, data, *, townships: Choices, areas: Choices, stars: Choices):
        """townships, areas -- of the place, as (value, name); without any the question is not asked.
        stars -- of the campaign, as (code, name)."""
        super().__init__(data)
        for name, choices in (("township", townships), ("area", areas), ("star", stars)):
            if choices:
                self.fields[name].choices = [("", _("all")), *choices]
            else:
                del self.fields[name]
        if areas:
            self.fields["area"].choices += [(NO_AREA, _("no area"))]

    def filter(self) -> UnitFilter:
        """What is asked for. Needs a valid form: a question that was not understood narrows nothing."""
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return UnitFilter(**asked | {"state": tuple(asked.get("state", ()))})

    def chosen(self) -> list[tuple[str, str, str | Promise]]:
        """(parameter, its name, the chosen values in words) for each question that narrows the list."""
        said = []
        for name, value in self.cleaned_data.items():
            if not value:
                continue
            field = self.fields[name]
            if name == "unit":
                words = ngettext("%(n)s named unit", "%(n)s named units", len(value)) % {"n": len(value)}
            elif hasattr(field, "choices"):
                words_of = dict(field.choices)
                words = "、".join(str(words_of[each]) for each in (value if isinstance(value, list) else [value]))
            else:
                words = value
            said.append((name, field.label or "", words))
        return said


class DecisionForm(Form):
    """What the office decides, and of which versions of which units."""

    seen = forms.CharField(label=_("units"), widget=forms.HiddenInput, required=False, max_length=40_000)
    reason = forms.CharField(label=_("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    until = forms.DateField(label=_("to be submitted again by"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, decision: Decision, data=None):
        super().__init__(data)
        if decision == Decision.APPROVE:
            del self.fields["until"]
            self.fields["reason"].label = _("note")
            self.fields["reason"].required = False
        elif decision == Decision.RETURN:
            self.fields["until"].required = False
        self.fields["reason"].help_text = {
            Decision.APPROVE: _("It stays in the record."),
            Decision.RETURN: _("The township reads it: say what is to be mended."),
            Decision.REOPEN: _("It stays in the record, and the township reads it."),
        }[decision]

    def clean_seen(self) -> dict[str, int]:
        pairs = re.findall(r"\b([0-9]{12}):([0-9]{1,9})\b", self.cleaned_data["seen"])
        if not pairs:
            raise ValidationError(_("The page did not say which units it showed. Look at the list and decide again."))
        return {code: int(version) for code, version in pairs}

    def show(self, seen: dict[str, int], *, needs_day: bool) -> None:
        """Say what the page shows now; every word that was typed stays.

        seen      -- version by unit code.
        needs_day -- whether the deadline is over, so that what is returned needs a day of its own.
        """
        told = " ".join(f"{code}:{version}" for code, version in seen.items())
        if self.is_bound:
            self.data = self.data.copy()
            self.data["seen"] = told
        else:
            self.initial["seen"] = told
        if "until" in self.fields:
            self["until"].help_text = (
                _("The deadline is over, so a day is needed.")
                if needs_day
                else _("Leave it empty to let the township's deadline stand.")
            )


def read_units(text: str, names: UnitNames, units: Sequence[HeldUnit]) -> tuple[list[str], list[str]]:
    """(codes, what is wrong) of units named in a text; a township alone means all its units."""
    townships, words = names.named(re.sub(r"[。.](?=\s|$)", " ", text))
    rest = [word for word in words if word.strip("。.")]
    if townships and not rest:
        return [unit.code for unit in units if unit.township in townships], []
    codes, wrong = [], []
    for word in rest:
        unit, sentence = names.find(word, set())
        if unit is None and townships:
            unit, sentence = names.find(word, townships)
        if unit is None:
            wrong.append(sentence)
        elif unit.code not in codes:
            codes.append(unit.code)
    return codes, wrong

"""Problems as a browser sends them: the filter of the list, one problem, one step for many."""

import re
from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import CellField, Form
from campaigns.entry.rules.dates import Span
from campaigns.year.choices import OWN, DueGroup

from ..choices import ProblemSource, ProblemState
from ..rules import (
    CELL,
    CELLS,
    FOUND,
    NO_DEPARTMENT,
    NO_STAR,
    NO_TASK,
    OVERDUE,
    THIS_WEEK,
    UNFIXED,
    ProblemFilter,
    ProblemSheet,
)

Choices = list[tuple[str, str | Promise]]
DAYS = (DueGroup.TODAY, DueGroup.REST, DueGroup.LATER, DueGroup.NO_DAY)
WRITTEN = ("department", "person", "support_unit")  # questions whose answers are what stands in the list


class ProblemsForm(Form):
    """Which problems a list shows. What is empty does not narrow."""

    token = version = None
    use_required_attribute = False

    state = forms.ChoiceField(label=gettext_lazy("state"), required=False)
    due = forms.ChoiceField(label=gettext_lazy("to be done by"), required=False)
    township = forms.ChoiceField(label=gettext_lazy("township"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("area"), required=False)
    star = forms.ChoiceField(label=gettext_lazy("star"), required=False)
    task = forms.ChoiceField(label=gettext_lazy("task"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("source"), required=False)
    department = forms.ChoiceField(label=gettext_lazy("lead department"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("responsible person"), required=False)
    support_unit = forms.ChoiceField(label=gettext_lazy("support unit"), required=False)
    checks = forms.ChoiceField(label=gettext_lazy("rechecked by"), required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=gettext_lazy("words, or a unit's name"), required=False, max_length=60)
    unit = forms.RegexField(r"^[0-9]{12}$", required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, choices: Mapping[str, Choices]):
        """choices -- of townships, areas, stars, tasks and of what is written in the list, by question; a question
        without any is not asked."""
        super().__init__(data)
        offered: dict[str, Choices] = {
            "state": [*ProblemState.choices, (UNFIXED, gettext_lazy("not fixed yet, sent back or not"))],
            "due": [
                (OVERDUE, gettext_lazy("overdue")),
                (THIS_WEEK, gettext_lazy("due within seven days")),
                *((each.value, each.label) for each in DAYS),
            ],
            "checks": [(OWN, gettext_lazy("your post"))],
            "source": ProblemSource.choices,
            **choices,
        }
        offered["star"] = [*offered["star"], (NO_STAR, gettext_lazy("no star named"))]
        offered["task"] = [*offered["task"], (NO_TASK, gettext_lazy("no task named"))]
        offered["department"] = [*offered["department"], (NO_DEPARTMENT, gettext_lazy("no department named"))]
        for name, found in offered.items():
            if found:
                self.fields[name].choices = [("", gettext_lazy("all")), *found]
            else:
                del self.fields[name]

    def filter(self, **changed: str) -> ProblemFilter:
        """What is asked for. Needs a valid form."""
        return ProblemFilter(**self.cleaned_data | changed)

    def chosen(self) -> list[tuple[str, str | Promise, str | Promise]]:
        """(parameter, its name, the chosen value in words) for each question that narrows the list."""
        return [
            (name, self.fields[name].label or "", dict(getattr(self.fields[name], "choices", ())).get(value, value))
            for name, value in self.cleaned_data.items()
            if value
        ]


class ProblemForm(Form):
    """One problem of one unit.

    about  -- stars and tasks that it may be of, as ("star" or "star/number", name).
    span   -- the days among which dates without a year lie.
    sheet  -- the problem as it stands; None for a new one.
    locked -- whether what was found only stands to be read: the reader plans what is done about it.
    """

    def __init__(
        self, data: QueryDict | None = None, *, about: Choices, span: Span, needs_star: bool = False,
        sheet: ProblemSheet | None = None, locked: bool = False, **kwargs,
    ):  # fmt: skip
        super().__init__(data, **kwargs)
        self.kept = sheet
        for spec in CELLS:
            field = CellField(spec, span, initial=sheet.value(spec.name) if sheet else None)
            field.label, field.says_optional = capfirst(field.label), spec.name not in ("text", "source")
            self.fields[spec.name] = field
        self.fields["text"].required = True
        self.fields["source"].widget.choices = ProblemSource.choices
        self.fields["about"] = forms.ChoiceField(
            label=_("Star or task"),
            required=needs_star,
            choices=about if needs_star else [("", _("no particular star")), *about],
            initial=_about(sheet),
            help_text=_("Measures used before for the task are offered below; its star's task force rechecks."),
        )
        self.order_fields(["text", "about", *CELL])
        if locked:
            for name in ("about", *FOUND):
                self.fields[name].disabled = True

    def sheet(self, unit: str) -> ProblemSheet:
        """The problem as it was typed. Needs fields that were understood."""
        star, _slash, number = self.cleaned_data["about"].partition("/")
        values = {name: self.cleaned_data[name] for name in CELL}
        return ProblemSheet(unit, star, int(number) if number else None, values)

    def asked(self) -> str:
        """The star or task that the form shows now."""
        return str(self["about"].value() or "")


def _about(sheet: ProblemSheet | None) -> str:
    if sheet is None:
        return ""
    return f"{sheet.star}/{sheet.task}" if sheet.task is not None else sheet.star


class StepForm(Form):
    """One step for the problems that the page shows: their versions, what was done, or why it is sent back."""

    version = None
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40_000)
    words = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, step: str, data: QueryDict | None = None, *, has_fix: bool = False):
        """has_fix -- whether all of them say what was done already."""
        super().__init__(data)
        if step == "fix":
            self.fields["words"].label = _("What was done")
            self.fields["words"].required = not has_fix
            self.fields["words"].help_text = _("Written into every one of them; whoever rechecks reads it.")
        elif step == "return":
            self.fields["words"].label = _("Reason for sending back")
            self.fields["words"].max_length = 300
            self.fields["words"].help_text = _("The township reads it: say what is to be mended.")
        else:
            del self.fields["words"]

    def clean_seen(self) -> dict[int, int]:
        pairs = re.findall(r"\b([0-9]{1,18}):([0-9]{1,9})\b", self.cleaned_data["seen"])
        if not pairs:
            raise ValidationError(_("The page did not say which problems it showed. Go back to the list."))
        return {int(pk): int(version) for pk, version in pairs}

    def show(self, seen: Mapping[int, int]) -> None:
        """Say what the page shows now; every word that was typed stays."""
        told = " ".join(f"{pk}:{version}" for pk, version in seen.items())
        if self.is_bound:
            self.data = self.data.copy()
            self.data["seen"] = told
        self.fields["seen"].initial = told


def keys_of(texts: Sequence[str], most: int) -> list[int]:
    """Keys of the problems that an address names; what is none is passed over."""
    return [int(text) for text in dict.fromkeys(texts) if re.fullmatch("[0-9]{1,18}", text)][:most]

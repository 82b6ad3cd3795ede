"""A unit's project as a browser sends it, and the filter of the list."""

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from campaigns.entry.forms import CellField, Form
from campaigns.entry.rules.dates import Span

from .choices import MoneySource, ProjectState
from .rules import NO_DEPARTMENT, NO_STAR, PROJECT, ProjectFilter, ProjectSheet, project_problems

Choices = list[tuple[str, str | Promise]]


class ProjectsForm(Form):
    """Which projects a list shows. What is empty does not narrow."""

    token = version = None
    use_required_attribute = False

    state = forms.ChoiceField(label=_("state"), required=False)
    township = forms.ChoiceField(label=_("township"), required=False)
    star = forms.ChoiceField(label=_("star"), required=False)
    department = forms.ChoiceField(label=_("lead department"), required=False)
    source = forms.ChoiceField(label=_("source of the money"), required=False)
    q = forms.CharField(label=_("words, or a unit's name"), required=False, max_length=60)
    unit = forms.RegexField(r"^[0-9]{12}$", required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, townships: Choices, stars: Choices, departments: list[str]):
        """townships -- of the county, none at a township. departments -- that stand in the list."""
        super().__init__(data)
        choices = {
            "state": ProjectState.choices,
            "township": townships,
            "star": [*stars, (NO_STAR, _("no star named"))],
            "department": [*((name, name) for name in departments), (NO_DEPARTMENT, _("no department named"))],
            "source": MoneySource.choices,
        }
        for name, found in choices.items():
            self.fields[name].choices = [("", _("all")), *found]
        if not townships:
            del self.fields["township"]

    def filter(self, **changed: str) -> ProjectFilter:
        """What is asked for. Needs a valid form."""
        return ProjectFilter(**self.cleaned_data | changed)

    def asked(self) -> dict[str, str]:
        """The questions that narrow the list, as its query string says them. Needs a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def chosen(self) -> list[tuple[str, str | Promise, str | Promise]]:
        """(parameter, its name, the chosen value in words) for each question that narrows the list."""
        return [
            (name, self.fields[name].label or "", dict(getattr(self.fields[name], "choices", ())).get(value, value))
            for name, value in self.asked().items()
        ]


class ProjectForm(Form):
    """One project of one unit.

    stars -- of the unit's set, as (code, name).
    span  -- the days among which dates without a year lie.
    sheet -- the project as it stands; None for a new one.
    """

    def __init__(
        self, data: QueryDict | None = None, *, stars: Choices, span: Span, sheet: ProjectSheet | None = None, **kwargs
    ):
        super().__init__(data, **kwargs)
        for spec in PROJECT:
            self.fields[spec.name] = CellField(spec, span, initial=getattr(sheet, spec.name, None))
            self.fields[spec.name].label = capfirst(self.fields[spec.name].label)
            self.fields[spec.name].says_optional = spec.name != "state"
        self.fields["name"].required = True
        self.fields["state"].widget.choices = ProjectState.choices
        self.fields["state"].initial = sheet.state if sheet else ProjectState.PLANNED
        self.fields["star"] = forms.ChoiceField(
            label=capfirst(_("star")),
            required=False,
            choices=[("", _("no particular star")), *stars],
            initial=sheet.star if sheet else "",
            help_text=_("The star that it is to win; summed up by it."),
        )
        self.order_fields(["name", "star", "amount", "source", "department", "person", "starts_on", "ends_on", "state"])

    def clean(self) -> dict:
        if not self.errors:
            for name, sentence in project_problems(self.sheet()):
                self.add_error(name, forms.ValidationError(str(sentence)))
        return self.cleaned_data

    def sheet(self) -> ProjectSheet:
        """The project as it was typed. Needs fields that were understood."""
        names = [spec.name for spec in PROJECT]
        return ProjectSheet(star=self.cleaned_data["star"], **{name: self.cleaned_data[name] for name in names})

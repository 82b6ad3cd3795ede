"""The filter of the wall chart, and links for the screen in a hall."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from campaigns.entry.forms import Form
from campaigns.year.choices import Kind

from .choices import Plans
from .rules import STANDINGS, ChartFilter

Choices = list[tuple[str, str]]


class ChartForm(Form):
    """Which units a chart shows. Everything is optional; what is empty does not narrow."""

    token = version = None
    use_required_attribute = False

    township = forms.ChoiceField(label=_("township"), required=False)
    area = forms.ChoiceField(label=_("area"), required=False)
    kind = forms.ChoiceField(label=_("kind"), required=False, choices=[("", _("all")), *Kind.choices])
    star = forms.ChoiceField(label=_("star"), required=False)
    standing = forms.MultipleChoiceField(
        label=_("standing"),
        required=False,
        choices=[(each.value, each.label) for each in STANDINGS],
        widget=forms.CheckboxSelectMultiple,
    )
    plan = forms.ChoiceField(label=_("targets"), required=False, choices=[("", _("all")), *Plans.choices])
    overdue = forms.BooleanField(label=_("with overdue tasks"), required=False)

    def __init__(self, data: QueryDict, *, townships: Choices, areas: Choices, stars: Choices):
        """townships, areas -- of the place, as (value, name); without any the question is not asked."""
        super().__init__(data)
        for name, choices in (("township", townships), ("area", areas), ("star", stars)):
            if choices:
                self.fields[name].choices = [("", _("all")), *choices]
            else:
                del self.fields[name]

    def filter(self) -> ChartFilter:
        """What is asked for. Needs a valid form."""
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return ChartFilter(**asked | {"standing": tuple(asked.get("standing", ()))})


class HallLinkForm(Form):
    """What the new link is called."""

    version = None
    name = forms.CharField(
        label=_("name of the link"),
        max_length=40,
        help_text=_("Where the screen hangs, for example 一楼大厅: by this name you withdraw it."),
    )


class WithdrawForm(Form):
    """Which version of a link is withdrawn."""

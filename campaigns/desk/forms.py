"""The filter of a star's page."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from campaigns.entry.forms import Form
from campaigns.planning.choices import Targets

from .rules import EVERYONE


class StarForm(Form):
    """Which units a star's page lists. What is empty does not narrow; without ``show`` those that target or hold it."""

    token = version = None
    use_required_attribute = False

    show = forms.ChoiceField(
        required=False, choices=[("", ""), *Targets.choices, (EVERYONE, "")], widget=forms.HiddenInput
    )
    township = forms.ChoiceField(label=_("township"), required=False)
    q = forms.CharField(label=_("name, pinyin or code"), required=False, max_length=60)

    def __init__(self, data: QueryDict, *, townships: list[tuple[str, str]]):
        super().__init__(data)
        self.fields["township"].choices = [("", _("all")), *townships]

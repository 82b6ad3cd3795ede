"""A percentage that a paper prints, as a browser sends it."""

import re

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import Form

from ..rules.facts import Printed
from .figures import number, plain

MOST = 2**31 - 1  # what the database holds


class CountField(forms.CharField):
    """A whole number as papers write it."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 8})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def clean(self, value: str) -> int:
        found = number(super().clean(value))
        if found is None:
            raise forms.ValidationError(self.error_messages["required"])
        return found


class PercentageForm(Form):
    """What is printed, of what, and on which base."""

    version = None
    name = forms.CharField(
        label=capfirst(gettext_lazy("what it is of")), max_length=60,
        help_text=gettext_lazy("as the paper has it, such as 三星以上村占比"),
    )  # fmt: skip
    part = CountField(label=capfirst(gettext_lazy("part")))
    base = CountField(label=capfirst(gettext_lazy("base")))
    base_name = forms.CharField(
        label=capfirst(gettext_lazy("what the base counts")), max_length=40,
        help_text=gettext_lazy("such as 行政村 or 应评村（社区）"),
    )  # fmt: skip
    printed = forms.CharField(
        label=capfirst(gettext_lazy("printed, per cent")), max_length=12,
        help_text=gettext_lazy("with all digits that are printed: 73.39 is held against its base more exactly than 73"),
    )  # fmt: skip

    def clean_printed(self) -> str:
        said = plain(self.cleaned_data["printed"]).removesuffix("%").strip()
        if not re.fullmatch(r"\d{1,4}(\.\d{1,4})?", said):
            raise forms.ValidationError(_("“%(value)s” is no percentage; write it as 73.39.") % {"value": said[:12]})
        return said

    def percentage(self) -> Printed:
        """What was typed, as the rules read it."""
        said = self.cleaned_data
        return Printed(said["name"], said["part"], said["base"], said["base_name"], said["printed"])


class WithdrawForm(Form):
    """Which percentage is taken back, as it was seen."""

    percentage = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)

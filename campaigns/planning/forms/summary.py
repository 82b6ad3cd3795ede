"""Who signed a township's summary of targets, and when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.entry.forms import Form


class SignForm(Form):
    """The name and the day on the signed paper."""

    signed_by_name = forms.CharField(
        label=_("signed by"),
        max_length=40,
        help_text=_("the township's Party secretary, as on the paper; shown to the county office"),
        error_messages={"required": _("Say who signed.")},
    )
    signed_on = forms.DateField(
        label=_("signed on"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("the day on the paper"),
    )

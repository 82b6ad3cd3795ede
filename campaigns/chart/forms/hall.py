"""A link for the screen in a hall."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.entry.forms.base import Form


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

"""Choosing a workbook that was filled in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.entry.forms import Form

# Bytes of a file that a page may carry on: what is no file of a form may have 2.5 MB, and base64 takes a third more.
CARRIED = 1_500_000


class UploadForm(Form):
    """One workbook."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_(
            "The .xlsx that was downloaded here and filled in, up to 10 MB. Nothing is saved before you agree."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Choose the file that was filled in.")},
    )

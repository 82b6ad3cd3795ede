"""Giving a township longer to submit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.entry.forms import Form


class ExtensionForm(Form):
    """Until when, and why."""

    until = forms.DateField(
        label=_("extended until"),
        help_text=_("The last day on which the township may submit, included."),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("reason"),
        help_text=_("It stays in the record, and the township reads it."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )

    def show(self, version: int) -> None:
        """Ask again beside what stands now, keeping every word."""
        self.data = self.data.copy()
        self.data["version"] = str(version)

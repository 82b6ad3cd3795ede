"""What people say of a finding."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.entry.forms import Form

from ..choices import AnswerState

_SAYING = {
    AnswerState.EXPLAINED: _("Explain: say how it comes about"),
    AnswerState.CONFIRMED: _("Confirm: the figures do not agree and have to be mended"),
    AnswerState.SET_ASIDE: _("Set aside: it is known and may stay"),
}


class AnswerForm(Form):
    """An explanation, a confirmation or a setting aside, given for the figures that the page showed.

    ``version`` is that of the answer that stood there, 0 where there was none.
    """

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    state = forms.ChoiceField(
        label=_("What the office says"),
        widget=forms.RadioSelect,
        help_text=_("Leaders read confirmed findings; the others stay with the office and the township."),
    )
    text = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It holds for these figures: when they change, the finding is open again."),
    )

    def __init__(self, data=None, *, states: tuple[AnswerState, ...], **kwargs):
        """states -- what the reader may say."""
        super().__init__(data, **kwargs)
        self.fields["state"].choices = [(state.value, _SAYING[state]) for state in states]
        self.fields["state"].initial = states[0]
        if len(states) == 1:
            self.fields["state"].widget = forms.HiddenInput()

    def clean(self) -> dict:
        if self.cleaned_data.get("state") not in (None, AnswerState.CONFIRMED) and not self.cleaned_data.get("text"):
            self.add_error("text", ValidationError(_("Give the reason in a few words.")))
        return self.cleaned_data

    def show(self, digest: str, version: int) -> None:
        """Ask again beside the figures and the answer that stand now, keeping every word."""
        self.data = self.data.copy()
        self.data["digest"], self.data["version"] = digest, str(version)

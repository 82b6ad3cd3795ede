"""A veto hit as a browser sends it, the unit's answer, and the decision."""

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.entry.forms import Form

from .choices import VetoState

Choices = list[tuple[str, str | Promise]]


class VetoHitForm(Form):
    """Which veto was hit in which unit, and who found what.

    vetoes -- that the reader may enter, as (key, words).
    """

    version = None
    unit = forms.CharField(
        label=_("Unit"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("Its name, with the township before it where several share one, or its code."),
    )
    veto = forms.ChoiceField(label=_("Veto"), help_text=_("From the list of this year's standard."))
    department = forms.CharField(
        label=_("Source department"),
        max_length=60,
        widget=forms.TextInput({"list": "senders", "autocomplete": "off"}),
        help_text=_("Which department reports it; the decision names it."),
    )
    found = forms.CharField(
        label=_("What was found"), max_length=1000, widget=forms.Textarea({"rows": 4}),
        help_text=_("The township reads it and answers."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("Evidence"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Number of the notice, date, where the papers are kept."),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, vetoes: Choices, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["veto"].choices = [("", "—"), *vetoes]


class VetoAnswerForm(Form):
    """What the unit says to it."""

    answer = forms.CharField(
        label=_("The unit's answer"), max_length=1000, widget=forms.Textarea({"rows": 4}),
        help_text=_("The county office reads it before it decides."),
    )  # fmt: skip


class VetoDecisionForm(Form):
    """Whether it is upheld, and why."""

    state = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[(state.value, state.label) for state in (VetoState.UPHELD, VetoState.DISMISSED)],
        help_text=_("Upheld, it voids the star, or all stars of the unit where the veto names none."),
    )
    reason = forms.CharField(label=_("Reason for the decision"), max_length=300, widget=forms.Textarea({"rows": 3}))

"""Which two sides are compared unit by unit, and which units of them are listed."""

from collections.abc import Iterable, Mapping

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.entry.forms import Form
from campaigns.year.choices import Kind

from ..choices import Step
from ..rules.moves import OTHER, SIDES, MoveFilter, side

LEVELS = [(side(level), side(level)) for level in SIDES]
TURNS = [(turn, turn) for turn in ("old", "new", "won", "lost")]


class MovesForm(Form):
    """What is empty does not narrow; a figure of the page fills in the hidden fields."""

    token = version = None
    use_required_attribute = False

    old = forms.ChoiceField(label=_("from"))
    new = forms.ChoiceField(label=_("to"))
    kind = forms.ChoiceField(label=_("kind"), required=False, choices=[("", _("both kinds")), *Kind.choices])
    township = forms.RegexField(r"^[0-9]{9}$", required=False, widget=forms.HiddenInput)
    before = forms.ChoiceField(required=False, choices=LEVELS, widget=forms.HiddenInput)
    after = forms.ChoiceField(required=False, choices=LEVELS, widget=forms.HiddenInput)
    step = forms.ChoiceField(required=False, choices=[*Step.choices, (OTHER, OTHER)], widget=forms.HiddenInput)
    star = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    turn = forms.ChoiceField(required=False, choices=TURNS, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, sides: Mapping[str, str | Promise], stars: Iterable[str]):
        """sides -- key → name; stars -- codes."""
        super().__init__(data)
        for name in ("old", "new"):
            self.fields[name].choices = sides.items()
        self.fields["star"].choices = [(code, code) for code in stars]

    def clean(self):
        if bool(self.cleaned_data.get("star")) != bool(self.cleaned_data.get("turn")):
            raise forms.ValidationError(_("A star is listed by one of its four figures."))
        return self.cleaned_data

    def filter(self) -> MoveFilter:
        """Which units are listed. Needs a valid form."""
        return MoveFilter(**{name: value for name, value in self.cleaned_data.items() if name not in ("old", "new")})

    @property
    def lists(self) -> bool:
        """Whether a figure was followed. Needs a valid form."""
        return any(self.cleaned_data[name] for name in ("township", "before", "after", "step", "star"))

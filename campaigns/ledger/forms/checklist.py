"""A task of the checklist as a browser sends it."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.entry.forms import Form
from campaigns.year.rules import MOST_WEEKS


class TaskForm(Form):
    """One task of a star.

    wholes -- tasks of the star that this one can be part of, as (primary key, name).
    is_new -- a new task cannot be taken off.
    """

    number = forms.IntegerField(label=capfirst(_("number")), min_value=1, max_value=999)
    title = forms.CharField(label=capfirst(pgettext_lazy("of a task", "title")), max_length=80)
    parent = forms.ChoiceField(
        label=capfirst(_("part of")),
        required=False,
        help_text=_("A task with parts is done when its required parts are; it has no row of its own."),
    )
    done_when = forms.CharField(
        label=capfirst(_("what counts as done")), required=False, max_length=1000, widget=forms.Textarea({"rows": 4})
    )
    evidence = forms.CharField(label=capfirst(_("usual evidence")), required=False, max_length=200)
    is_required = forms.BooleanField(
        label=capfirst(_("required")), required=False, help_text=_("All required tasks win the star, unless points do.")
    )
    points = forms.IntegerField(
        label=capfirst(_("points")), min_value=0, max_value=100, help_text=_("Used where stars are won by points.")
    )
    weeks_before = forms.IntegerField(
        label=capfirst(_("weeks before the assessment")),
        min_value=0,
        max_value=MOST_WEEKS,
        help_text=_(
            "From it the day of new rows is counted back; those that are there move on the page of the schedule."
        ),
    )
    is_retired = forms.BooleanField(
        label=capfirst(_("taken off in mid-year")),
        required=False,
        help_text=_("It leaves the ledgers when the checklist is applied; what was written of it stays."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, wholes: Iterable[tuple[int, str]], is_new: bool = False, **kwargs
    ):
        super().__init__(data, **kwargs)
        known = [("", _("a task of its own")), *((str(pk), name) for pk, name in wholes)]
        self.fields["parent"].choices = known
        if len(known) == 1:
            del self.fields["parent"]
        if is_new:
            del self.fields["is_retired"]
        for name in {"is_required", "is_retired"} & self.fields.keys():
            self.fields[name].says_optional = False  # a box is ticked or not
        for name in ("number", "points", "weeks_before"):
            self.fields[name].widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": 5})

    def values(self) -> dict:
        """The task's fields; of its whole the key, or None. Needs a valid form."""
        said = {name: self.cleaned_data[name] for name in self.fields if name not in ("token", "version", "parent")}
        if "parent" in self.fields:
            said["parent"] = int(self.cleaned_data["parent"]) if self.cleaned_data["parent"] else None
        return said

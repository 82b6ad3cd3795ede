"""One task over many units as a browser sends it."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import CellField, Form
from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import Value

from ..rules.assign import ASSIGNED
from ..rules.tasks import ROW_FIELDS
from .rows import keys

EMPTY, ALL = "empty", "all"


class TaskChoiceForm(Form):
    """Which task, and of which units. What is empty does not narrow.

    tasks     -- star → its tasks as (primary key, name).
    townships -- of the county, none at a township. areas -- of the township.
    """

    token = version = None
    use_required_attribute = False

    task = forms.ChoiceField(label=gettext_lazy("task"))
    township = forms.ChoiceField(label=gettext_lazy("township"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("area"), required=False)

    def __init__(
        self, data: QueryDict, *, tasks: Iterable[tuple[str, list[tuple[int, str]]]],
        townships: Iterable[tuple[str, str]], areas: Iterable[tuple[int, str]],
    ):  # fmt: skip
        super().__init__(data)
        groups = [(star, [(str(pk), name) for pk, name in of_star]) for star, of_star in tasks]
        self.fields["task"].choices = [("", _("choose a task")), *groups]
        for name, found in (("township", townships), ("area", areas)):
            known = [("", _("all")), *((str(pk), each) for pk, each in found)]
            self.fields[name].choices = known
            if len(known) == 1:
                del self.fields[name]


class AssignForm(Form):
    """What is written into the rows of one task. Empty cells write nothing.

    shown -- the digest of what the preview showed.
    """

    version = None
    replace = forms.ChoiceField(
        label=gettext_lazy("Where something is written already"),
        choices=[
            (EMPTY, gettext_lazy("keep it; fill in empty cells only")),
            (ALL, gettext_lazy("replace it")),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Days are always set: each row has one from the start."),
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: QueryDict | None = None, *, span: Span, **kwargs):
        super().__init__(data, **kwargs)
        for name in ASSIGNED:
            self.fields[name] = CellField(ROW_FIELDS[name], span)
        self.order_fields([*ASSIGNED, "replace"])
        self.picked = keys(data.getlist("pick")) if data is not None else set()

    def clean(self) -> dict:
        said = super().clean()
        if not self.errors and not self.wanted():
            self.add_error(None, _("Write into at least one cell what the rows are to say."))
        if not self.picked:
            self.add_error(None, _("Tick at least one unit."))
        return said

    def wanted(self) -> dict[str, Value]:
        """Field → value for each cell that was filled in."""
        return {name: self.cleaned_data[name] for name in ASSIGNED if self.cleaned_data.get(name) not in ("", None)}

    @property
    def replaces(self) -> bool:
        return self.cleaned_data["replace"] == ALL

    def again(self) -> list[tuple[str, str | Promise]]:
        """What the preview sends again, unseen: (name, value)."""
        said = [(name, self.data.get(name, "")) for name in (*ASSIGNED, "replace", "days")]
        return [*said, *(("pick", str(pk)) for pk in sorted(self.picked))]

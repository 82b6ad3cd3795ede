"""Bottlenecks and assignments as a browser asks for them; one assignment, its reply, what the office decides of it."""

import re
from collections.abc import Iterable, Iterator, Mapping

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import Form
from campaigns.entry.rules.dates import Span
from campaigns.problems.rules import NO_DEPARTMENT, NO_STAR, NO_TASK

from .choices import AssignmentState
from .rules import LONGEST_TEXT, OVERDUE, AssignmentFilter, AssignmentSheet, BottleneckFilter

Choices = list[tuple[str, str | Promise]]


class FilterForm(Form):
    """Questions that narrow a list. What is empty does not narrow; a question without answers is not asked."""

    token = version = None
    use_required_attribute = False

    def __init__(self, data: QueryDict, choices: Mapping[str, Choices]):
        """choices -- what may be chosen, by question."""
        super().__init__(data)
        for name, found in choices.items():
            if found:
                self.fields[name].choices = [("", gettext_lazy("all")), *found]
            else:
                del self.fields[name]

    def chosen(self) -> list[tuple[str, str | Promise, str | Promise]]:
        """(parameter, its name, the chosen value in words) for each question that narrows the list."""
        return [
            (name, self.fields[name].label or "", dict(getattr(self.fields[name], "choices", ())).get(value, value))
            for name, value in self.cleaned_data.items()
            if value
        ]


class BottlenecksForm(FilterForm):
    """Which bottlenecks are shown."""

    star = forms.ChoiceField(label=gettext_lazy("star"), required=False)
    department = forms.ChoiceField(label=gettext_lazy("lead department"), required=False)
    township = forms.ChoiceField(label=gettext_lazy("township"), required=False)
    task = forms.ChoiceField(label=gettext_lazy("task"), required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict, *, stars: Choices, tasks: Choices, departments: Iterable[str], townships: Choices
    ):
        named = [(name, name) for name in departments]
        super().__init__(
            data,
            {
                "star": [*stars, (NO_STAR, gettext_lazy("no star named"))],
                "department": [*named, (NO_DEPARTMENT, gettext_lazy("no department named"))],
                "township": townships,
                "task": [*tasks, (NO_TASK, gettext_lazy("no task named"))],
            },
        )

    def filter(self) -> BottleneckFilter:
        """What is asked for. Needs a valid form."""
        return BottleneckFilter(**self.cleaned_data)


class AssignmentsForm(FilterForm):
    """Which assignments a list shows."""

    state = forms.ChoiceField(label=gettext_lazy("state"), required=False)
    due = forms.ChoiceField(label=gettext_lazy("to be done by"), required=False)
    department = forms.ChoiceField(label=gettext_lazy("responsible department"), required=False)
    star = forms.ChoiceField(label=gettext_lazy("star"), required=False)
    period = forms.ChoiceField(label=gettext_lazy("given in the period"), required=False)
    q = forms.CharField(label=gettext_lazy("words"), required=False, max_length=60)
    month = forms.DateField(label=gettext_lazy("given in the month of"), required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, departments: Iterable[str], stars: Choices, periods: Choices):
        super().__init__(
            data,
            {
                "state": list(AssignmentState.choices),
                "due": [(OVERDUE, gettext_lazy("overdue"))],
                "department": [(name, name) for name in departments],
                "star": stars,
                "period": periods,
            },
        )

    def filter(self, **changed: str) -> AssignmentFilter:
        """What is asked for. Needs a valid form. A period is asked for by its first day."""
        asked = self.cleaned_data | changed
        period = asked.get("period")
        asked["period"] = forms.DateField().to_python(period) if period else None
        return AssignmentFilter(**asked)


class AssignmentForm(Form):
    """One assignment. ``row`` and ``problem``, ticked beside it, say what it gathers."""

    text = forms.CharField(
        label=gettext_lazy("What is assigned"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Printed in the assignment; the units concerned read it beside their tasks."),
    )
    demand = forms.CharField(
        label=gettext_lazy("What is asked"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("What counts as done, and how the department tells."),
    )
    department = forms.CharField(
        label=gettext_lazy("Responsible department"),
        max_length=60,
        widget=forms.TextInput({"list": "recalled-department"}),
        help_text=gettext_lazy(
            "Written as among “Who leads which star”, its task force sees the assignment and replies itself; else the "
            "county office types the reply."
        ),
    )
    due_on = forms.DateField(
        label=gettext_lazy("To be done by"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=gettext_lazy("That day is included; after it the assignment is overdue."),
    )

    def __init__(self, data: QueryDict | None = None, *, span: Span, **kwargs):
        super().__init__(data, **kwargs)
        self.span = span

    def odd_days(self) -> Iterator[tuple[str, str]]:
        day = self.cleaned_data.get("due_on")
        if day and day != self.initial.get("due_on") and (sentence := self.span.remark(day)):
            yield "due_on", sentence

    def keys(self, name: str) -> list[int]:
        """Keys of the ticked rows or problems; what is no key is passed over."""
        return [int(key) for key in dict.fromkeys(self.data.getlist(name)) if re.fullmatch("[0-9]{1,12}", key)]

    def sheet(self, star: int | None = None, task: int | None = None) -> AssignmentSheet:
        """The assignment as it was typed. Needs a valid form."""
        said = self.cleaned_data
        return AssignmentSheet(said["text"], said["demand"], said["department"], said["due_on"], star, task)


class ReplyForm(Form):
    """What came of an assignment, and where the office types it, who said so."""

    reply = forms.CharField(
        label=gettext_lazy("Reply"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("What was done where, and what is left; the county office reads it and closes."),
    )
    reply_from = forms.CharField(
        label=gettext_lazy("Replied for the department by"),
        max_length=60,
        help_text=gettext_lazy("Whose words you type: a name, or the number of a letter."),
    )

    def __init__(self, data: QueryDict | None = None, *, is_office: bool, **kwargs):
        super().__init__(data, **kwargs)
        if not is_office:
            del self.fields["reply_from"]


class SendBackForm(Form):
    """Why a reply is sent back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for sending back"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("The department reads it: say what is missing."),
    )


class CloseForm(Form):
    """A button: nothing but its one-time token and the version that was seen."""

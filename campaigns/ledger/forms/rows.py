"""Rows of the ledger as a browser sends them: what was sorted, written, reported, checked."""

import re
from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import CellField, Form
from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import Field, Value
from campaigns.entry.rules.text import EntryError
from fivestar.changes.characters import writable

from ..rules.tasks import ROW, ROW_FIELDS, TaskEntry, fingerprint

LONGEST_REASON = 300
UNTIL = Field("until", gettext_lazy("asked until"), "date", used_for=gettext_lazy("the new day, if it is granted"))
GRANTED_UNTIL = Field(
    "until", gettext_lazy("granted until"), "date", used_for=gettext_lazy("the day asked for, or another")
)


class RowsForm:
    """Rows of a unit's ledger, or a single one: a row that saves itself, or all of a page.

    A row is there if its version is (``v-<row>``). Its cells are ``c-<row>-<field>``; ``w-<row>`` is the fingerprint
    of what the page showed in them: where it still fits, nobody touched the row, and it is not written. ``pick`` are
    the ticked rows; the button ``deed`` says what to do with them, with one row alone (``report:17``) or with a star
    (``check_star:ecology``).
    """

    def __init__(self, data: QueryDict, span: Span):
        self.token = data.get("token", "")
        self.deed, _colon, self.part = data.get("deed", "").partition(":")
        self.problems: list[tuple[str, str]] = []
        self.typed: dict[str, str] = {}
        self.versions: dict[int, int] = {}
        self.entries: list[TaskEntry] = []
        self.reason = self._words(data, "reason", LONGEST_REASON)
        self.said = self._words(data, "said", ROW_FIELDS["progress"].most)
        for name in data:
            if match := re.fullmatch(r"v-([0-9]{1,12})", name):
                self._read(int(match[1]), data, span)
        chosen = [self.part] if self.part else data.getlist("pick")
        self.picked = keys(chosen)

    def _words(self, data: QueryDict, name: str, most: int) -> str:
        text = writable(data.get(name, "")).strip()
        if len(text) > most:
            said = _("At most %(most)s characters; there are %(length)s.") % {"most": most, "length": len(text)}
            self.problems.append((said, f"#{name}"))
        return text

    def _read(self, pk: int, data: QueryDict, span: Span) -> None:
        version = data[f"v-{pk}"]
        if not re.fullmatch(r"[0-9]{1,9}", version):
            self.problems.append((_("This row came in damaged; reload the page and write it again."), f"#r{pk}"))
            return
        self.versions[pk] = int(version)
        texts = {spec: writable(data[name]) for spec in ROW if (name := f"c-{pk}-{spec.name}") in data}
        if not texts or fingerprint(texts.values()) == data.get(f"w-{pk}"):
            return
        cells: dict[str, Value] = {}
        for spec, text in texts.items():
            self.typed[f"c-{pk}-{spec.name}"] = text
            try:
                cells[spec.name] = spec.parse(text, span)
            except EntryError as error:
                self.problems.append((f"{spec.label}：{error}", f"#c-{pk}-{spec.name}"))
        self.entries.append(TaskEntry(pk, int(version), cells))

    def is_valid(self) -> bool:
        return not self.problems

    def seen(self) -> dict[int, int]:
        """The version of each row that the deed is about, as the page showed it."""
        return {pk: self.versions.get(pk, 0) for pk in self.picked}


class SortForm:
    """Tasks that nobody has sorted yet: ``row`` are those that the page showed, ``reached`` the ticked ones. The button
    ``deed`` says what to do, with all of them or with a part: ``sort``, ``keep:ecology``, ``tick_unit:410871062201``.
    """

    def __init__(self, data: QueryDict):
        self.token = data.get("token", "")
        self.deed, _colon, self.part = data.get("deed", "").partition(":")
        self.rows = keys(data.getlist("row"))
        self.reached = keys(data.getlist("reached")) & self.rows


def keys(texts: Iterable[str]) -> set[int]:
    """Keys of rows among what a browser sent; what is none is left out."""
    return {int(text) for text in texts if re.fullmatch(r"[0-9]{1,12}", text)}


class MoreTimeForm(Form):
    """A request for more time for one task: until when, and why. A date without a year lies in ``span``."""

    asks_about_days = False  # a day after the assessment is refused

    def __init__(self, data=None, *, span: Span):
        super().__init__(data)
        self.fields["until"] = CellField(UNTIL, span)
        self.fields["until"].required = True
        self.fields["until"].says_optional = True
        self.fields["reason"] = forms.CharField(
            label=_("reason"),
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("the county office decides by it"),
            error_messages={"required": _("Say why more time is needed.")},
        )


class ExtensionAnswerForm(Form):
    """What the county office answers: until when, and what it says. Several stand on one page, each with a prefix."""

    asks_about_days = False  # a day after the assessment is refused

    def __init__(self, data=None, *, span: Span, prefix: str, **kwargs):
        super().__init__(data, prefix=prefix, **kwargs)
        self.fields["until"] = CellField(GRANTED_UNTIL, span)
        self.fields["until"].says_optional = True
        self.fields["answer"] = forms.CharField(
            label=_("answer"),
            required=False,
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("needed to decline; the township reads it at the task"),
        )

"""The schedule as browsers send it: weeks of tasks, what was seen moving, a year's days off as lines."""

import re
from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import Form
from campaigns.entry.rules.dates import Span, parse_date
from campaigns.entry.rules.pastes import read_paste
from campaigns.entry.rules.text import EntryError, plain
from campaigns.year.rules import MOST_WEEKS
from fivestar.changes.characters import writable

from ..rules.notice import days_of_notice, paragraphs
from ..rules.schedule import DayLine


class WeeksForm:
    """Weeks by task, of a table: ``w-<task>`` has the weeks, ``s-<task>`` the version and the weeks that were shown.

    weeks    -- task → (version, weeks) where they differ from what was shown.
    typed    -- task → text, so that a refused table comes back as it was.
    problems -- (sentence, address) for each cell that is not understood.
    """

    def __init__(self, data: QueryDict):
        self.token = data.get("token", "")[:36]
        self.weeks: dict[int, tuple[int, int]] = {}
        self.typed: dict[int, str] = {}
        self.problems: list[tuple[str, str]] = []
        for name, text in data.items():
            if re.fullmatch(r"w-\d{1,12}", name):
                self._read(int(name[2:]), plain(writable(text)), data.get(f"s-{name[2:]}", ""))

    def _read(self, task: int, text: str, shown: str) -> None:
        self.typed[task] = text[:10]
        version, _colon, before = shown.partition(":")
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) > MOST_WEEKS:
            sentence = _("“%(text)s”: write a whole number of weeks from 0 to 52.") % {"text": text[:10]}
            self.problems.append((sentence, f"#w-{task}"))
        elif version.isdecimal() and text != before:
            self.weeks[task] = (int(version[:9]), int(text))


class SeenForm(Form):
    """Applying exactly what was seen.

    seen -- its digest.
    """

    version = None
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


WORKED = {"班": True, "上班": True, "休": False, "放假": False, "休息": False}


class DaysForm(SeenForm):
    """A year's days off as lines: days, 休 or 班, name; or the State Council's notice as it is printed."""

    text = forms.CharField(
        label=gettext_lazy("The year's table, one line to a holiday"),
        required=False,
        strip=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 16, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Day or first to last day, then 休 (off) or 班 (a weekend day that is worked), then the name. "
            "For example: 2月15日至2月23日 休 春节. Or paste the State Council's notice as it is printed."
        ),
    )

    def __init__(self, data: QueryDict | None = None, *, year: int, **kwargs):
        super().__init__(data, **kwargs)
        self.year = year

    def see_table(self, seen: str) -> None:
        """After a conflict: take the table that the page shows now. Every word that was typed stays."""
        self.data = self.data.copy()
        self.data["seen"] = seen

    def clean_text(self) -> list[DayLine]:
        found: dict = {}
        pasted = read_paste(self.cleaned_data["text"])
        wrong = [
            _("Line %(number)s: %(what)s") % {"number": problem.line, "what": problem.sentence}
            for problem in pasted.problems
        ]
        for line in pasted.lines:
            try:
                for day in (day for paragraph in paragraphs(line.text) for day in _days(paragraph, self.year)):
                    if day.day in found:
                        raise EntryError(_("%(day)s stands on an earlier line already.") % {"day": day.day})
                    found[day.day] = day
            except EntryError as error:
                wrong.append(_("Line %(number)s: %(what)s") % {"number": line.number, "what": error})
        if wrong:
            raise forms.ValidationError(wrong)
        return sorted(found.values(), key=lambda line: line.day)


def _days(line: str, year: int) -> list[DayLine]:
    """The days of a line; none of an empty one. Raises EntryError."""
    if (of_notice := days_of_notice(line, year)) is not None:
        return of_notice
    words = re.split(r"[\s,，]+", line.strip())
    if words == [""]:
        return []
    if len(words) < 2 or words[1] not in WORKED:
        raise EntryError(_("After the day stands 休 (off) or 班 (worked)."))
    ends = re.split("至|到|~|—+|–", plain(words[0]))
    if len(ends) > 2:
        raise EntryError(_("Write the first and the last day, with 至 between them."))
    first, last = (parse_date(text, Span.of_year(year)) for text in (ends[0], ends[-1]))
    if first.year != year or last.year != year:
        raise EntryError(_("The day does not lie in %(year)s.") % {"year": year})
    if last < first:
        raise EntryError(_("The last day lies before the first."))
    name = " ".join(words[2:])[:40]
    return [
        DayLine(first.fromordinal(number), WORKED[words[1]], name)
        for number in range(first.toordinal(), last.toordinal() + 1)
    ]


def written_days(holidays: Iterable) -> str:
    """A year's table as lines that :class:`DaysForm` reads back. Needs holidays with first and last (DayLine)."""
    return "\n".join(
        " ".join(
            filter(
                None,
                [
                    str(each.first.day) if each.days == 1 else f"{each.first.day}至{each.last.day}",
                    "班" if each.first.is_worked else "休",
                    each.first.name,
                ],
            )
        )
        for each in holidays
    )

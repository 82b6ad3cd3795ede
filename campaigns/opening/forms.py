"""What the county office says of its campaign: dates, money, switches; who leads a star; which stars are held."""

from collections.abc import Iterable, Mapping, Sequence

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import Form, NumberField
from campaigns.entry.rules.names import UnitNames
from campaigns.entry.rules.pastes import read_paste, without_title
from campaigns.entry.rules.text import LineProblem
from campaigns.planning.rules.held import HeldChange, HeldList, HeldUnit
from campaigns.year.choices import Capstone, Phase, Rhythm, Winning, Word
from campaigns.year.rules import MOST_VISITS
from fivestar.changes.characters import writable


def _day(label, help_text="", *, required=True) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget, required=required)


def _money(label, digits: int) -> NumberField:
    return NumberField(
        label=label,
        unit=gettext_lazy("10,000 yuan"),
        required=False,
        max_digits=digits,
        decimal_places=2,
        help_text=gettext_lazy("in 10,000 yuan"),
    )


class CampaignForm(Form):
    """What a county chooses for its year."""

    word = forms.ChoiceField(
        label=capfirst(gettext_lazy("the effort is called")),
        choices=Word.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("It stands in the titles of all pages, tables and papers."),
    )
    planning_from = _day(
        capfirst(gettext_lazy("planning begins")),
        gettext_lazy("From this day on townships mark stars, and days are counted to the deadline."),
    )
    plan_due = _day(
        capfirst(gettext_lazy("plans due")),
        gettext_lazy("The last day on which townships may submit, included."),
    )
    sheet_due = _day(
        capfirst(gettext_lazy("plan sheets due")),
        gettext_lazy("The last day for the full plan sheets, included; empty for the same day as the stars."),
        required=False,
    )
    assessment_on = _day(
        capfirst(gettext_lazy("assessment")),
        gettext_lazy("Deadlines of tasks are counted back from this day."),
    )
    rating_due = _day(capfirst(gettext_lazy("rating ends")), gettext_lazy("The last day of the year's work, included."))
    budget = _money(capfirst(gettext_lazy("reward budget")), 10)
    rate = _money(capfirst(gettext_lazy("reward per star")), 8)
    capstone = forms.ChoiceField(
        label=capfirst(gettext_lazy("solid-branch star without the other four")),
        choices=Capstone.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("In published plans as many units win the solid-branch star as reach five stars."),
    )
    winning = forms.ChoiceField(
        label=capfirst(gettext_lazy("a star is won when")),
        choices=Winning.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("By this ledgers and charts say whether a unit has reached a star."),
    )
    points_needed = forms.IntegerField(
        label=capfirst(gettext_lazy("points needed")),
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("Out of 100, where stars are won by points."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": 5}),
    )
    rhythm = forms.ChoiceField(
        label=capfirst(gettext_lazy("rhythm of assignments")),
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Assignments to departments are called so, and listed by these periods."),
    )
    rhythm_days = forms.IntegerField(
        label=capfirst(gettext_lazy("days of a rhythm of one's own")),
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("Only for the last of these; counted from the day on which planning begins."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": 5}),
    )

    visits_a_month = forms.IntegerField(
        label=capfirst(gettext_lazy("contact leaders' visits a month")),
        min_value=0,
        max_value=MOST_VISITS,
        help_text=gettext_lazy("Asked for in each unit; 0 where no visits are asked for."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": 5}),
    )

    DATES = ("planning_from", "plan_due", "sheet_due", "assessment_on", "rating_due")
    MONEY = ("budget", "rate")

    def settings(self) -> dict:
        """The campaign's fields."""
        return {name: self.cleaned_data[name] for name in CampaignForm.base_fields if name not in Form.base_fields}

    def dates(self) -> list[forms.BoundField]:
        return [self[name] for name in self.DATES]

    def money(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MONEY]


class SettingsForm(CampaignForm):
    """What can be changed later.

    stars_seen -- the digest of the stars that the person saw being won or lost by another way of winning.
    """

    stars_seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def show_stars(self, seen: str) -> None:
        """Say which stars the page names now; whoever saves again has seen them."""
        self.data = self.data.copy()
        self.data["stars_seen"] = seen


class OpenForm(CampaignForm):
    """What is chosen once, when the year is opened.

    standards -- code → (title, what is wrong with its files).
    leads     -- whether last year's star leads can be taken over.
    """

    standard = forms.ChoiceField(
        label=capfirst(gettext_lazy("standard")),
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Its stars, tasks and vetoes are copied for this year; later changes of it change nothing here."
        ),
    )
    take_leads = forms.BooleanField(
        label=gettext_lazy("Take over who leads each star"),
        required=False,
        help_text=gettext_lazy("Departments, task forces and their posts, as last year. They can be changed later."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, standards: Mapping[str, tuple[str, Sequence]], leads: bool, **kwargs
    ):
        super().__init__(data, **kwargs)
        self.standards = standards
        self.fields["standard"].choices = [(code, title) for code, (title, _problems) in standards.items()]
        if not leads:
            del self.fields["take_leads"]

    def clean_standard(self) -> str:
        code = self.cleaned_data["standard"]
        if problems := self.standards[code][1]:
            raise forms.ValidationError([_("This standard has errors in its files:"), *map(str, problems)])
        return code


class PhaseForm(Form):
    """To which phase a campaign moves, and why."""

    phase = forms.ChoiceField(choices=Phase.choices, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=capfirst(gettext_lazy("reason")),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("It stays in the record."),
    )


class TokenForm(Form):
    """A button: nothing but its one-time token."""

    version = None


class LeadForm(Form):
    """Who leads a star: a department, a task force, and the posts that act on the star in fivestar.

    posts -- task forces' posts of the county, as (primary key, name).
    """

    department = forms.CharField(
        label=capfirst(gettext_lazy("lead department")),
        max_length=60,
        required=False,
        help_text=gettext_lazy("It is offered on plan sheets and named on the star's page."),
    )
    task_force = forms.CharField(
        label=capfirst(gettext_lazy("task force")),
        max_length=60,
        required=False,
        help_text=gettext_lazy("It is named on the star's page and with its opinions."),
    )
    posts = forms.MultipleChoiceField(
        label=gettext_lazy("Posts that act on it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "They review this star in all units. Posts are given on the page of the county's people."
        ),
    )

    def __init__(self, data: QueryDict | None = None, *, posts: Iterable[tuple[str, str]], **kwargs):
        super().__init__(data, **kwargs)
        self.fields["posts"].choices = list(posts)
        if not self.fields["posts"].choices:
            del self.fields["posts"]


# Held stars ------------------------------------------------------------------------------------------

MOST_LINES, MOST_BYTES = 5000, 1_000_000
KIND_WORDS = {"村", "社区", "行政村"}
HEADS = KIND_WORDS | {"村(社区)", "村名", "名称", "单位", "编码", "代码", "序号", "乡镇(街道)", "乡镇", "街道"}
NONE_WORDS = {"无", "没有", "未创成", "未定级", "-", "—", "–", "0"}


class HeldForm(Form):
    """Lines “unit, stars”, pasted or from a text file.

    seen -- the digest of the differences that the person saw.
    """

    version = None
    text = forms.CharField(
        label=gettext_lazy("Lines"),
        required=False,
        strip=False,  # line numbers are those of the field
        widget=forms.Textarea({"rows": 10, "spellcheck": "false"}),
        max_length=MOST_BYTES,
        help_text=gettext_lazy(
            "One unit to a line: its name or code, then the stars it holds, separated by spaces, commas or 、. "
            "Two columns copied from a spreadsheet will do. A unit with no star after it holds none."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("Text or CSV, as a spreadsheet program saves it; at most 1 MB."),
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean_file(self) -> str:
        upload = self.cleaned_data["file"]
        if upload is None:
            return ""
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        raw = upload.read()
        if raw.startswith(b"PK"):
            raise forms.ValidationError(
                _("This is a workbook. Save it as CSV, or copy its two columns and paste them.")
            )
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return writable(raw.decode(encoding))
            except UnicodeDecodeError:
                continue
        raise forms.ValidationError(_("The file is not text. Save it as “CSV UTF-8”."))

    def clean(self) -> dict:
        said = super().clean()
        said["lines"] = said.get("file") or said.get("text", "")
        if not self.errors and not said["lines"].strip():
            self.add_error("text", _("Paste the lines, or choose a file."))
        return said

    def show(self, seen: str) -> None:
        """Say which differences the page shows now; lines from a file stand in the field from then on."""
        self.data = self.data.copy()
        self.data["text"], self.data["seen"] = self.cleaned_data["lines"], seen


def read_held(text: str, units: Sequence[HeldUnit], star_names: Mapping[str, Mapping[str, str]]) -> HeldList:
    """Lines of units and the stars they hold, beside what is recorded.

    units      -- all that may be named.
    star_names -- star set → star code → name without 星.
    """
    reader = _Reader(units, star_names)
    pasted = read_paste(text, most_lines=MOST_LINES, most_characters=MOST_BYTES)
    for line in without_title(pasted.lines, lambda line: reader.is_head(line.text)):
        reader.read(line.number, line.text)
    return HeldList(tuple(reader.changes), reader.same, (*reader.problems, *pasted.problems))


class _Reader:
    """Reads lines one by one and remembers which units have been named."""

    def __init__(self, units: Sequence[HeldUnit], star_names: Mapping[str, Mapping[str, str]]):
        self.names = UnitNames(units)
        self.star_names = star_names
        self.stars = {kind: {name: code for code, name in names.items()} for kind, names in star_names.items()}
        self.named: dict[str, int] = {}
        self.changes: list[HeldChange] = []
        self.problems: list[LineProblem] = []
        self.same = 0

    def refuse(self, number: int, text: str, sentence: str) -> None:
        self.problems.append(LineProblem(number, text.strip()[:80], sentence))

    def read(self, number: int, text: str) -> None:
        words = self.names.words(text)
        if not words or self.is_head(text):
            return
        unit, stars, sentence = self._understood(words)
        if unit is not None and not sentence:
            sentence = self._named_before(unit, number)
        if unit is not None and not sentence and stars != unit.held and not unit.is_open:
            sentence = _("The plan of %(unit)s is submitted or approved. Return or reopen it first.") % {
                "unit": unit.name
            }
        if sentence:
            self.refuse(number, text, sentence)
        elif stars == unit.held:
            self.same += 1
        else:
            self.changes.append(HeldChange(unit, stars))

    def is_head(self, text: str) -> bool:
        """Whether a line is a table's head and not a unit."""
        words = self.names.words(text)
        return words[:1] != [] and words[0] in HEADS and not any(map(self.names.knows, words))

    def _named_before(self, unit: HeldUnit, number: int) -> str:
        first = self.named.setdefault(unit.code, number)
        if first == number:
            return ""
        return _("%(unit)s stands on line %(line)s already. Keep one of the two.") % {"unit": unit.name, "line": first}

    def _understood(self, words: list[str]) -> tuple[HeldUnit | None, frozenset[str], str]:
        """The unit, its stars, and what is wrong with the line."""
        if words[0].isdecimal() and len(words[0]) <= 5 and len(words) > 1:
            words = words[1:]  # a running number
        townships = {word for word in words if word in self.names.townships}
        words = [word for word in words if word not in townships]
        if not words:
            return None, frozenset(), _("The line names no unit.")
        name, *rest = words
        unit, sentence = self.names.find(name, townships)
        if unit is None:
            return None, frozenset(), sentence
        known = self.stars[unit.kind]
        rest = [word for word in rest if word not in NONE_WORDS | KIND_WORDS]
        unknown = [word for word in rest if word.removesuffix("星") not in known]
        if unknown:
            told = {"unit": unit.name, "word": "、".join(unknown), "known": "、".join(known)}
            return unit, frozenset(), _("“%(word)s” is no star of %(unit)s. Its stars are: %(known)s.") % told
        return unit, frozenset(known[word.removesuffix("星")] for word in rest), ""

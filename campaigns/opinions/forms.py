"""Opinions as a browser sends them: one on a page, many as lines, a few beside a star's units; and their answer."""

import datetime
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import CellField, Form
from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import Field
from campaigns.entry.rules.heads import bare_head
from campaigns.entry.rules.names import WHOLE_COUNTY, StarNames, UnitNames, township_seat
from campaigns.entry.rules.pastes import (
    NUMBER_HEADS,
    PastedLine,
    Table,
    read_paste,
    table_of,
    unknown_heads,
    without_title,
)
from campaigns.entry.rules.text import LineProblem, bare, folded
from campaigns.planning.rules.held import HeldUnit
from campaigns.year.choices import Kind
from fivestar.changes.characters import writable

from .choices import OpinionState
from .rules import LONGEST_OPINION, NO_STAR, OpinionFilter, OpinionLine, OpinionLines, OpinionSheet

Choices = list[tuple[str, str | Promise]]
MOST_LINES = 500

_RECEIVED = Field(
    "received_on",
    gettext_lazy("received on"),
    "date",
    used_for=gettext_lazy("empty for the day on which it is entered"),
    looks_back=True,
)


def _received(span: Span) -> CellField:
    """The day on which a letter came, in any of the ways in which offices write days."""
    field = CellField(_RECEIVED, span)
    field.label, field.says_optional = capfirst(_RECEIVED.label), True
    return field


class OpinionsForm(Form):
    """Which opinions a list shows. What is empty does not narrow."""

    token = version = None
    use_required_attribute = False

    state = forms.ChoiceField(label=gettext_lazy("state"), required=False)
    township = forms.ChoiceField(label=gettext_lazy("township"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("star set"), required=False)
    star = forms.ChoiceField(label=gettext_lazy("star"), required=False)
    q = forms.CharField(label=gettext_lazy("words, or a unit's name"), required=False, max_length=60)
    unit = forms.RegexField(r"^[0-9]{12}$", required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, townships: Choices, stars: Choices, senders: Sequence[tuple[str, int]]):
        """townships -- of the county, none at a township. senders -- from whom there are opinions, and how many."""
        super().__init__(data)
        self.fields["from"] = forms.ChoiceField(label=gettext_lazy("opinion from"), required=False)
        choices = {
            "state": OpinionState.choices,
            "township": townships,
            "kind": Kind.choices,
            "star": [*stars, (NO_STAR, gettext_lazy("no star named"))],
            "from": [(sender, f"{sender}（{n}）") for sender, n in senders],
        }
        for name, found in choices.items():
            self.fields[name].choices = [("", gettext_lazy("all")), *found]
        if not townships:
            del self.fields["township"]
        self.order_fields(["state", "township", "kind", "star", "from", "q"])

    def filter(self, **changed: str) -> OpinionFilter:
        """What is asked for. Needs a valid form."""
        asked = {"from_whom" if name == "from" else name: value for name, value in self.cleaned_data.items()}
        return OpinionFilter(**asked | changed)

    def chosen(self) -> list[tuple[str, str | Promise, str | Promise]]:
        """(parameter, its name, the chosen value in words) for each question that narrows the list."""
        said = []
        for name, value in self.cleaned_data.items():
            if value:
                words = dict(getattr(self.fields[name], "choices", ())).get(value, value)
                said.append((name, self.fields[name].label or "", value if name == "from" else words))
        return said


class OpinionForm(Form):
    """One opinion on a place.

    stars     -- that it may be about, as ("kind/code", name).
    by_letter -- whether an office enters what somebody else wrote: then also from whom, and when it came.
    """

    from_whom = forms.CharField(
        label=gettext_lazy("Opinion from"),
        max_length=60,
        widget=forms.TextInput({"list": "senders", "autocomplete": "off"}),
        help_text=gettext_lazy("The department, leader or task force that wrote; counted by it in the list."),
    )
    star = forms.ChoiceField(
        label=gettext_lazy("About the star"),
        required=False,
        help_text=gettext_lazy("The star's task force finds it on its page."),
    )
    text = forms.CharField(
        label=gettext_lazy("Opinion"),
        max_length=LONGEST_OPINION,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("The township mends its plan by it, and the office answers it."),
    )

    def __init__(self, data: QueryDict | None = None, *, stars: Choices, by_letter: bool, span: Span, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["star"].choices = [("", gettext_lazy("no particular star")), *stars]
        if by_letter:
            self.fields["received_on"] = _received(span)
        else:
            del self.fields["from_whom"]
        self.order_fields(["from_whom", "received_on", "star", "text"])

    def sheet(self, place: str) -> OpinionSheet:
        kind, _slash, star = self.cleaned_data["star"].partition("/")
        return OpinionSheet(
            place=place, text=self.cleaned_data["text"], kind=kind, star=star,
            from_whom=self.cleaned_data.get("from_whom", ""), received_on=self.cleaned_data.get("received_on"),
        )  # fmt: skip


class QuickOpinionsForm:
    """Opinions written beside a star's units: ``o-<unit>``, what is empty says nothing.

    kinds -- star set by unit, of the units that may be commented on.
    """

    def __init__(self, data: QueryDict, *, star: str, kinds: Mapping[str, str]):
        self.token = data.get("token", "")
        self.from_whom = writable(data.get("from_whom", "")).strip()[:60]
        self.typed: dict[str, str] = {}
        self.problems: list[tuple[str, str]] = []
        for name in data:
            match = re.fullmatch(r"o-([0-9]{12})", name)
            if match and match[1] in kinds and (text := writable(data[name]).strip()):
                self.typed[match[1]] = text
                if len(text) > LONGEST_OPINION:
                    self.problems.append((_too_long(text), f"#{name}"))
        self.sheets = [
            OpinionSheet(place=code, text=text, kind=kinds[code], star=star, from_whom=self.from_whom)
            for code, text in self.typed.items()
        ]


class OpinionAnswerForm(Form):
    """What became of an opinion."""

    state = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"),
        widget=forms.RadioSelect,
        choices=[(state.value, state.label) for state in OpinionState if state != OpinionState.OPEN],
        help_text=gettext_lazy("It is counted in the sentence of the list."),
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer to it"),
        required=False,
        max_length=LONGEST_OPINION,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Needed unless it is adopted: say what is not, and why. Whoever gave it reads this."),
    )

    def clean(self) -> dict:
        said = self.cleaned_data
        if said.get("state") not in (None, OpinionState.ADOPTED) and not said.get("answer"):
            self.add_error("answer", gettext_lazy("Say what is not adopted, and why."))
        return said


# Many at once ----------------------------------------------------------------------------------------

HEADS = {"村(社区)", "村", "社区", "村名", "名称", "单位", "编码", "代码", "乡镇(街道)", "对象"}
_COLUMNS = {
    "unit": ("村(社区)", "村", "社区", "村社区", "村名", "名称", "单位", "编码", "代码", "对象", "村(社区)名称"),
    "township": ("乡镇(街道)", "乡镇街道", "乡镇", "街道", "镇", "所属乡镇"),
    "star": ("星", "星级", "目标星", "创建星", "所属星", "涉及星", "针对星"),
    "text": ("意见", "意见建议", "意见和建议", "建议", "具体意见", "意见内容", "意见建议内容", "内容"),
}
_BARE = {bare_head(head): column for column, heads in _COLUMNS.items() for head in heads}


class OpinionLinesForm(Form):
    """Lines “unit, star, opinion” of one letter.

    seen -- the digest of the lines that the person saw understood.
    """

    version = None
    from_whom = OpinionForm.base_fields["from_whom"]
    text = forms.CharField(
        label=gettext_lazy("Lines"),
        strip=False,  # line numbers are those of the field
        max_length=200_000,
        widget=forms.Textarea({"rows": 10, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One opinion to a line: the unit's name or code, its star (may be empty), the opinion; with commas between "
            "them, or three columns copied from a spreadsheet. A township's or the county's name means all of it."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: QueryDict | None = None, *, span: Span):
        super().__init__(data)
        self.fields["received_on"] = _received(span)
        self.order_fields(["from_whom", "received_on", "text"])

    def clean_text(self) -> str:
        if not self.cleaned_data["text"].strip():
            raise forms.ValidationError(_("Paste the lines."))
        return self.cleaned_data["text"]

    def show(self, seen: str) -> None:
        """Say which lines the page shows now."""
        self.data = self.data.copy()
        self.data["seen"] = seen


def read_opinions(
    text: str, *, from_whom: str, received_on: datetime.date | None, units: Sequence[HeldUnit],
    places: Mapping[str, str], star_names: Mapping[str, Mapping[str, str]],
    known: Collection[tuple[str, str, str, str, str]] = (),
) -> OpinionLines:  # fmt: skip
    """Lines of units, stars and opinions.

    places     -- townships and the county, code → name: an opinion may be about the whole of one.
    star_names -- star set → star code → name without 星.
    known      -- what is there already (OpinionSheet.said): such a line is passed over.
    """
    reader = _Reader(units, places, star_names)
    lines, known_lines, problems, said = [], [], [], set(known)
    pasted = read_paste(text, most_lines=MOST_LINES)
    table = _table(pasted.lines)
    for line, parts in _parts_of(table):
        try:
            read = reader.read(line, parts, from_whom, received_on)
        except _NotUnderstoodError as error:
            problems.append(LineProblem(line.number, line.text[:80], str(error)))
            continue
        if read.sheet.said in said:
            known_lines.append(line.number)
        else:
            said.add(read.sheet.said)
            lines.append(read)
    problems += (*table.problems, *pasted.problems)
    return OpinionLines(tuple(lines), tuple(known_lines), tuple(problems), unknown_heads(table))


def texts_of(text: str) -> list[str]:
    """The opinions that lines give, whatever they are about: what may be there already."""
    table = _table(read_paste(text, most_lines=MOST_LINES).lines)
    return [parts[-1] for _line, parts in _parts_of(table)]


def _table(lines: Sequence[PastedLine]) -> Table:
    table = table_of(lines, _BARE, wanted=("text",), passed_over=NUMBER_HEADS)
    has_place = not table.columns.keys().isdisjoint(("unit", "township"))
    return table if has_place or table.problems else Table({}, (), tuple(lines))


def _parts_of(table: Table) -> Iterator[tuple[PastedLine, list[str]]]:
    """Lines with what each says: unit, star and opinion where heads name the columns, else by their places."""
    if not table.columns:
        for line in without_title(table.lines, _is_head):
            if (parts := _parts(line)) and not _is_head(line):
                yield line, parts
        return
    township = ""
    for line in table.lines:
        cells = table.cells(line)
        township, unit = cells.get("township") or township, cells.get("unit", "")
        if not unit:  # of the whole township, if the line names one
            place = cells.get("township", "")
        else:
            place = unit if township_seat(unit).startswith(township_seat(township)) else f"{township} {unit}"
        yield line, [place, cells.get("star", ""), cells.get("text", "")]


class _NotUnderstoodError(Exception):
    pass


class _Reader:
    """Reads lines one by one."""

    def __init__(
        self, units: Sequence[HeldUnit], places: Mapping[str, str], star_names: Mapping[str, Mapping[str, str]]
    ):
        self.units = UnitNames(units)
        self.places = {folded(name): (code, name) for code, name in places.items()}
        self.places |= {code: (code, name) for code, name in places.items()}
        self.places |= {word: (code, name) for code, name in places.items() if len(code) == 6 for word in WHOLE_COUNTY}
        self.star_names, self.stars = star_names, StarNames(star_names)

    def read(
        self, line: PastedLine, parts: Sequence[str], from_whom: str, received_on: datetime.date | None
    ) -> OpinionLine:
        """A line as it was understood.

        parts -- unit, star and opinion, or unit and opinion. Raises _NotUnderstoodError.
        """
        if len(parts) < 2 or not parts[-1]:
            raise _NotUnderstoodError(_("The line has no opinion: write unit, star (may be empty), opinion."))
        if len(parts[-1]) > LONGEST_OPINION:
            raise _NotUnderstoodError(_too_long(parts[-1]))
        code, name, kind, township = self._place(parts[0])
        star_kind, star = self._star(parts[1] if len(parts) == 3 else "", kind, name)
        sheet = OpinionSheet(code, parts[-1], star_kind, star, from_whom, received_on)
        star_name = f"{self.star_names[star_kind][star]}星" if star else ""
        return OpinionLine(line.number, sheet, name, star_name, township)

    def _place(self, text: str) -> tuple[str, str, str, str]:
        """(code, name, star set, township) of what a line is about; only a unit has the last two."""
        if known := self.places.get(folded(text)) or self.places.get(township_seat(text)):
            return *known, "", ""
        unit, sentence = self.units.one(text)
        if unit is None:
            raise _NotUnderstoodError(sentence)
        return unit.code, unit.name, unit.kind, unit.township

    def _star(self, text: str, kind: str, place: str) -> tuple[str, str]:
        """(star set, code) of a star's name. Raises _NotUnderstoodError."""
        found, code, sentence = self.stars.find(text, kind, place)
        if sentence:
            raise _NotUnderstoodError(
                sentence + _(" Where no star is meant, leave its place empty: two commas follow each other.")
            )
        return found, code


def _is_head(line: PastedLine) -> bool:
    parts = _parts(line)
    return parts[:1] != [] and (bare_head(parts[0]) in HEADS or bare(parts[0]) in HEADS)


def _parts(line: PastedLine) -> list[str]:
    """Unit, star and opinion of a line, or unit and opinion; commas in the opinion stay. A running number goes."""
    cells = line.cells if len(line.cells) > 1 else re.split("[,，]", line.text, maxsplit=2)
    parts = [cell.strip() for cell in cells]
    if len(line.cells) > 2 and (re.fullmatch(r"[0-9]{1,5}", parts[0]) or parts[0] in NUMBER_HEADS):
        parts = parts[1:]
    if len(parts) > 3:
        parts = [*parts[:2], " ".join(filter(None, parts[2:]))]
    return parts if any(parts) else []


def _too_long(text: str) -> str:
    return _("At most %(most)s characters; there are %(length)s.") % {"most": LONGEST_OPINION, "length": len(text)}

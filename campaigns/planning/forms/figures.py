"""A sheet of figures as a browser sends it: one field for each figure, or a row pasted from a spreadsheet."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import Form
from campaigns.entry.rules.heads import alike, bare_head, read_heads
from campaigns.entry.rules.pastes import PastedLine, read_paste, without_title
from campaigns.year.choices import LEVELS, Kind

from ..choices import Measure, Stage, Total
from ..rules.creation import TOTALS, keys, name_of
from ..rules.figures import Counts, Figures

ABSENT = {"", "-", "—", "–", "/", "无", "空"}
MOST_CHARACTERS = 20_000  # a row of a spreadsheet has some hundred


def plain(text: str) -> str:
    """Text with full-width digits, signs and spaces as the usual ones."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def number(text: str) -> int | None:
    """The whole number that a cell says; None where it says that there is none.

    Raises forms.ValidationError for what is no number, or a negative one.
    """
    said = plain(text)
    if said in ABSENT:
        return None
    shown = {"value": text.strip()[:20]}
    if re.fullmatch(r"[-−]\s?\d{1,9}", said):
        raise forms.ValidationError(_("“%(value)s” is negative; count from 0.") % shown)
    if not re.fullmatch(r"\d{1,3}(,\d{3})+|\d{1,9}", said):
        raise forms.ValidationError(_("“%(value)s” is not a whole number.") % shown)
    return int(said.replace(",", ""))


class FigureField(forms.CharField):
    """One figure. It is a text field for digits, since number fields change when a wheel turns over them."""

    too_many = gettext_lazy("%(value)s is more than the %(units)s units that there are.")

    def __init__(self, units: int, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 5})
        super().__init__(required=False, max_length=20, widget=widget, **kwargs)
        self.units = units

    def clean(self, value: str) -> int | None:
        found = number(super().clean(value))
        if found is not None and found > self.units:
            told = {"value": found, "units": self.units}
            raise forms.ValidationError(self.too_many % told)
        return found


@dataclass(frozen=True)
class Line:
    """One line of the grid: the field, what stood there before, and what other sources say of the same."""

    field: forms.BoundField
    measure: str
    name: str
    before: int | None
    references: tuple[int | None, ...]

    @property
    def value(self) -> str:
        return plain(str(self.field.value() if self.field.value() is not None else ""))

    @property
    def differs(self) -> bool:
        """Whether the field says something else than what is saved."""
        return self.value != ("" if self.before is None else str(self.before))


class FigureForm(Form):
    """The figures of one sheet, of every star set.

    star_names -- star set → star code → name, in display order; sets without units are left out.
    units      -- star set → number of units: no figure can be larger.
    figures    -- what the fields show at first: star set → column.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        star_names: Mapping[str, Mapping[str, str]],
        units: Mapping[str, int],
        figures: Mapping[str, Figures],
        version: int = 0,
    ):
        super().__init__(data, initial={"version": version})
        self.star_names = star_names
        for kind, names in star_names.items():
            for measure, key in self._keys(kind):
                label = _("%(kind)s, %(figure)s") % {"kind": Kind(kind).label, "figure": name_of(measure, key, names)}
                most = units[kind] * (max(LEVELS) if key == Total.STARS else 1)
                field = FigureField(most, label=label, initial=figures[kind].of(measure).get(key))
                if key == Total.STARS:
                    field.too_many = gettext_lazy("%(value)s is more than the %(units)s stars that all units can hold.")
                self.fields[f"{kind}-{measure}-{key}"] = field

    def columns(self) -> tuple[Figures, ...]:
        """The sheet: one column for each star set. A blank field is not stated; one that was not sent stays."""
        return tuple(
            Figures(kind, *(self._stated(kind, measure) for measure in (Measure.LEVEL, Measure.STAR, Measure.TOTAL)))
            for kind in self.star_names
        )

    def _stated(self, kind: str, measure: str) -> dict:
        stated = {}
        for of, key in self._keys(kind):
            name = f"{kind}-{of}-{key}"
            count = self.cleaned_data[name] if name in self.data else self.fields[name].initial
            if of == measure and count is not None:
                stated[key] = count
        return stated

    def _keys(self, kind: str) -> tuple[tuple[str, int | str], ...]:
        return keys(self.star_names[kind]) + TOTALS

    def lines(self, kind: str, saved: Counts, references: Sequence[Counts] = ()) -> Iterator[Line]:
        """The grid of one star set: levels, then stars, then totals."""
        for measure, key in self._keys(kind):
            yield Line(
                field=self[f"{kind}-{measure}-{key}"],
                measure=measure,
                name=str(name_of(measure, key, self.star_names[kind])),
                before=saved.of(measure).get(key),
                references=tuple(
                    column.get(measure, key) if measure == Measure.TOTAL else column.of(measure).get(key)
                    for column in references
                ),
            )


# Pasting a row ---------------------------------------------------------------------------------------

# Papers are written in Chinese whatever language the reader's screen has.
NUMERALS = dict(zip("五四三二一54321", (*LEVELS, *LEVELS), strict=True))
LEVEL_HEAD = re.compile(r"([五四三二一1-5])星级?(?:村|社区|支部)?(?:个?数)?")
TOTAL_HEADS = {
    Total.UNITS: {
        "创建村数",
        "计划创建村数",
        "目标村数",
        "创建社区数",
        "计划创建社区数",
        "目标社区数",
        "创建数",
        "目标数",
    },
    Total.STARS: {"创星数", "创星总数", "计划创星数", "星数", "总星数", "星数合计", "各星合计"},
}
NO_TARGET_HEADS = {"无目标", "无创建目标", "无星"}


@dataclass
class Pasted:
    """What a pasted row says: field name → cell; heads that mean no figure; why it cannot be taken."""

    cells: dict[str, str]
    ignored: tuple[str, ...] = ()
    problem: str = ""


def read_row(text: str, kind: str, star_names: Mapping[str, str]) -> Pasted:
    """A row of figures copied from a spreadsheet, with or without the heads above it.

    Heads, where they are there, say what each cell is, in any order; others are ignored. Without heads a row is
    five levels from 五星 down, then the stars in their order; 无目标 may stand between; levels alone are enough.
    A place's name before the figures does no harm.
    """
    pasted = read_paste(text, most_characters=MOST_CHARACTERS)
    if pasted.problems:
        return Pasted({}, problem=pasted.problems[0].sentence)
    lines = without_title(pasted.lines, lambda line: any(figure_of(cell, kind, star_names) for cell in _split(line)))
    rows = [_split(line) for line in lines]
    if not rows:
        return Pasted({}, problem=_("Nothing was pasted."))
    heads = [figure_of(cell, kind, star_names) for cell in rows[0]]
    if any(heads):
        known = {bare_head(cell): name for cell, name in zip(rows[0], heads, strict=True) if name}
        if sentence := alike(read_heads(rows, 0, known)):
            return Pasted({}, problem=sentence)
        return _by_heads(rows, heads)
    return _by_position(rows, kind, star_names)


def _split(line: PastedLine) -> list[str]:
    """Cells of a line: as they were copied, where empty ones count; else at commas and spaces."""
    if len(line.cells) > 1:
        return [plain(cell) for cell in line.cells]
    return re.split(r"[\s,;、]+", plain(line.text))


def figure_of(head: str, kind: str, star_names: Mapping[str, str]) -> str:
    """The name of the field that a head stands for; empty where it stands for none.

    What is not told by level or star has its own heads: 创建村数, 创星总数.
    """
    bare = re.sub(r"[\s“”\"'‘’]", "", head)
    if level := LEVEL_HEAD.fullmatch(bare):
        return f"{kind}-{Measure.LEVEL}-{NUMERALS[level[1]]}"
    if bare in NO_TARGET_HEADS:
        return f"{kind}-{Measure.LEVEL}-0"
    for code, name in star_names.items():
        if bare.removesuffix("星") == name:
            return f"{kind}-{Measure.STAR}-{code}"
    return next((f"{kind}-{Measure.TOTAL}-{key}" for key, heads in TOTAL_HEADS.items() if bare in heads), "")


def _by_heads(rows: list[list[str]], heads: list[str]) -> Pasted:
    if len(rows) != 2:
        told = {"found": len(rows) - 1}
        return Pasted({}, problem=_("Below the heads one row of figures is expected; found: %(found)s.") % told)
    cells = {name: cell for name, cell in zip(heads, rows[1], strict=False) if name}
    ignored = tuple(head for head, name in zip(rows[0], heads, strict=True) if head and not name)
    return Pasted(cells, ignored)


def _by_position(rows: list[list[str]], kind: str, star_names: Mapping[str, str]) -> Pasted:
    levels = [f"{kind}-{Measure.LEVEL}-{level}" for level in LEVELS]
    none = [f"{kind}-{Measure.LEVEL}-0"]
    stars = [f"{kind}-{Measure.STAR}-{code}" for code in star_names]
    orders = {len(order): order for order in (levels, levels + none, levels + stars, levels + none + stars)}
    row = rows[0]
    while row and row[0] not in ABSENT and not re.fullmatch(r"[-−\d,]+", row[0]):
        row = row[1:]
    # Empty cells may have been copied along at the end. Where they leave two ways to read the row, neither is taken.
    fitting = [width for width in sorted(orders) if width <= len(row) and not any(row[width:])]
    readings = [dict(zip(orders[width], row, strict=False)) for width in fitting]
    if len(rows) > 1 or len({frozenset((name, cell) for name, cell in read.items() if cell) for read in readings}) != 1:
        told = {"rows": len(rows), "found": len(row)}
        return Pasted(
            {},
            problem=_(
                "One row of 5 levels and 5 stars is expected, with “no target” between them or not, or the levels "
                "alone. Found: %(rows)s rows, %(found)s figures in the first. With its heads any order will do."
            ) % told,
        )  # fmt: skip
    return Pasted(readings[-1])


# Freezing --------------------------------------------------------------------------------------------


class FreezeForm(Form):
    """Under which name the creation plan is frozen.

    proposals -- stage → the name that a version of that stage gets unless another one is given.
    """

    stage = forms.ChoiceField(
        label=capfirst(gettext_lazy("stage")),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("It stands in the list of versions and proposes the name."),
    )
    name = forms.CharField(
        label=gettext_lazy("Another name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Leave it empty to use the name proposed beside the stage."),
    )
    note = forms.CharField(
        label=capfirst(gettext_lazy("note")),
        max_length=200,
        required=False,
        help_text=gettext_lazy("What was discussed or changed. It is shown in the list of versions."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: QueryDict | None = None, *, proposals: Mapping[str, str], stage: str = "", seen: str):
        super().__init__(data, initial={"stage": stage, "seen": seen})
        self.proposals = proposals
        self.fields["stage"].choices = [
            (value, f"{label}　→　{proposals[value]}" if proposals[value] != label else label)
            for value, label in Stage.choices
        ]

    def show(self, seen: str) -> None:
        """Say which figures the page shows now; what was typed stays."""
        self.data = self.data.copy()
        self.data["seen"] = seen

    @property
    def chosen_name(self) -> str:
        return self.cleaned_data["name"].strip() or self.proposals[self.cleaned_data["stage"]]


class CompareForm(Form):
    """Which two states are compared: two versions, or one and the present."""

    token = version = None
    use_required_attribute = False
    old = forms.ChoiceField(label=gettext_lazy("from"))
    new = forms.ChoiceField(label=gettext_lazy("to"))

    def __init__(self, data: QueryDict | None = None, *, versions: Mapping[str, str], **kwargs):
        super().__init__(data, **kwargs)
        self.fields["old"].choices = versions.items()
        self.fields["new"].choices = [*versions.items(), ("now", _("as it stands now"))]

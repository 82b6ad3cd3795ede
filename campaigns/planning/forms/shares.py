"""Shares of all townships as one table pasted from a spreadsheet, villages and communities apart."""

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import Form
from campaigns.entry.rules.heads import bare_head
from campaigns.entry.rules.names import township_seat
from campaigns.entry.rules.pastes import NUMBER_HEADS, PastedLine, Table, read_paste, table_of, unknown_heads
from campaigns.entry.rules.text import LineProblem, folded
from campaigns.year.choices import LEVELS, Kind

from ..choices import Measure, Total
from ..rules.creation import name_of
from ..rules.figures import Figures
from ..rules.shares import Share, SharePlace, ShareTable
from .figures import figure_of, number

PLACE_HEADS = {"乡镇", "乡镇街道", "街道", "乡", "镇", "单位", "乡镇名称", "名称"}
SUM_NAMES = {"合计", "总计", "全县", "全区", "全市", "县合计", "区合计", "小计"}
PLACE = "place"


class SharesForm(Form):
    """Two pasted tables, and what was seen of them before they are saved."""

    version = None
    village = forms.CharField(
        label=gettext_lazy("Villages: the table of shares"), required=False, max_length=200_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Heads in the first row: 乡镇（街道）, then any of 五星 … 一星, 无目标, the stars, 创建村数 and 创星总数."
        ),
    )  # fmt: skip
    community = forms.CharField(
        label=gettext_lazy("Communities: the table of shares"), required=False, max_length=200_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def show(self, seen: str) -> None:
        """Say which changes the page shows; what was pasted stays."""
        self.data = self.data.copy()
        self.data["seen"] = seen

    def tables(self, places: Iterable[SharePlace], star_names: Mapping[str, Mapping[str, str]]) -> list[ShareTable]:
        """The tables that were pasted, villages first."""
        places = list(places)
        return [
            read_shares(text, kind, star_names[kind], places)
            for kind in Kind.values
            if (text := self.cleaned_data.get(kind, "")).strip()
        ]


def read_shares(text: str, kind: str, star_names: Mapping[str, str], places: Iterable[SharePlace]) -> ShareTable:
    """A table of shares: a row for each township, found by its name, and perhaps a row of sums, which is only checked.

    An empty cell is not stated, and 0 is none. Everything that cannot be taken is told with its line.
    """
    pasted = read_paste(text)
    heads = {
        bare_head(cell): name
        for line in pasted.lines
        for cell in line.cells
        if (name := _column(cell, kind, star_names))
    }
    table = table_of(pasted.lines, heads, wanted=(PLACE,), passed_over=NUMBER_HEADS)
    if table.problems:
        return ShareTable(kind, problems=(*pasted.problems, *table.problems))
    if not table.columns:
        sentence = _("The first row names the columns: 乡镇（街道）, then 五星 … 一星 or the stars.")
        return ShareTable(kind, problems=(*pasted.problems, LineProblem(1, "", sentence)))
    return _Reader(kind, star_names, places).read(table, pasted.problems)


def _column(cell: str, kind: str, star_names: Mapping[str, str]) -> str:
    """The column that a head names: PLACE, or measure and key as fields of figures have them; empty for none."""
    return (
        PLACE
        if bare_head(cell) in PLACE_HEADS
        else figure_of(bare_head(cell), kind, star_names).removeprefix(f"{kind}-")
    )


class _Reader:
    """Reads the rows of a table of one star set."""

    def __init__(self, kind: str, star_names: Mapping[str, str], places: Iterable[SharePlace]):
        self.kind, self.names = kind, star_names
        self.places = {
            word: place
            for place in places
            for word in (
                place.code,
                folded(place.name),
                folded(place.official_name),
                township_seat(place.official_name),
            )
        }
        self.shares: dict[str, Share] = {}
        self.problems: list[LineProblem] = []

    def read(self, table: Table, problems: Iterable[LineProblem]) -> ShareTable:
        self.problems += problems
        keys = {name: _key(name) for name in table.columns if name != PLACE}
        stated: dict[tuple, list[int]] = {key: [] for key in keys.values()}
        sums: list[tuple[PastedLine, dict]] = []
        for line in table.lines:
            cells = table.cells(line)
            figures = {keys[name]: self._number(line, keys[name], cell) for name, cell in cells.items() if name in keys}
            if folded(cells.get(PLACE, "")) in SUM_NAMES:
                sums.append((line, figures))
                continue
            self._take(line, cells.get(PLACE, ""), {key: figures.get(key) for key in keys.values()})
            for key, figure in figures.items():
                stated[key] += [] if figure is None else [figure]
        for line, figures in sums:
            self._check_sum(line, figures, stated)
        problems = tuple(sorted(self.problems, key=lambda problem: problem.line))
        return ShareTable(self.kind, tuple(keys.values()), tuple(self.shares.values()), problems, unknown_heads(table))

    def _number(self, line: PastedLine, key: tuple, cell: str) -> int | None:
        try:
            return number(cell)
        except forms.ValidationError as wrong:
            self._say(line, _("%(figure)s: %(problem)s") % {"figure": self._name(key), "problem": wrong.messages[0]})
            return None

    def _take(self, line: PastedLine, name: str, figures: dict) -> None:
        place = self.places.get(folded(name)) or self.places.get(township_seat(name))
        if place is None:
            sentence = _("“%(name)s” is no township of this campaign.") if name else _("The line names no township.")
            return self._say(line, sentence % {"name": name[:20]})
        if place.code in self.shares:
            return self._say(line, _("“%(name)s” stands in two lines.") % {"name": place.name})
        units = place.units.get(self.kind, 0)
        for key, figure in figures.items():
            most = units * max(LEVELS) if key == (Measure.TOTAL, Total.STARS) else units
            if figure is not None and figure > most:
                told = {"figure": self._name(key), "value": figure, "units": most}
                self._say(line, _("%(figure)s %(value)s is more than the %(units)s that there are.") % told)
        self.shares[place.code] = Share(place, self._merged(place.column(self.kind), figures))

    def _merged(self, saved: Figures, figures: dict) -> Figures:
        """Saved figures with those of the table's columns in their place."""
        stated = {measure: dict(saved.of(measure)) for measure in Measure}
        for (measure, key), figure in figures.items():
            stated[measure].pop(key, None)
            if figure is not None:
                stated[measure][key] = figure
        return Figures(self.kind, stated[Measure.LEVEL], stated[Measure.STAR], stated[Measure.TOTAL])

    def _check_sum(self, line: PastedLine, figures: dict, stated: dict[tuple, list[int]]) -> None:
        for key, total in figures.items():
            if total is not None and total != sum(stated[key]):
                told = {"figure": self._name(key), "total": total, "sum": sum(stated[key])}
                self._say(line, _("%(figure)s: %(total)s stands here, but the rows add up to %(sum)s.") % told)

    def _say(self, line: PastedLine, sentence: str) -> None:
        self.problems.append(LineProblem(line.number, line.text[:80], sentence))

    def _name(self, key: tuple) -> str:
        return str(name_of(*key, self.names))


def _key(name: str) -> tuple[Measure, int | str]:
    measure, key = name.split("-", 1)
    return Measure(measure), int(key) if measure == Measure.LEVEL else key

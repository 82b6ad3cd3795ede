"""A part of the star matrix pasted from a spreadsheet: of which units and stars it speaks, and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from django.utils.translation import gettext as _

from campaigns.entry.rules.heads import alike, bare_head, heads_of_lines
from campaigns.entry.rules.names import UnitNames
from campaigns.entry.rules.pastes import PastedLine, read_paste
from campaigns.entry.rules.text import EntryError, LineProblem, plain

from .held import HeldUnit
from .marks import ticked

MOST_BEFORE_NAME = 4  # cells in which a running number, the township and the area may stand before a unit's name
CODE_DIGITS = 12  # of a unit; fewer are a running number
TOTALS = frozenset({"合计", "小计", "总计"})


@dataclass(frozen=True)
class PastedMarks:
    """What a pasted block says of units' stars.

    ticks    -- unit → star code → whether it is a target; stars that the block does not show are left out.
    problems -- everything that was not understood; then nothing of the block is taken.
    """

    ticks: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    problems: tuple[LineProblem, ...] = ()


def read_marks(
    text: str,
    units: Sequence[HeldUnit],
    stars: Mapping[str, Mapping[str, str]],
    *,
    unit: str = "",
    star: str = "",
) -> PastedMarks:
    """Understand a pasted block. Where a unit's name stands in its first cells, the line is that unit's: its stars are
    those of the heads, or without heads all five in their order. A block of ticks alone goes in from the cell in which
    it was pasted.

    units      -- of the township, in the order of the page. stars -- star set → star code → name without 星.
    unit, star -- the cell in which it was pasted; empty where there is none.
    """
    pasted = read_paste(text)
    if pasted.problems or not pasted.lines:
        nothing = (LineProblem(1, "", _("There is nothing to read: copy rows with ticks and paste them.")),)
        return PastedMarks(problems=pasted.problems or nothing)
    reader = _Reader(units, stars)
    lines, heads = reader.below_heads(pasted.lines)
    if reader.problems:
        return PastedMarks(problems=tuple(reader.problems))
    if heads or any(map(reader.has_name, lines)) or all(map(reader.begins_with_a_word, lines)):
        for line in lines:
            reader.read_named(line, heads)
    elif unit:
        reader.read_ticks(lines, unit, star)
    else:
        sentence = _("No name of a village or community stands in the lines: copy the column with the names too.")
        reader.wrong(lines[0], sentence)
    return PastedMarks(reader.ticks, tuple(reader.problems))


class _Reader:
    def __init__(self, units: Sequence[HeldUnit], stars: Mapping[str, Mapping[str, str]]):
        self.units, self.stars, self.names = units, stars, UnitNames(units)
        self.ticks: dict[str, dict[str, bool]] = {}
        self.problems: list[LineProblem] = []

    def wrong(self, line: PastedLine, sentence: str) -> None:
        self.problems.append(LineProblem(line.number, line.text, sentence))

    def below_heads(self, lines: Sequence[PastedLine]) -> tuple[Sequence[PastedLine], Mapping[str, int]]:
        """The lines below the heads, and the place of each star's name in them; all lines where there are none.
        Two columns of one star are a problem: nobody can say which one is meant."""
        words = {word for names in self.stars.values() for name in names.values() for word in (name, f"{name}星")}
        known = {bare_head(word): word.removesuffix("星") for word in words}
        above = [line.cells for line in takewhile(lambda line: not self.has_name(line), lines)]
        for index in range(len(above)):
            heads, height = heads_of_lines(above, index, known)
            if sentence := alike(heads):
                self.wrong(lines[index + height - 1], sentence)
                return (), {}
            if heads.names:
                return lines[index + height :], heads.columns
        return lines, {}

    def has_name(self, line: PastedLine) -> bool:
        return any(self._words(cell)[0] for cell in line.cells[:MOST_BEFORE_NAME])

    def begins_with_a_word(self, line: PastedLine) -> bool:
        """Whether a word stands before the ticks of a line, which then is a name, if no known one."""
        first = next((cell for cell in line.cells if cell and not _is_number(cell)), "")
        return len(line.cells) > 1 and _is_word(first) and any(map(str.isalpha, first))

    def _words(self, cell: str) -> tuple[list[str], set[str]]:
        """Names of units in a cell, and names of townships; a running number is neither."""
        townships, words = ((), []) if _is_number(cell) else self.names.named(cell)
        return [word for word in words if self.names.knows(word)], set(townships)

    def _unit_of(self, line: PastedLine) -> tuple[HeldUnit | None, int]:
        """The unit whose name stands in a line, and the place of the cell behind it; none, with what is wrong noted."""
        townships: set[str] = set()
        for at, cell in enumerate(line.cells[:MOST_BEFORE_NAME]):
            names, of_cell = self._words(cell)
            townships |= of_cell
            if names:
                unit, sentence = self.names.find(names[0], townships)
                if unit is None:
                    self.wrong(line, sentence)
                return unit, at + 1
        before = line.cells[:MOST_BEFORE_NAME]
        said = [cell for cell in before if _is_word(cell) and not self.names.township(cell)]
        sentence = _("No unit is named here; the other lines name theirs.")
        self.wrong(line, self.names.find(said[-1])[1] if said else sentence)
        return None, 0

    def read_named(self, line: PastedLine, heads: Mapping[str, int]) -> None:
        """A line that names its unit; totals are passed over."""
        if {"".join(cell.split()) for cell in line.cells} & TOTALS:
            return
        unit, behind = self._unit_of(line)
        if unit is None:
            return
        stars = self.stars[unit.kind]
        if heads:
            places = {code: heads[name] for code, name in stars.items() if name in heads}
            cells = {code: line.cells[at] if at < len(line.cells) else "" for code, at in places.items()}
        else:
            rest = list(line.cells[behind:])
            while len(rest) > len(stars) and not rest[-1]:
                rest.pop()
            if len(rest) != len(stars):
                told = {"n": len(rest), "stars": "、".join(stars.values())}
                self.wrong(
                    line,
                    _("Behind the name stand %(n)s cells, not one for each star (%(stars)s). Copy the heads too.")
                    % told,
                )
                return
            cells = dict(zip(stars, rest, strict=True))
        self._take(line, unit, cells)

    def read_ticks(self, lines: Sequence[PastedLine], unit: str, star: str) -> None:
        """Ticks alone, from one cell of the page on: rows below it, stars to its right. A line without a tick is a row
        without one."""
        start = next((at for at, each in enumerate(self.units) if each.code == unit), None)
        if start is None:
            return self.wrong(lines[0], _("The cell into which this was pasted is not of this township."))
        of_set = [each for each in self.units[start:] if each.kind == self.units[start].kind]
        codes = list(self.stars[self.units[start].kind])
        codes = codes[codes.index(star) if star in codes else 0 :]
        width = max(len(line.cells) for line in lines)
        said = {line.number: line for line in lines}
        for row in range(lines[-1].number):
            line = said.get(row + 1, PastedLine(row + 1, ("",) * width))
            if row >= len(of_set):
                return self.wrong(
                    line, _("The block is longer than the table below the cell into which it was pasted.")
                )
            if len(line.cells) > len(codes):
                return self.wrong(line, _("The block is wider than the table to the right of the cell."))
            self._take(line, of_set[row], dict(zip(codes, line.cells, strict=False)))
        return None

    def _take(self, line: PastedLine, unit: HeldUnit, cells: Mapping[str, str]) -> None:
        if unit.code in self.ticks:
            self.wrong(line, _("%(unit)s stands there twice.") % {"unit": unit.name})
            return
        self.ticks[unit.code] = {}
        for code, cell in cells.items():
            try:
                self.ticks[unit.code][code] = ticked(cell)
            except EntryError as error:
                self.wrong(line, f"{unit.name} {self.stars[unit.kind][code]}：{error}")


def _is_number(cell: str) -> bool:
    return plain(cell).isdigit() and len(plain(cell)) < CODE_DIGITS


def _is_word(cell: str) -> bool:
    """Whether a cell says something that is neither a tick nor a number."""
    try:
        ticked(cell)
    except EntryError:
        return not _is_number(cell)
    return False

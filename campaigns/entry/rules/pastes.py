"""Pasted lists: the lines and cells of what a spreadsheet program put on the clipboard, or a person typed.

A clipboard is no CSV file. Cells have tabs between them, and only a cell that itself holds a line end, a tab or
quotation marks is wrapped in quotation marks, those in it doubled. Every other mark is somebody's word and stays.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fivestar.changes.characters import writable

from .heads import Heads, alike, heads_of_lines
from .text import LineProblem

NUMBER_HEADS = frozenset({"序号", "编号"})  # above a running number, which no list needs
MOST_LINES = 500
MOST_CHARACTERS = 200_000
MOST_ABOVE = 5  # lines of title and notes above a table's heads

# A wrapped cell ends with a mark before a tab or a line end; without one, the first mark is a part of the text.
_WRAPPED = re.compile(r'"((?:[^"]|"")*)"[ \u3000]*(?=[\t\n]|\Z)')
_BARE = re.compile(r"[^\t\n]*")


@dataclass(frozen=True)
class PastedLine:
    """One row of a list.

    number -- of the pasted text's line on which it begins, counted from 1.
    cells  -- without white space around them; a line end in one is ``\\n``. A line without tabs is one cell.
    """

    number: int
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        """The line as a sentence can show it."""
        return "\t".join(self.cells)


@dataclass(frozen=True)
class Pasted:
    """A pasted list: its lines that say anything, and which of them were not read and why."""

    lines: tuple[PastedLine, ...] = ()
    problems: tuple[LineProblem, ...] = ()


def read_paste(text: str, *, most_lines: int = MOST_LINES, most_characters: int = MOST_CHARACTERS) -> Pasted:
    """The lines of a pasted text. Empty ones are passed over and counted.

    most_lines, most_characters -- beyond which nothing is read: the list says at which line it ends.
    """
    text = writable(text).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    rest, text = text[most_characters:], text[:most_characters]
    lines = []
    for line in _lines(text):
        if any(line.cells):
            if len(lines) == most_lines:
                sentence = _("More than %(most)s lines. Take the list in parts.") % {"most": most_lines}
                return Pasted(tuple(lines), (LineProblem(line.number, "", sentence),))
            lines.append(line)
    if rest.strip():
        cut = lines.pop() if lines else PastedLine(1, ())  # it may go on behind the end
        sentence = _("More than %(most)s characters. Take the list in parts.") % {"most": most_characters}
        return Pasted(tuple(lines), (LineProblem(cut.number, "", sentence),))
    return Pasted(tuple(lines))


def _lines(text: str) -> Iterator[PastedLine]:
    at, number = 0, 1
    while at <= len(text):
        begin, cells = at, []
        while True:
            cell, at = _cell(text, begin, at)
            cells.append(cell.strip())
            if text[at : at + 1] != "\t":
                break
            at += 1
        yield PastedLine(number, tuple(cells))
        number += text.count("\n", begin, at) + 1
        at += 1


def _cell(text: str, begin: int, at: int) -> tuple[str, int]:
    """The cell that starts at a place of a line, and where it ends.

    begin -- where its line does.
    """
    wrapped = _WRAPPED.match(text, at)
    if wrapped and (not wrapped[1] or _is_wrapping(text, begin, wrapped)):
        return wrapped[1].replace('""', '"'), wrapped.end()
    end = _BARE.match(text, at).end()
    return text[at:end], end


def _is_wrapping(text: str, begin: int, wrapped: re.Match) -> bool:
    """Whether two marks wrap one cell: it must need it, and not be rows between a mark in one and a mark in another."""
    inner = wrapped[1]
    if "\n" in inner and "\t" in inner:
        end = text.find("\n", wrapped.end())
        rows = text[begin : end if end >= 0 else len(text)].split("\n")
        return len({row.count("\t") for row in rows}) > 1
    return "\n" in inner or "\t" in inner or '""' in inner


@dataclass(frozen=True)
class Table:
    """A list whose columns are named by their heads.

    columns  -- column → place; empty where the list has no heads.
    unknown  -- heads that were not understood, as they stand: what is below them is not taken.
    lines    -- below the heads.
    problems -- of the heads; then there are no lines.
    """

    columns: Mapping[str, int]
    unknown: tuple[str, ...]
    lines: tuple[PastedLine, ...]
    problems: tuple[LineProblem, ...] = ()

    def cells(self, line: PastedLine) -> dict[str, str]:
        """A line's cells by column; a column beyond its end is left out."""
        return {name: line.cells[at] for name, at in self.columns.items() if at < len(line.cells)}


def table_of(
    lines: Sequence[PastedLine], heads: Mapping[str, str], *, wanted: Collection[str], passed_over: Collection[str] = ()
) -> Table:
    """A list with its heads, if it has them: the first row that names one of the wanted columns and another known one.

    A title and notes above the heads, one or two cells wide, are passed over; the heads may stand in two rows. Of two
    columns of one name nobody can say which one is meant, unless the upper row does: nothing is taken.

    heads       -- bare head (as heads.bare_head folds it) → column. wanted -- columns.
    passed_over -- folded heads of columns which no such list needs, such as a running number.
    """
    rows = [line.cells for line in lines]
    begin = {line.number: at for at, line in enumerate(lines)}

    def heads_at(line: PastedLine) -> tuple[Heads, int]:
        return heads_of_lines(rows, begin[line.number], heads, passed_over)

    def is_head(line: PastedLine) -> bool:
        names = heads_at(line)[0].names
        return len(names) > 1 and not names.isdisjoint(wanted)

    below = without_title(lines, is_head)
    if not below or not is_head(below[0]):
        return Table({}, (), tuple(lines))
    found, height = heads_at(below[0])
    if sentence := alike(found):
        return Table({}, (), (), (LineProblem(below[height - 1].number, below[height - 1].text[:80], sentence),))
    return Table(found.columns, tuple(map(str, found.unread)), tuple(below[height:]))


def without_title(lines: Sequence[PastedLine], is_head: Callable[[PastedLine], bool]) -> Sequence[PastedLine]:
    """A list from its row of heads on, if it has one: what stands above is a title or a note, of one or two cells and
    of fewer than the heads. Otherwise all of it."""
    for index, line in enumerate(lines[: MOST_ABOVE + 1]):
        width = sum(map(bool, line.cells))
        if width > 1 and is_head(line):
            return lines[index:] if all(sum(map(bool, above.cells)) < width for above in lines[:index]) else lines
        if width > 2:
            break
    return lines


def unknown_heads(table: Table) -> str:
    """A sentence that names the heads which were not understood; empty where there are none."""
    if not table.unknown:
        return ""
    named = "、".join(f"“{word[:20]}”" for word in table.unknown)
    return _("These columns are not understood and not taken: %(heads)s.") % {"heads": named}

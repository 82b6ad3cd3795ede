"""Reading a table that somebody edited in a spreadsheet program and saved as CSV.

Everything wrong with a file is collected, each with file, line, column and what to do, so that it is mended in one
round and not in ten.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from fivestar.changes.characters import writable


@dataclass(frozen=True)
class Problem:
    """Something wrong with a file. Line 0 is the file as a whole; an empty column the line as a whole."""

    file: str
    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        where = {"file": self.file, "line": self.line, "column": self.column, "sentence": self.sentence}
        if not self.line:
            return _("%(file)s: %(sentence)s") % where
        if not self.column:
            return _("%(file)s, line %(line)s: %(sentence)s") % where
        return _("%(file)s, line %(line)s, column “%(column)s”: %(sentence)s") % where


class FileRefused(Exception):
    """Files that cannot be taken as they are. ``problems`` names everything that is wrong with them."""

    def __init__(self, problems: Sequence[Problem]):
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Row:
    """One line of a table: its cells without surrounding blanks, by column head."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def read_table(file: Path, columns: Sequence[str], problems: list[Problem]) -> Iterator[Row]:
    """The rows of a CSV file, as far as it can be read; what is wrong is added to ``problems`` on the way.

    A byte order mark, CRLF, columns in another order and empty lines are no errors, and characters that no output can
    carry are left out. Broken UTF-8, NUL characters, missing columns and rows of another length are errors.

    columns -- the heads that the table must have.
    """

    def refuse(line: int, sentence: str) -> None:
        problems.append(Problem(file.name, line, "", sentence))

    try:
        raw = file.read_bytes()
    except OSError:
        folder = {"folder": file.parent}
        refuse(0, _("The file is missing or cannot be read. Put it into the folder %(folder)s.") % folder)
        return
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        refuse(raw.count(b"\n", 0, error.start) + 1, _("This is not UTF-8. Save the file as “CSV UTF-8”."))
        return
    if "\0" in text:
        for number, line in enumerate(text.split("\n"), 1):
            if "\0" in line:
                refuse(number, _("There is a NUL character. Delete the cell and type it again."))
        return
    yield from _rows(writable(text), columns, refuse)


def _rows(text: str, columns: Sequence[str], refuse: Callable[[int, str], None]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    heads: list[str] = []
    ends = 0
    try:
        for record in reader:
            line, ends = ends + 1, reader.line_num  # a quoted cell may go over several lines
            cells = [cell.strip() for cell in record]
            if not any(cells):
                continue
            if not heads:
                heads = cells
                if missing := [column for column in columns if column not in heads]:
                    refuse(line, _("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)})
                    return
            elif len(cells) != len(heads):
                counts = {"cells": len(cells), "heads": len(heads)}
                refuse(
                    line,
                    _("The row has %(cells)s cells, the head has %(heads)s. A comma too many or too few?") % counts,
                )
            else:
                yield Row(line, dict(zip(heads, cells, strict=True)))
    except csv.Error:
        refuse(ends + 1, _("A quotation mark is not closed, or stands in the middle of a cell."))
        return
    if not heads:
        refuse(0, _("The file is empty."))

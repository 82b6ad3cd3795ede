"""Reads a workbook from standard input and writes its values as JSON. Runs alone, with limits, and may be killed.

It imports nothing of the program: whatever a hostile file makes of this process, there is nothing here to take.

A text is a string; any other cell is [kind, what it shows], where kind is one of "number", "date", "bool", "error" (a
cell shows #N/A) and "formula" (one whose result is not in the file).
"""

import datetime
import json
import posixpath
import resource
import sys
import zipfile
from io import BytesIO
from xml.parsers import expat

MEMORY, SECONDS = 600 * 1024**2, 15


def main(most_rows: int, most_columns: int) -> dict:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  (after the limits)

    content = sys.stdin.buffer.read()
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    archive = zipfile.ZipFile(BytesIO(content))
    parts = _parts(archive)
    sheets = []
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_height > most_rows or sheet.total_width > most_columns:
            return {"too_large": name}
        rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        if name in parts:  # a sheet that is a chart has no cells
            _put(rows, _valueless(archive.read(parts[name])))
        merges = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
        sheets.append((name, rows, merges))
    return {"sheets": sheets}


def _cell(value) -> str | list[str]:
    """A value as a person sees it: numbers as a spreadsheet shows them, days without a time of midnight."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return ["bool", str(value).upper()]
        case float() if value.is_integer():
            return ["number", str(int(value))]
        case int() | float():
            return ["number", f"{value:.15g}"]
        case datetime.datetime() if value.time() == datetime.time():
            return ["date", value.date().isoformat()]
        case _:
            return ["date", str(value)]


def _put(rows: list[list], cells: dict[tuple[int, int], list[str]]) -> None:
    """Put cells without a value at their places (row, column), where rows are empty."""
    for (row, column), cell in cells.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = cell


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Where the cells of each sheet are kept."""
    from defusedxml import ElementTree  # noqa: PLC0415  (after the limits)

    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): posixpath.join("/xl", link.get("Target", "")) for link in links}
    parts = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            key = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
            parts[sheet.get("name")] = posixpath.normpath(targets[key]).lstrip("/")
    return {name: part for name, part in parts.items() if part.startswith("xl/worksheets/")}


def _valueless(content: bytes) -> dict[tuple[int, int], list[str]]:
    """(row, column) → cell of those whose value is an error, and of formulas that were saved without a result.

    A formula whose result is an empty text is none of them: it has a type.
    """
    cells = _Cells()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = cells.start, cells.end
    parser.CharacterDataHandler = cells.inner
    parser.Parse(content, True)
    return cells.valueless


class _Cells:
    """Walks through a sheet cell by cell."""

    def __init__(self) -> None:
        self.valueless: dict[tuple[int, int], list[str]] = {}
        self.row = self.column = -1
        self.kind = self.inside = self.words = self.formula = ""
        self.has_formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.inside = name.rpartition(":")[2]
        place = attributes.get("r", "")
        if self.inside == "row":
            self.row, self.column = int(place) - 1 if place else self.row + 1, -1
        elif self.inside == "c":
            self.column = _column(place.rstrip("0123456789")) if place else self.column + 1
            self.kind, self.words, self.formula, self.has_formula = attributes.get("t", ""), "", "", False
        elif self.inside == "f":
            self.has_formula = True

    def inner(self, words: str) -> None:
        if self.inside == "v":
            self.words += words
        elif self.inside == "f":
            self.formula += words

    def end(self, name: str) -> None:
        self.inside = ""
        if name.rpartition(":")[2] != "c":
            return
        if self.kind == "e":
            self.valueless[self.row, self.column] = ["error", self.words or "#N/A"]
        elif self.has_formula and not self.words and self.kind != "str":
            self.valueless[self.row, self.column] = ["formula", f"={self.formula}"[:60]]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)

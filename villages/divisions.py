"""Reads the official division list: five CSV files with codes and names of places, from province to unit.

The columns are those of the free package ``china-division``, which takes them from the statistics bureau's public
codes, so its files of any province can be read as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from fivestar.csvfile import FileRefused, Problem, Row, read_table

LONGEST_NAME = 60  # as long as a short name may be, which the official one is where it has no committee


@dataclass(frozen=True, slots=True)
class Division:
    """One line of the list. ``parent`` is the code of the place it lies in, empty for a province."""

    code: str
    name: str
    parent: str


@dataclass(frozen=True)
class Divisions:
    """The places under a prefix, and those above it that they lie in."""

    under: str
    provinces: tuple[Division, ...]
    cities: tuple[Division, ...]
    counties: tuple[Division, ...]
    townships: tuple[Division, ...]
    villages: tuple[Division, ...]


class DivisionsError(FileRefused):
    """The files cannot be taken as they are; ``problems`` has every line that is wrong."""


@dataclass(frozen=True)
class _Level:
    """One of the five files. ``above`` are the columns that repeat the codes of the places above, nearest first."""

    file: str
    digits: int
    above: tuple[str, ...] = ()


_LEVELS = (
    _Level("provinces.csv", 2),
    _Level("cities.csv", 4, ("provinceCode",)),
    _Level("areas.csv", 6, ("cityCode", "provinceCode")),
    _Level("streets.csv", 9, ("areaCode", "cityCode", "provinceCode")),
    _Level("villages.csv", 12, ("streetCode", "areaCode", "cityCode", "provinceCode")),
)
_DIGITS = {column: level.digits for column, level in zip(_LEVELS[-1].above, _LEVELS[-2::-1], strict=True)}


def count_lines(folder: Path) -> int:
    """About how many rows :func:`read_divisions` will go through; for a progress bar."""
    files = (folder / level.file for level in _LEVELS)
    return sum(file.read_bytes().count(b"\n") for file in files if file.is_file())


def read_divisions(folder: Path, under: str, progress: Callable[[], object] = lambda: None) -> Divisions:
    """The places under a prefix, with the places above it.

    folder   -- has provinces.csv, cities.csv, areas.csv (counties), streets.csv (townships), villages.csv.
    under    -- code of a province, city, county or township, e.g. ``"4108"``. Counties that the province
                administers directly have a city code of their own (Henan: 4190).
    progress -- called once for each row read.

    Raises DivisionsError with everything wrong in any of the files, even outside of ``under``: a row with a broken
    code may be one that belongs there.
    """
    problems: list[Problem] = []
    kept: list[tuple[Division, ...]] = []
    parents: set[str] | None = None
    for level in _LEVELS:
        before = len(problems)
        known: set[str] = set()
        rows: list[Division] = []
        for row in read_table(folder / level.file, ("code", "name", *level.above), problems):
            progress()
            division = _checked(row, level, parents, known, problems)
            if division and (division.code.startswith(under) or under.startswith(division.code)):
                rows.append(division)
        kept.append(tuple(rows))
        # A line that is no row may have been the parent of anything below.
        parents = None if any(not problem.column for problem in problems[before:]) else known
    if not problems and not any(row.code == under for rows in kept[:-1] for row in rows):
        told = {"code": under}
        sentence = _("There is no province, city, county or township %(code)s in these files. Correct the code.")
        problems.append(Problem(str(folder), 0, "", sentence % told))
    if problems:
        raise DivisionsError(problems)
    return Divisions(under, *kept)


def _checked(
    row: Row, level: _Level, parents: set[str] | None, known: set[str], problems: list[Problem]
) -> Division | None:
    """The row as a division, or None if something is wrong with it. Its code is ``known`` from then on."""
    before = len(problems)

    def refuse(column: str, sentence: str) -> None:
        problems.append(Problem(level.file, row.line, column, sentence))

    code, name = row["code"], row["name"]
    if not (code.isascii() and code.isdigit() and len(code) == level.digits):
        told = {"code": code, "digits": level.digits}
        refuse("code", _("“%(code)s” is not a code of %(digits)s digits.") % told)
    elif code in known:
        refuse("code", _("%(code)s stands here twice. Delete one of the lines.") % {"code": code})
    else:
        known.add(code)
        for column in level.above:
            if row[column] != code[: _DIGITS[column]]:
                told = {"code": code, "above": code[: _DIGITS[column]], "found": row[column]}
                refuse(column, _("%(code)s lies in %(above)s, not in “%(found)s”.") % told)
        parent = code[: _DIGITS[level.above[0]]] if level.above else ""
        if parent and parents is not None and parent not in parents:
            refuse(level.above[0], _("The place above, %(code)s, is not in its file.") % {"code": parent})
    if not name:
        refuse("name", _("The name is empty."))
    elif len(name) > LONGEST_NAME:
        told = {"length": len(name), "longest": LONGEST_NAME}
        refuse("name", _("The name has %(length)s characters; at most %(longest)s fit.") % told)
    if len(problems) > before:
        return None
    return Division(code, name, row[level.above[0]] if level.above else "")

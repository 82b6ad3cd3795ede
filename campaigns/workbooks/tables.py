"""The tables of a workbook: found by their heads, and accounted for."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from campaigns.entry.rules.heads import LONGEST, Heads, bare_head, find_heads

from .marker import HEAD as MARKS
from .workbook import Line, Sheet, UnreadableError

_USUAL = {"村名": "村", "村名称": "村", "行政村": "村", "所属乡镇": "乡镇"}
_TOTAL = re.compile(r".{0,10}[合小总共]计")


@dataclass(frozen=True)
class Account:
    """What of a file is not read, and what it has not.

    unread  -- its columns that mean nothing here, each with its place.
    missing -- rows of the place that are not in the file, by name; more -- how many of them have no name here.
    added   -- rows of the file that the place has not.
    """

    unread: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    more: int = 0
    added: int = 0

    @property
    def number(self) -> int:
        """Of missing rows."""
        return len(self.missing) + self.more

    def __bool__(self) -> bool:
        return bool(self.unread or self.number or self.added)


def tables_in(
    sheet: Sheet, wanted: Collection[str], known: Mapping[str, str], passed: Collection[str] = ()
) -> Iterator[Heads]:
    """The heads of each table of a sheet that has all wanted ones.

    known -- head → name, as :func:`named` gives it; passed -- heads of which nothing is read.
    Raises UnreadableError where two columns of a table have one name.
    """
    bare_passed = {bare_head(head) for head in passed}
    for heads in find_heads(sheet.rows, wanted, known, sheet.merges, bare_passed):
        if heads.twice:
            columns = (
                f"“{name}” {'、'.join(get_column_letter(head.column + 1) for head in alike)}"
                for name, alike in heads.twice.items()
            )
            raise UnreadableError(
                _("Sheet “%(sheet)s” has two columns of one name, and which one is meant cannot be told: %(columns)s. "
                  "Delete or rename those that are not meant, such as last year's, and upload the file again.")
                % {"sheet": sheet.name, "columns": "；".join(columns)}
            )  # fmt: skip
        yield heads


def no_table(sheets: Iterable[Sheet], wanted: Collection[str], known: Mapping[str, str]) -> UnreadableError:
    """Why no table was found: what lacks in the row that comes nearest to a row of heads.

    wanted, known -- as of :func:`tables_in`.
    """
    rows = [
        (len(there), sheet.name, number, [name for name in wanted if name not in there])
        for sheet in sheets
        for number, row in enumerate(sheet.rows, 1)
        if (there := {known.get(bare_head(cell)) for cell in row if 0 < len(cell) <= LONGEST} & set(wanted))
    ]
    if not rows:
        return UnreadableError(_("No table found: a row of heads must have %(heads)s.") % {"heads": _quoted(wanted)})
    _number, sheet_name, row_number, missing = max(rows, key=lambda row: row[0])
    return UnreadableError(
        _("No table found: sheet “%(sheet)s” has heads in row %(row)s, but not %(heads)s. Write them there as in the "
          "workbook that is downloaded here, and upload the file again.")
        % {"sheet": sheet_name, "row": row_number, "heads": _quoted(missing)}
    )  # fmt: skip


def _quoted(heads: Iterable[str]) -> str:
    return "、".join(f"“{head}”" for head in heads)


def named(heads: Collection[str], other: Mapping[str, str] | None = None) -> dict[str, str]:
    """Bare head → the head as it stands in official tables, and where offices usually call it otherwise.

    other -- more words for some of them.
    """
    known = {bare_head(head): head for head in heads}
    usual = {word: known[bare] for word, bare in _USUAL.items() if bare in known}
    return usual | known | {bare_head(word): head for word, head in (other or {}).items()}


def unread(sheet: Sheet, heads: Heads) -> tuple[str, ...]:
    """The columns of a table that mean nothing here, each with its place; marks of an earlier time are none."""
    return tuple(
        f"{sheet.name} {get_column_letter(head.column + 1)}：{head}"
        for head in heads.unread
        if not head.words.startswith(MARKS)
    )


def is_total(line: Line) -> bool:
    """Whether a row adds others up: one of its first words says so, as in 第一管区小计."""
    words = filter(None, map(bare_head, line.sheet.rows[line.number]))
    return any(_TOTAL.fullmatch(word) for word in islice(words, 3))

"""Rows of heads (表头): where they stand in a table, what each column is, and which two say the same.

The one place for it, whatever a table comes in by: heads in two rows with the upper one merged over several columns,
titles above them, units behind them, 上年 beside 本年.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _

from .text import folded

# (first row, first column, last row, last column), counted from 0, as spreadsheets have it.
Merge = tuple[int, int, int, int]
Rows = Sequence[Sequence[str]]

LONGEST = 60  # characters of a head, its remarks included
_EARLIER = re.compile(r"去年|上年|上一年|往年|历年|已创|已获|已有|原有")


@lru_cache(maxsize=4096)
def bare_head(head: str) -> str:
    """A head for comparing: folded, without brackets and what stands in them, such as the unit of a number."""
    words = folded(head)
    return re.sub(r"\(.*?\)|\[.*?\]|【.*?】|〔.*?〕|[*:]", "", words) or words


@dataclass(frozen=True)
class Head:
    """One column's head: its words in the lower row, and those over it in the upper one."""

    column: int
    words: str
    group: str = ""

    @property
    def is_earlier(self) -> bool:
        """Whether the column is of another year, or of what is held already, as far as its head says so."""
        return bool(_EARLIER.search(self.group + self.words))

    def __str__(self) -> str:
        return f"{self.group}·{self.words}" if self.group and self.group != self.words else self.words


@dataclass(frozen=True)
class Heads:
    """The heads of a table.

    row     -- of the lowest of them, counted from 0.
    columns -- name → column of those that are known.
    unread  -- those that are not known, in the order of their columns.
    twice   -- of each name that stands several times, its heads: nobody can say which one is meant.
    """

    row: int
    columns: Mapping[str, int]
    unread: tuple[Head, ...] = ()
    twice: Mapping[str, tuple[Head, ...]] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        return {*self.columns, *self.twice}


def heads_in(rows: Rows, at: int, known: Collection[str] = (), merges: Sequence[Merge] = ()) -> list[Head]:
    """The heads whose lower row is ``at``, one for each column that has any.

    A cell that is merged over both rows is a head, and so is a known one above an empty cell (known: bare heads). What
    is merged over several columns stands over each of them; a title over the whole table stands over none.
    """
    above = rows[at - 1] if at else ()
    heads = []
    for column in range(max(len(rows[at]), len(above))):
        words, over = _cell(rows, at, column), _cell(rows, at - 1, column) if at else ""
        across = next((each for each in merges if _covers(each, at - 1, column)), None)
        if across and across[2] >= at:
            words, over = words or _cell(rows, across[0], across[1]), ""
        elif across:
            whole = across[3] - across[1] + 1 >= len(rows[at])
            over = "" if whole else _cell(rows, across[0], across[1])
        elif not words and bare_head(over) in known:
            words, over = over, ""
        if words:
            heads.append(Head(column, words, over))
    return heads


def _cell(rows: Rows, row: int, column: int) -> str:
    return " ".join(rows[row][column].split()) if column < len(rows[row]) else ""


def _covers(merge: Merge, row: int, column: int) -> bool:
    return merge[0] <= row <= merge[2] and merge[1] <= column <= merge[3]


def read_heads(
    rows: Rows, at: int, known: Mapping[str, str], merges: Sequence[Merge] = (), passed: Collection[str] = ()
) -> Heads:
    """What the columns of a row of heads are.

    known  -- bare head → name; passed -- bare heads that are known, and of which nothing is read.
    Of two heads of one name the one counts that is not said to be of an earlier year, if it is the only one.
    """
    named: dict[str, list[Head]] = defaultdict(list)
    unread = []
    for head in heads_in(rows, at, known.keys(), merges):
        bare = bare_head(head.words)
        if name := known.get(bare):
            named[name].append(head)
        elif bare and bare not in passed:
            unread.append(head)
    columns, twice = {}, {}
    for name, heads in named.items():
        meant = heads if len(heads) == 1 else [head for head in heads if not head.is_earlier]
        if len(meant) == 1:
            columns[name] = meant[0].column
            unread += [head for head in heads if head is not meant[0]]
        else:
            twice[name] = tuple(heads)
    return Heads(at, columns, tuple(sorted(unread, key=lambda head: head.column)), twice)


def alike(heads: Heads) -> str:
    """A sentence for a pasted list in which several columns have one name; empty where none have."""
    if not heads.twice:
        return ""
    columns = "；".join(
        "、".join(_("“%(head)s” (column %(n)s)") % {"head": str(head)[:20], "n": head.column + 1} for head in same)
        for same in heads.twice.values()
    )
    return _(
        "Several columns say the same, and which one is meant cannot be told: %(columns)s. Delete or rename those that "
        "are not meant, such as last year's, and paste the list again. Nothing was taken."
    ) % {"columns": columns}


def heads_of_lines(rows: Rows, at: int, known: Mapping[str, str], passed: Collection[str] = ()) -> tuple[Heads, int]:
    """(heads, in how many rows they stand) where a pasted table's heads begin at a row: there, or there and below.

    A clipboard carries no merges: a head of the upper row stands over the columns to its right that have none.
    """
    upper = read_heads([rows[at]], 0, known, passed=passed)
    if at + 1 == len(rows):
        return upper, 1
    two = rows[at : at + 2]
    lower, both = read_heads(two[1:], 0, known), read_heads(two, 1, known, _spread(*two), passed)
    is_lower = both.names > upper.names and (both.names > lower.names or bool(lower.twice))
    return (both, 2) if is_lower else (upper, 1)


def _spread(upper: Sequence[str], lower: Sequence[str]) -> list[Merge]:
    merges: list[Merge] = []
    for column, words in enumerate(lower):
        over = upper[column] if column < len(upper) else ""
        if words and over:
            merges.append((0, column, 0, column))
        elif words and merges and merges[-1][3] == column - 1:
            merges[-1] = (*merges[-1][:3], column)
    return merges


def find_heads(
    rows: Rows,
    wanted: Collection[str],
    known: Mapping[str, str],
    merges: Sequence[Merge] = (),
    passed: Collection[str] = (),
) -> Iterator[Heads]:
    """The heads of each table that has all wanted ones (names), from top to bottom: a sheet may hold several.

    Where the row below is the lower of two rows of heads, the heads are those of both.
    """
    names = [{known.get(bare_head(words)) for words in row if 0 < len(words) <= LONGEST} for row in rows]
    at = -1
    while (at := at + 1) < len(rows):
        if not (names[at] | names[max(at - 1, 0)]).issuperset(wanted):
            continue
        heads = read_heads(rows, at, known, merges, passed)
        if not heads.names.issuperset(wanted):
            continue
        if at + 1 < len(rows):
            lower = read_heads(rows, at + 1, known, merges, passed)
            down = any(each[0] == at < each[2] and each[1] in heads.columns.values() for each in merges)
            if lower.names >= (set(wanted) if down else heads.names) and (down or lower.names > heads.names):
                heads, at = lower, at + 1
        yield heads

"""Contact leaders (包联领导), their visits and pairings (结对), from values alone."""

import datetime
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from campaigns.entry.rules.text import closed_up, folded, kept

Known = TypeVar("Known")


@dataclass(frozen=True)
class LeaderLine:
    """A contact leader and the codes of the units that the leader answers for."""

    name: str
    title: str = ""
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class VisitEntry:
    """What a visit found in one unit, and what was solved or arranged."""

    unit: str
    found: str
    arranged: str = ""


def split_leader(text: str) -> tuple[str, str]:
    """(name, title) of a contact leader as plan sheets have it: 李建国（副县长）, 副县长 李建国, 李建国 副县长, 李建国.

    Of two words the one of two to four signs without an office in it is the name.
    """
    said = closed_up(kept(text))
    if match := re.fullmatch(r"([^()（）]+?)\s*[(（]([^()（）]+)[)）]", said):
        return closed_up(match[1].strip()), match[2].strip()
    words = re.split(r"[\s,，、:：/／|｜]+", said, maxsplit=1)
    if len(words) == 2 and not _may_be_name(words[0]) and _may_be_name(words[1]):
        return words[1], words[0]
    return (words[0], words[1]) if len(words) == 2 else (said, "")


def _may_be_name(word: str) -> bool:
    return 2 <= len(word) <= 4 and not re.search("[长委员记任席席办部局]$", word)


def alike(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of names that may be one person's, spelled differently: one sign differs, or one name is a part of the
    other."""
    return [(a, b) for a, b in combinations(dict.fromkeys(names), 2) if _is_alike(a, b)]


def _is_alike(a: str, b: str) -> bool:
    if len(a) == len(b) >= 3:
        return sum(one != other for one, other in zip(a, b, strict=True)) == 1
    return min(len(a), len(b)) >= 2 and (a in b or b in a)


def month_of(day: datetime.date) -> datetime.date:
    """The month of a day, as its first day."""
    return day.replace(day=1)


def after(month: datetime.date) -> datetime.date:
    """The first day of the next month."""
    return (month + datetime.timedelta(days=31)).replace(day=1)


def months_between(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """The months from that of one day to that of another, both included; the latter alone if it is earlier."""
    found = [month_of(last)]
    while found[0] > first:
        found.insert(0, month_of(found[0] - datetime.timedelta(days=1)))
    return found


def taken_twice(lines: Sequence[LeaderLine]) -> Collection[str]:
    """Codes of units that several lines name."""
    named = [unit for line in lines for unit in dict.fromkeys(line.units)]
    return {unit for unit in named if named.count(unit) > 1}


def find_same(line: LeaderLine, lines: Sequence[LeaderLine], known: Mapping[tuple[str, str], Known]) -> Known | None:
    """The leader whom a line of a list means: of this name and title; or of this name, where there is no other of it.

    known -- those there are, by name and title.
    """
    names = {(folded(name), folded(title)): leader for (name, title), leader in known.items()}
    if same := known.get((line.name, line.title)) or names.get((folded(line.name), folded(line.title))):
        return same
    of_name = [leader for (name, _title), leader in names.items() if name == folded(line.name)]
    alone = sum(folded(each.name) == folded(line.name) for each in lines) == 1
    return of_name[0] if len(of_name) == 1 and alone else None


MISSING, VISITED, UNLED = "missing", "visited", "unled"

"""Shares (任务数) of all townships as one table: what it says of each, beside what is saved."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from campaigns.entry.rules.text import LineProblem

from ..choices import Measure
from .figures import Figures


@dataclass(frozen=True)
class SharePlace:
    """A township that a table may name: its units by star set, its saved shares and their version (0: none yet)."""

    code: str
    name: str
    official_name: str
    units: dict[str, int]
    saved: dict[str, Figures] = field(default_factory=dict)
    version: int = 0

    def column(self, kind: str) -> Figures:
        return self.saved.get(kind) or Figures(kind)


@dataclass(frozen=True)
class Share:
    """The share of one township as a table has it: figures that the table has no column for stay as they are saved."""

    place: SharePlace
    figures: Figures

    @property
    def differs(self) -> bool:
        return self.figures != self.place.column(self.figures.kind)


@dataclass(frozen=True)
class ShareTable:
    """A table of one star set as it was read.

    keys    -- (measure, key) of its columns, in their order. unknown -- a sentence on heads that are not understood.
    """

    kind: str
    keys: tuple[tuple[str, int | str], ...] = ()
    shares: tuple[Share, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    unknown: str = ""

    @property
    def changes(self) -> tuple[Share, ...]:
        return tuple(share for share in self.shares if share.differs)


def merged(tables: Iterable[ShareTable]) -> list[tuple[SharePlace, tuple[Figures, ...]]]:
    """Each township of which a table says something else than is saved, with its shares of all star sets."""
    changed: dict[str, tuple[SharePlace, dict[str, Figures]]] = {}
    for table in tables:
        for share in table.changes:
            _place, columns = changed.setdefault(share.place.code, (share.place, dict(share.place.saved)))
            columns[table.kind] = share.figures
    return [(place, tuple(columns.values())) for place, columns in changed.values()]


def digest(tables: Iterable[ShareTable]) -> str:
    """SHA-256 over what would be saved and over what: nobody saves what they have not seen."""
    told = [
        [place.code, place.version, [[c.kind, *(sorted(c.of(m).items()) for m in Measure)] for c in columns]]
        for place, columns in merged(tables)
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()

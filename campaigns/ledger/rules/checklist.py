"""What a checklist asks of ledgers that are there: rows that come, come back and leave."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from campaigns.year.rules import Checklist

Row = tuple[int, int]  # plan, task


@dataclass(frozen=True)
class Ledger:
    """One unit's ledger as values.

    stars -- its target stars.
    rows  -- task → whether its row is in force.
    """

    plan: int
    stars: frozenset[int]
    rows: Mapping[int, bool]


@dataclass(frozen=True)
class Steps:
    """What brings ledgers in line with a checklist: rows that are new, that come back as they were, that leave."""

    new: tuple[Row, ...] = ()
    back: tuple[Row, ...] = ()
    leaving: tuple[Row, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.back or self.leaving)


def steps(ledgers: Iterable[Ledger], listed: Checklist, known: Collection[int]) -> Steps:
    """What each ledger lacks and has too much.

    known -- tasks that exist: one may have been deleted since the checklist was applied.
    """
    new: list[Row] = []
    back: list[Row] = []
    leaving: list[Row] = []
    for ledger in ledgers:
        wanted = [task for task in listed.leaves(ledger.stars) if task in known]
        new += [(ledger.plan, task) for task in wanted if task not in ledger.rows]
        back += [(ledger.plan, task) for task in wanted if ledger.rows.get(task) is False]
        leaving += [(ledger.plan, task) for task, in_force in ledger.rows.items() if in_force and task not in wanted]
    return Steps(tuple(new), tuple(back), tuple(leaving))


def digest(found: Steps, listed: Checklist) -> str:
    """SHA-256 over what would come, go and count: nobody applies what they have not seen."""
    told = [
        sorted(found.new),
        sorted(found.back),
        sorted(found.leaving),
        sorted(listed.required),
        sorted((task, str(points)) for task, points in listed.points.items()),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()

"""Which stars units held when the year began, as somebody lists them beside what is recorded."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.entry.rules.text import LineProblem


@dataclass(frozen=True)
class HeldUnit:
    """A unit that a list may name, and the stars recorded of it.

    is_open -- whether its plan is still open: held stars change only while it is.
    """

    code: str
    name: str
    official_name: str
    township: str
    kind: str
    held: frozenset[str] = frozenset()
    is_open: bool = True


@dataclass(frozen=True)
class HeldChange:
    """One unit of which other stars are listed than are recorded."""

    unit: HeldUnit
    stars: frozenset[str]


@dataclass(frozen=True)
class HeldList:
    """A list as it was read: what would change, how many units are listed as recorded, what must be mended."""

    changes: tuple[HeldChange, ...] = ()
    same: int = 0
    problems: tuple[LineProblem, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over what would change and from what: nobody applies what they have not seen."""
        return digest(self.changes)


def digest(changes: Iterable[HeldChange]) -> str:
    told = sorted([change.unit.code, sorted(change.unit.held), sorted(change.stars)] for change in changes)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()

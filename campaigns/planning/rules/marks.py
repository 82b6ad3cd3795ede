"""One unit's plan: what it says, and what it still lacks before it may be submitted."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.year.choices import HELD_NAMES, LEVEL_NAMES

# Characters of a reason for having no target: it has to fit into a cell of a printed table.
LONGEST_REASON = 120


@dataclass(frozen=True)
class UnitMark:
    """What a unit targets and holds, as values."""

    code: str
    name: str
    kind: str
    targets: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    no_target: bool = False
    no_target_reason: str = ""

    @property
    def level(self) -> int:
        return len(self.targets)

    @property
    def held_level(self) -> int:
        return len(self.held)

    @property
    def level_name(self) -> str | Promise:
        """What it plans in words: of whom nothing is said plans neither a level nor none."""
        return _("not marked") if self.is_empty else LEVEL_NAMES[self.level]

    @property
    def held_name(self) -> str | Promise:
        return HELD_NAMES[self.held_level]

    @property
    def kept(self) -> frozenset[str]:
        return self.targets & self.held

    @property
    def new(self) -> frozenset[str]:
        return self.targets - self.held

    @property
    def left_out(self) -> frozenset[str]:
        return self.held - self.targets

    @property
    def is_empty(self) -> bool:
        """Nothing said yet: neither a target nor that there is none."""
        return not self.targets and not self.no_target

    def digest(self) -> str:
        """SHA-256 of what an approval approves."""
        told = [
            self.code,
            self.kind,
            sorted(self.targets),
            sorted(self.held),
            self.no_target,
            self.no_target_reason,
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class MarkSheet:
    """One row as a person or a file gives it: forms and workbooks both yield this."""

    code: str
    version: int
    targets: frozenset[str]
    no_target: bool = False
    no_target_reason: str = ""


@dataclass(frozen=True)
class Gap:
    """One thing that a unit lacks before it may be submitted; ``cell`` names the place on its plan sheet."""

    code: str
    name: str
    sentence: str | Promise = field(compare=False)
    cell: str = ""


def gaps(mark: UnitMark, capstone: Collection[str] = (), stars: int = 5) -> tuple[Gap, ...]:
    """What stands in the way of submitting a unit.

    capstone -- codes of stars that need all others; given only where the campaign makes it blocking.
    stars    -- how many stars the unit's set has.
    """
    found = []

    def lacks(sentence) -> None:
        found.append(Gap(mark.code, mark.name, sentence))

    if mark.is_empty:
        lacks(_("Mark at least one star, or state that there is no target this year."))
    if mark.no_target and mark.targets:
        lacks(_("It says “no target this year” and has target stars; take one of them back."))
    if mark.no_target and not mark.no_target_reason.strip():
        lacks(_("Say why the unit has no target this year."))
    if mark.targets & set(capstone) and mark.level < stars:
        lacks(_("The solid-branch star needs the other four; add them or leave it out."))
    return tuple(found)

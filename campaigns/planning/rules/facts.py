"""What the rules read and what they say: facts in, findings out."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from campaigns.year.choices import CAPSTONE_STAR, Capstone, Kind

from ..choices import FindingCode, Severity, Source
from . import sentences
from .figures import Figures, count
from .marks import UnitMark

Value = int | Decimal | str
Told = tuple[tuple[str, Value], ...]
COUNTED = (Source.ENTERED, Source.APPROVED)  # the program adds these up; the others somebody states


@dataclass(frozen=True)
class PlaceFacts:
    """What is known of one place: the county, or one of its townships.

    units   -- star set → number of rated units.
    columns -- (source, star set) → figures as that source states them. The entered ones may be left out: they
               are then counted from the marks.
    marks   -- the units' own marks, where they are at hand; the county itself needs none.
    """

    code: str
    name: str
    units: Mapping[str, int]
    columns: Mapping[tuple[str, str], Figures] = field(default_factory=dict)
    marks: tuple[UnitMark, ...] = ()

    def size(self, kind: str) -> int:
        return self.units.get(kind, 0)

    @cached_property
    def _filled(self) -> dict[str, tuple[UnitMark, ...]]:
        return {
            kind: tuple(mark for mark in self.marks if mark.kind == kind and not mark.is_empty) for kind in Kind.values
        }

    def filled(self, kind: str) -> tuple[UnitMark, ...]:
        """Units that say something: stars, or that there is no target this year."""
        return self._filled[kind]

    def unfilled(self, kind: str) -> tuple[UnitMark, ...]:
        return tuple(mark for mark in self.marks if mark.kind == kind and mark.is_empty)

    @cached_property
    def _entered(self) -> dict[str, Figures]:
        return {
            kind: count(kind, (mark.targets for mark in filled)) if filled else Figures(kind)
            for kind, filled in self._filled.items()
        }

    def column(self, source: str, kind: str) -> Figures:
        """What a source states of a star set; empty where it states nothing."""
        column = self.columns.get((source, kind))
        if column is None:
            return self._entered[kind] if source == Source.ENTERED else Figures(kind)
        return replace(column, is_counted=True) if source in COUNTED else column

    def is_complete(self, kind: str) -> bool:
        """Whether every unit has been entered, so that what was entered may be held against a total."""
        if self.marks:
            return len(self.filled(kind)) >= self.size(kind)
        entered = self.column(Source.ENTERED, kind)
        return (entered.unit_sum or 0) + entered.level(0) >= self.size(kind)


@dataclass(frozen=True)
class Printed:
    """A percentage as a paper prints it.

    name      -- what it says of whom, short: it is shown, and tells one percentage from another.
    base_name -- what the base counts.
    printed   -- the digits on the paper, such as "73.39".
    """

    name: str
    part: int
    base: int
    base_name: str
    printed: str


@dataclass(frozen=True)
class Facts:
    """A campaign's figures, as values.

    county        -- its plan is the column (plan, kind).
    townships     -- all of the county's; or one alone, with is_whole false, as a township's page shows it: then
                     nothing is said of sums, and nothing of the county itself.
    star_names    -- star set → star code → name without 星 ("支部过硬"), in display order.
    budget, rate  -- money set aside and reward for one star, both in 10,000 yuan; None where not known.
    capstone      -- the campaign's switch, one of Capstone.
    pilots        -- level → units chosen to try a promotion to it (四进五: {5: …}).
    percentages   -- percentages that papers print.
    """

    year: int
    county: PlaceFacts
    townships: tuple[PlaceFacts, ...]
    star_names: Mapping[str, Mapping[str, str]]
    budget: Decimal | None = None
    rate: Decimal | None = None
    capstone: str = Capstone.WARNING
    capstone_star: str = CAPSTONE_STAR
    pilots: Mapping[int, int] = field(default_factory=dict)
    percentages: tuple[Printed, ...] = ()
    is_whole: bool = True

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The star sets that units are rated by or figures speak of, villages first."""
        places = (self.county, *self.townships)
        occur = {kind for place in places for kind in place.units if place.size(kind)}
        occur |= {kind for place in places for _, kind in place.columns}
        return tuple(kind for kind in Kind.values if kind in occur)

    def stars(self, column: Figures) -> tuple[str, ...]:
        """The codes of a column's star set in display order; codes that the set does not know follow."""
        return tuple(dict.fromkeys((*self.star_names.get(column.kind, {}), *sorted(column.stars))))

    def townships_with(self, kind: str) -> tuple[PlaceFacts, ...]:
        return tuple(place for place in self.townships if place.size(kind))


@dataclass(frozen=True)
class Finding:
    """Figures that do not agree (疑点); neutral until confirmed.

    place   -- the code of the county, township or unit that it is about.
    kind    -- the star set, empty where it is about both.
    source  -- whose figures are in doubt.
    subject -- what tells it from others of the same code, place, kind and source; mostly empty.
    figures -- the figures in contradiction, (name, value) in order. They alone make the digest.
    units   -- codes of the units behind it.
    context -- names of places and stars, and figures of others that only the hint needs: a new name or a
               neighbour's figure does not make it another finding.
    """

    code: FindingCode
    severity: Severity
    place: str
    kind: str
    source: str
    subject: str = ""
    figures: Told = ()
    units: tuple[str, ...] = ()
    context: Told = field(default=(), compare=False)

    @property
    def key(self) -> str:
        """What stays the same while figures change. People's answers are kept under it."""
        return ":".join((self.code, self.place, self.kind, self.source, self.subject))

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits of SHA-256 over the figures: an answer holds for these figures only."""
        told = [[name, sentences.plain(value)] for name, value in self.figures]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]

    @property
    def title(self) -> str:
        """A short label, in the language of whoever reads."""
        return str(self.code.label)

    @property
    def sentence(self) -> str:
        """What disagrees, in the language of whoever reads."""
        return sentences.sentence(self)

    @property
    def hint(self) -> str:
        """A second, softer sentence: what may lie behind it, or what would mend it. Empty where nothing is known."""
        return sentences.hint(self)


def found(
    code: FindingCode,
    facts: Facts,
    place: PlaceFacts,
    *,
    kind: str,
    source: str,
    figures: Told,
    subject: str = "",
    units: tuple[str, ...] = (),
    also: Told = (),
    severity: Severity | None = None,
) -> Finding:
    """A finding with the names that its sentences need.

    also     -- more of what only the hint needs.
    severity -- where the county's switch decides it; else the code's own.
    """
    kinds = (kind,) if kind else facts.kinds
    named = (
        ("place", place.name),
        *((("both", 1),) if all(place.size(kind) for kind in Kind.values) else ()),
        *((f"{kind}.star.{star}", name) for kind in kinds for star, name in facts.star_names.get(kind, {}).items()),
    )
    return Finding(
        code, severity or code.severity, place.code, kind, source, subject, figures, units, context=named + also
    )

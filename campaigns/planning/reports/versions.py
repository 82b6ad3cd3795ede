"""The frozen versions of a creation plan, and what changed between two of them."""

from dataclasses import dataclass

from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign
from fivestar.changes.models import ChangeSet

from ..choices import Source, Stage
from ..models.figures import PlanVersion
from ..rules import creation
from ..rules.creation import TOWNSHIP_SOURCES
from ..rules.facts import Facts
from ..rules.figures import Counts
from .figures import Head, heads_of

NEXT_STAGE = {Stage.OPINION: Stage.REVIEW, Stage.REVIEW: Stage.ISSUED}


def versions_of(campaign: Campaign):
    """Frozen versions of a campaign's creation plan, the newest first."""
    return campaign.versions.order_by("-frozen_at", "-pk")


def is_intact(version: PlanVersion) -> bool:
    """Whether a version still says what was frozen."""
    return creation.digest(version.content) == version.digest


def kept_facts(version: PlanVersion) -> Facts | None:
    """What a version keeps; None where its content was changed past the program and cannot be read."""
    try:
        return creation.thawed(version.content)
    except ValueError:
        return None


def frozen_by(version: PlanVersion) -> ChangeSet | None:
    """The deed that froze a version: by whom, and when."""
    made = ChangeSet.objects.filter(
        changes__model=version._meta.label_lower, changes__object_id=str(version.pk), deed="freeze_plan"
    )
    return made.select_related("by").first()


def next_stage(versions: list[PlanVersion]) -> Stage:
    """The stage that follows the newest version's."""
    return NEXT_STAGE.get(versions[0].stage, Stage.OTHER) if versions else Stage.OPINION


@dataclass(frozen=True)
class Difference:
    """One cell of two tables; ``before`` and ``after`` are None where the figure is not stated."""

    before: int | None
    after: int | None

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class ChangedRow:
    """A row of which something differs between two tables.

    fate -- "came" or "went" where only one of the tables has it, else empty.
    """

    name: str
    source_name: str
    fate: str
    cells: tuple[Difference, ...]

    @property
    def changed(self) -> int:
        return sum(cell.differs for cell in self.cells)


@dataclass(frozen=True)
class Comparison:
    """Two tables of one star set, cell by cell; rows in which nothing differs are only counted."""

    kind: Kind
    heads: tuple[Head, ...]
    rows: tuple[ChangedRow, ...]
    unchanged: int

    @property
    def changed(self) -> int:
        return sum(row.changed for row in self.rows)


def compare(old: Facts, new: Facts) -> tuple[Comparison, ...]:
    """What differs between two states of the creation plan, one table for each star set of either."""
    return tuple(_compare(old, new, Kind(kind)) for kind in Kind.values if kind in {*old.kinds, *new.kinds})


def _compare(old: Facts, new: Facts, kind: Kind) -> Comparison:
    before, after = _columns(old, kind), _columns(new, kind)
    # Where a star was renamed the new name stands over both.
    heads = tuple({(head.measure, head.key): head for head in (*heads_of(old, kind), *heads_of(new, kind))}.values())
    rows, unchanged = [], 0
    for at in dict.fromkeys((*after, *before)):
        was, now = before.get(at), after.get(at)
        cells = tuple(Difference(_figure(was, head), _figure(now, head)) for head in heads)
        if any(cell.differs for cell in cells):
            fate = "came" if was is None else "went" if now is None else ""
            rows.append(ChangedRow((now or was).name, (now or was).source.label, fate, cells))
        else:
            unchanged += 1
    return Comparison(kind, heads, tuple(rows), unchanged)


@dataclass(frozen=True)
class _Column:
    name: str
    source: Source
    counts: Counts


def _columns(facts: Facts, kind: Kind) -> dict[tuple[str, str], _Column]:
    """Every column of a table by place and source, in the order of the table."""
    sources = [(facts.county, Source.PLAN), *((place, s) for place in facts.townships for s in TOWNSHIP_SOURCES)]
    return {
        (place.code, source.value): _Column(place.name, source, found)
        for place, source in sources
        if not (found := creation.column(facts, place, source, kind)).is_empty
    }


def _figure(column: _Column | None, head: Head) -> int | None:
    return column.counts.of(head.measure).get(head.key) if column else None

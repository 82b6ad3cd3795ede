"""What one column of figures must satisfy by itself: sum, units, capstone, caps, and a table that gives it."""

from collections.abc import Iterator

from campaigns.year.choices import LEVELS, Capstone

from ..choices import FindingCode, Severity, Source
from .facts import Facts, Finding, PlaceFacts, Told, found
from .figures import Figures
from .realizable import obstacle


def check_column(facts: Facts, place: PlaceFacts, source: str, kind: str) -> Iterator[Finding]:
    """Findings about one column; none where the source states nothing.

    Whether a table exists is asked only where the rest holds: a wrong sum has none, and says more.
    """
    column = place.column(source, kind)
    said = [
        *_sum(facts, place, source, column),
        *_units(facts, place, source, column),
        *_caps(facts, place, source, column),
    ]
    yield from said or _realizable(facts, place, source, column)
    yield from _capstone(facts, place, source, column)


def sums_agree(column: Figures) -> bool:
    """Σ k·nₖ = Σ s, as far as both are stated: each star of each unit is counted once on either side."""
    return None in (column.level_sum, column.star_sum) or column.level_sum == column.star_sum


def _sum(facts: Facts, place: PlaceFacts, source: str, column: Figures) -> Iterator[Finding]:
    if sums_agree(column):
        return
    by_level, by_star = column.level_sum, column.star_sum
    units = place.size(column.kind)
    # What the wrong sum may be instead: 宁郭镇's published plan of 2022 gives one star for each of its villages.
    behind: Told = (("same", units),) if units in (by_level, by_star) else ()
    entered = place.column(Source.ENTERED, column.kind).level_sum
    if source != Source.ENTERED and place.is_complete(column.kind) and entered is not None:
        behind += (("entered", entered),)
    yield found(
        FindingCode.SUM,
        facts,
        place,
        kind=column.kind,
        source=source,
        figures=(("by_level", by_level), ("by_star", by_star)),
        also=behind,
    )


def _units(facts: Facts, place: PlaceFacts, source: str, column: Figures) -> Iterator[Finding]:
    """Σ nₖ and the units without a target make all units; where the latter are not stated, Σ nₖ is bounded."""
    if not column.levels:
        return
    units, without = place.size(column.kind), column.level(0)
    exact = 0 in column.levels
    if column.unit_sum + without > units or (exact and column.unit_sum + without < units):
        yield found(
            FindingCode.UNITS,
            facts,
            place,
            kind=column.kind,
            source=source,
            figures=(("targets", column.unit_sum), ("without", without), ("units", units)),
        )


def _capstone(facts: Facts, place: PlaceFacts, source: str, column: Figures) -> Iterator[Finding]:
    """As many solid-branch stars as five-star units: so in each published plan that gives both; inferred."""
    star = facts.capstone_star
    branch, five = column.star(star), column.level(5)
    if facts.capstone == Capstone.OFF or not column.levels or not column.stars or branch == five:
        return
    yield found(
        FindingCode.CAPSTONE,
        facts,
        place,
        kind=column.kind,
        source=source,
        subject=star,
        figures=(("branch", branch), ("five", five)),
        units=tuple(
            mark.code for mark in place.marks if mark.kind == column.kind and star in mark.targets and mark.level < 5
        ),
        also=(("star", star),),
        severity=Severity(facts.capstone),
    )


def _caps(facts: Facts, place: PlaceFacts, source: str, column: Figures) -> Iterator[Finding]:
    """No star in more units than there are, none in fewer than those that have all five."""
    if not column.stars:
        return
    units, five = place.size(column.kind), column.level(5)
    with_own_rule = facts.capstone_star if facts.capstone != Capstone.OFF else None
    told: Told = ()
    for star in facts.stars(column):
        number, name = column.star(star), f"{column.kind}.star.{star}"
        if number > units:
            told += ((f"{name}.{source}", number), (f"{name}.most", units))
        elif number < five and star != with_own_rule:
            told += ((f"{name}.{source}", number), (f"{name}.least", five))
    if told:
        yield found(FindingCode.CAPS, facts, place, kind=column.kind, source=source, figures=told)


def _realizable(facts: Facts, place: PlaceFacts, source: str, column: Figures) -> Iterator[Finding]:
    """Gale–Ryser; the capstone adds nothing to it where its own rule holds (see realizable)."""
    stop = obstacle(column)
    if stop is None:
        return
    name = f"{column.kind}.{{}}.{{}}.{source}".format
    yield found(
        FindingCode.UNREALIZABLE,
        facts,
        place,
        kind=column.kind,
        source=source,
        figures=(
            ("total", stop.total),
            ("room", stop.room),
            *((name("level", level), column.level(level)) for level in LEVELS),
            *((name("star", star), column.star(star)) for star in facts.stars(column)),
        ),
        also=(("stop", " ".join(stop.stars)),),
    )

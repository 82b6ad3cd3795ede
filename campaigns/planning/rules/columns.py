"""What one column of figures must satisfy by itself: sum, units, capstone, caps, and a table that gives it."""

import math
from collections.abc import Iterator

from campaigns.year.choices import LEVELS, Capstone

from ..choices import FindingCode, Measure, Severity, Source, Total
from .facts import Facts, Finding, PlaceFacts, Told, found
from .figures import Counts, Figures
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


Bounds = dict[str, tuple[int, float]]


def star_bounds(column: Counts, units: int | None = None) -> Bounds:
    """How many target stars a column can mean, by each measure that it states: (least, most).

    What it states as a whole is one number. A level or star that it leaves out may hide so many as there is room for.

    units -- how many units there are; None where it is not known.
    """
    room = math.inf if units is None else units
    if column.targets is not None:
        room = column.targets
    bounds: Bounds = {}
    if column.levels:
        missing = [level for level in LEVELS if column.get(Measure.LEVEL, level) is None]
        hidden = _times(max(0, room - column.unit_sum), missing[0]) if missing else 0
        bounds["by_level"] = column.level_sum, column.level_sum + hidden
    if column.stars:
        missing = 0 if column.is_whole(Measure.STAR) else len(LEVELS) - len(column.stars)
        bounds["by_star"] = column.star_sum, column.star_sum + _times(room, missing)
    if (total := column.totals.get(Total.STARS)) is not None:
        bounds["in_all"] = total, total
    if (targets := column.totals.get(Total.UNITS)) is not None and not column.levels:
        bounds["by_units"] = targets, targets * max(LEVELS)
    return bounds


def _times(number: float, times: int) -> float:
    return number * times if times else 0


def sums_agree(column: Counts, units: int | None = None) -> bool:
    """Σ k·nₖ = Σ s = the stars stated in all, as far as each is stated: each star of each unit counts once."""
    bounds = star_bounds(column, units).values()
    return max((least for least, _most in bounds), default=0) <= min((most for _least, most in bounds), default=0)


def agrees(place: PlaceFacts, column: Counts) -> bool:
    """Whether a column of a place agrees with itself."""
    return sums_agree(column, place.size(column.kind))


def _sum(facts: Facts, place: PlaceFacts, source: str, column: Figures) -> Iterator[Finding]:
    if agrees(place, column):
        return
    units = place.size(column.kind)
    bounds = star_bounds(column, units)
    least = max(bounds, key=lambda name: bounds[name][0])
    most = min(bounds, key=lambda name: bounds[name][1])
    # What the wrong sum may be instead: 宁郭镇's published plan of 2022 gives one star for each of its villages.
    behind: Told = (("same", units),) if units in (column.level_sum, column.star_sum) else ()
    entered = place.column(Source.ENTERED, column.kind).level_sum
    if source != Source.ENTERED and place.is_complete(column.kind) and entered is not None:
        behind += (("entered", entered),)
    if bounds[most][0] != bounds[most][1]:
        behind += (("most", int(bounds[most][1])),)
    yield found(
        FindingCode.SUM,
        facts,
        place,
        kind=column.kind,
        source=source,
        figures=tuple((name, bounds[name][0]) for name in bounds if name in (least, most)),
        also=behind,
    )


def _units(facts: Facts, place: PlaceFacts, source: str, column: Figures) -> Iterator[Finding]:
    """Σ nₖ and the units without a target make all units; where one of them is not stated, Σ nₖ is bounded.

    Units with a target that are stated as one number are as many as the levels say.
    """
    units, without = place.size(column.kind), column.level(0)
    stated = column.totals.get(Total.UNITS)
    by_level = column.unit_sum if column.levels else None
    targets = max(by_level or 0, stated or 0)
    is_exact = 0 in column.levels and column.targets is not None
    is_apart = None not in (stated, by_level) and (
        by_level > stated or (by_level < stated and column.is_whole(Measure.LEVEL))
    )
    if targets + without > units or (is_exact and targets + without < units) or is_apart:
        apart: Told = (("stated", stated), ("by_levels", by_level)) if is_apart else ()
        yield found(
            FindingCode.UNITS,
            facts,
            place,
            kind=column.kind,
            source=source,
            figures=apart or (("targets", targets), ("without", without), ("units", units)),
        )


def _capstone(facts: Facts, place: PlaceFacts, source: str, column: Figures) -> Iterator[Finding]:
    """As many solid-branch stars as five-star units: so in each published plan that gives both; inferred."""
    star = facts.capstone_star
    branch, five = column.get(Measure.STAR, star), column.get(Measure.LEVEL, 5)
    if facts.capstone == Capstone.OFF or None in (branch, five) or branch == five:
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
        number, name = column.get(Measure.STAR, star), f"{column.kind}.star.{star}"
        if number is None:
            continue
        if number > units:
            told += ((f"{name}.{source}", number), (f"{name}.most", units))
        elif number < five and star != with_own_rule:
            told += ((f"{name}.{source}", number), (f"{name}.least", five))
    if told:
        yield found(FindingCode.CAPS, facts, place, kind=column.kind, source=source, figures=told)


def _realizable(facts: Facts, place: PlaceFacts, source: str, column: Figures) -> Iterator[Finding]:
    """Gale–Ryser; the capstone adds nothing to it where its own rule holds (see realizable)."""
    stop = obstacle(_completed(column))
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
            *((name("star", star), column.star(star)) for star in facts.stars(column) if star in column.stars),
        ),
        also=(("stop", " ".join(star for star in stop.stars if star)),),
    )


def _completed(column: Figures) -> Figures:
    """A column with the one star that it leaves out, where the levels say how many that must be; else without stars
    that are stated in part, of which no table can be asked."""
    if column.is_whole(Measure.STAR) and column.is_whole(Measure.LEVEL):
        return column
    if column.is_whole(Measure.LEVEL) and len(column.stars) == len(LEVELS) - 1:
        return Figures(column.kind, column.levels, {**column.stars, "": column.level_sum - column.star_sum})
    return Figures(column.kind)

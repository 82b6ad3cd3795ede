"""What columns must satisfy together: townships and the county's plan, what is declared and what is entered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from campaigns.year.choices import LEVELS, Capstone

from ..choices import FindingCode, Measure, Source
from .columns import sums_agree
from .facts import Facts, Finding, PlaceFacts, Told, found
from .figures import Counts, Difference, Figures, add_up, differences, residual


def check_township(facts: Facts, place: PlaceFacts, kind: str) -> Iterator[Finding]:
    """One township against the county's plan, and what it declared against what it entered.

    However many levels and stars are affected, each comparison is one finding: they mostly have one cause, as a
    five-star unit too many is also a solid-branch star too many.
    """
    for source, over in _over_plan(facts, place, kind):
        yield found(
            FindingCode.OVER_PLAN,
            facts,
            place,
            kind=kind,
            source=source,
            figures=_told(over, Source.PLAN, source),
            units=_behind([place], over) if source != Source.SHARE else (),
            also=(("capstone", facts.capstone_star), *_lowering(facts, place, kind, source)),
        )
    yield from _declared(facts, place, kind)


def _told(apart: Iterable[Difference], wanted: str, got: str) -> Told:
    """Both figures of each difference, under names that say star set, measure, key and whose."""
    told: Told = ()
    for one in apart:
        name = f"{one.kind}.{one.measure}.{one.key}"
        told += ((f"{name}.{got}", one.got), (f"{name}.{wanted}", one.wanted))
    return told


def _behind(places: Iterable[PlaceFacts], apart: Iterable[Difference]) -> tuple[str, ...]:
    """The units that make a figure too high."""
    high = {(one.kind, one.key) for one in apart if one.more > 0}
    return tuple(
        mark.code
        for place in places
        for mark in place.marks
        if (mark.kind, mark.level) in high or any((mark.kind, star) in high for star in mark.targets)
    )


def _claimed(place: PlaceFacts, kind: str) -> Figures:
    """What a township says it will reach: each measure as declared, else as entered."""
    declared, entered = place.column(Source.DECLARED, kind), place.column(Source.ENTERED, kind)
    return Figures(kind, declared.levels or entered.levels, declared.stars or entered.stars)


def _over_plan(facts: Facts, place: PlaceFacts, kind: str) -> Iterator[tuple[Source, list[Difference]]]:
    """The figures with which one township alone exceeds the county's, and whose they are."""
    declared = place.column(Source.DECLARED, kind)
    if over := _higher(facts, kind, place.column(Source.SHARE, kind)):
        yield Source.SHARE, over
    if over := _higher(facts, kind, _claimed(place, kind)):
        yield Source.DECLARED if any(declared.of(one.measure) for one in over) else Source.ENTERED, over


def _higher(facts: Facts, kind: str, column: Figures) -> list[Difference]:
    plan = facts.county.column(Source.PLAN, kind)
    return [one for one in differences(plan, column, facts.stars(plan)) if one.more > 0]


def _declared(facts: Facts, place: PlaceFacts, kind: str) -> Iterator[Finding]:
    """A township's declared totals are what its plan sheets add up to.

    Until all are entered only what is already too much counts. Where the declared sums disagree with each other,
    one of them is wrong and has been reported: nothing more is said unless the other one differs too.
    """
    declared, entered = place.column(Source.DECLARED, kind), place.column(Source.ENTERED, kind)
    complete = place.is_complete(kind)
    apart = [one for one in differences(declared, entered, facts.stars(declared)) if complete or one.more > 0]
    if apart and (sums_agree(declared) or len({one.measure for one in apart}) > 1):
        yield found(
            FindingCode.DECLARED_ENTERED,
            facts,
            place,
            kind=kind,
            source=Source.DECLARED,
            figures=_told(apart, Source.DECLARED, Source.ENTERED),
            units=_behind([place], apart),
        )


@dataclass
class _Total:
    """Townships' figures of one source, added up and held against the plan.

    missing -- townships that have not stated all; with any, there is a residual and not an error, and only what
               is too high already is a difference.
    """

    planned: int = 0
    got: int = 0
    missing: int = 0
    apart: tuple[Difference, ...] = ()


def check_plan(facts: Facts) -> Iterator[Finding]:
    """Townships' shares, declared and entered figures add up to the county's plan: one finding for each source.

    Declared figures that differ just as the entered ones do have the same cause and are not told twice.
    """
    entered = _total(facts, Source.ENTERED)
    for source in (Source.SHARE, Source.DECLARED, Source.ENTERED):
        total = entered if source == Source.ENTERED else _total(facts, source)
        if not total.apart or (source == Source.DECLARED and set(total.apart) <= set(entered.apart)):
            continue
        sums: Told = ((Source.PLAN.value, total.planned), (source.value, total.got)) if not total.missing else ()
        over = [
            place.name for place in facts.townships if any(_alone(facts, place, kind, source) for kind in facts.kinds)
        ]
        yield found(
            FindingCode.PLAN_DIFFERS,
            facts,
            facts.county,
            kind="",
            source=source,
            figures=sums + _told(total.apart, Source.PLAN, source),
            units=_behind(facts.townships, total.apart) if source == Source.ENTERED else (),
            also=(("missing", total.missing), *((f"over.{n}", name) for n, name in enumerate(over))),
        )


def _alone(facts: Facts, place: PlaceFacts, kind: str, source: str) -> list[Difference]:
    """What has been found of the township itself: its share over the plan, or what it says it will reach."""
    shares = source == Source.SHARE
    return [one for other, over in _over_plan(facts, place, kind) if (other == Source.SHARE) == shares for one in over]


def _total(facts: Facts, source: str) -> _Total:
    total, missing = _Total(), set()
    for kind in facts.kinds:
        plan, places = facts.county.column(Source.PLAN, kind), facts.townships_with(kind)
        if plan.is_empty:
            continue
        columns = {place.code: _sound(place.column(source, kind)) for place in places}
        if all(column.is_empty for column in columns.values()):
            continue
        got = add_up(kind, columns.values())
        lacking = {
            measure: {place.code for place in places if _lacks(place, columns[place.code], source, measure)}
            for measure in Measure.values
            if plan.of(measure)
        }
        some_lack = any(lacking.values())
        told = {
            (one.measure, one.key)
            for place in (places if some_lack else ())
            for one in _alone(facts, place, kind, source)
        }
        total.apart += tuple(
            one
            for one in differences(plan, got, facts.stars(plan))
            if not lacking[one.measure] or (one.more > 0 and (one.measure, one.key) not in told)
        )
        # Either measure tells the number of stars: a township that states one of them is not missing.
        measure = min(lacking, key=lambda measure: len(lacking[measure]))
        missing |= lacking[measure]
        total.planned += plan.stars_by(measure)
        total.got += got.stars_by(measure)
    total.missing = len(missing)
    return total


def _lacks(place: PlaceFacts, column: Figures, source: str, measure: str) -> bool:
    return not place.is_complete(column.kind) if source == Source.ENTERED else not column.of(measure)


def _sound(column: Figures) -> Figures:
    """A column as far as it can be added: where its sums disagree, its levels, since they name units."""
    return column if sums_agree(column) else Figures(column.kind, column.levels)


def _lowering(facts: Facts, place: PlaceFacts, kind: str, source: str) -> Told:
    """What the hint says: how many units, lowered by one level, would make room.

    With every other township's figures known, only where all then add up to the plan exactly. With some unknown,
    where what is left for them is not negative and they have units enough for it.
    """
    plan, places = facts.county.column(Source.PLAN, kind), facts.townships_with(kind)
    known = {other.code: _known(other, kind) for other in places}
    own = known.get(place.code)  # None also where it has no unit of this set and declares some all the same
    if not facts.is_whole or source == Source.SHARE or own is None or not plan.levels:
        return ()
    left = residual(plan, [column for code, column in known.items() if column and code != place.code])
    high = [level for level in (5, 4, 3, 2) if own.level(level) > left.level(level) >= 0]
    if len(high) != 1:
        return ()
    level, below = high[0], high[0] - 1
    number = own.level(level) - left.level(level)
    lowered = Figures(kind, {**own.levels, level: left.level(level), below: own.level(below) + number}, own.stars)
    rest = residual(left, [lowered])
    told: Told = (("lowered", number), ("to", below))
    unknown = [other for other in places if known[other.code] is None]
    if not unknown:
        with_stars = all(column.stars for column in known.values())
        return told if _fits(facts, rest, level, number, with_stars) else ()
    units = sum(other.size(kind) for other in unknown)
    if min(rest.levels.values()) < 0 or rest.unit_sum > units:
        return ()
    rests = tuple((f"rest.{level}", rest.level(level)) for level in LEVELS)
    return (*told, *rests, ("rest", rest.unit_sum), ("rest_units", units))


def _known(place: PlaceFacts, kind: str) -> Figures | None:
    """A township's figures as far as they can be relied on: its own entries, else what it declared by level."""
    if place.is_complete(kind):
        return place.column(Source.ENTERED, kind)
    declared = _sound(place.column(Source.DECLARED, kind))
    return declared if declared.levels else None


def _fits(facts: Facts, rest: Counts, level: int, number: int, with_stars: bool) -> bool:
    """Whether nothing is left, once each lowered unit gives up a star: the capstone, if it had all five."""
    if any(rest.levels.values()):
        return False
    if not rest.stars or not with_stars:
        return True
    given_up = {star: -count for star, count in rest.stars.items() if count}
    if level == 5 and facts.capstone != Capstone.OFF:
        return given_up == {facts.capstone_star: number}
    return all(0 < count <= number for count in given_up.values()) and sum(given_up.values()) == number

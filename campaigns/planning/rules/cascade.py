"""What columns must satisfy together: townships and the county's plan, what is declared and what is entered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from campaigns.year.choices import LEVELS, Capstone

from ..choices import FindingCode, Measure, Source, Total
from .columns import agrees
from .facts import Facts, Finding, PlaceFacts, Told, found
from .figures import Counts, Difference, Figures, add_up, differences, residual, stated_alone, totals_apart


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
            also=(
                ("capstone", facts.capstone_star),
                *_lowering(facts, place, kind, source),
                *_stated_in_part(facts, [kind]),
            ),
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


def _claimed(facts: Facts, place: PlaceFacts, kind: str) -> Figures:
    """What a township says it will reach: each measure as declared, else as entered."""
    declared, entered = place.column(Source.DECLARED, kind), place.column(Source.ENTERED, kind)
    levels = {level: entered.level(level) for level in LEVELS} if entered.levels else {}
    stars = {star: entered.star(star) for star in facts.stars(entered)} if entered.stars else {}
    return Figures(kind, declared.levels or levels, declared.stars or stars, declared.totals)


def _over_plan(facts: Facts, place: PlaceFacts, kind: str) -> Iterator[tuple[Source, list[Difference]]]:
    """The figures with which one township alone exceeds the county's, and whose they are."""
    declared = place.column(Source.DECLARED, kind)
    if over := _higher(facts, kind, place.column(Source.SHARE, kind)):
        yield Source.SHARE, over
    if over := _higher(facts, kind, _claimed(facts, place, kind)):
        yield (
            Source.DECLARED if any(declared.get(one.measure, one.key) is not None for one in over) else Source.ENTERED,
            over,
        )


def _higher(facts: Facts, kind: str, column: Figures) -> list[Difference]:
    return [one for one in _apart(facts, facts.county.column(Source.PLAN, kind), [column]) if one.more > 0]


def _apart(facts: Facts, wanted: Figures, got: Iterable[Figures]) -> tuple[Difference, ...]:
    """All figures about which a column and some others together disagree, of what both state."""
    got = list(got)
    together = add_up(wanted.kind, got)
    return (*differences(wanted, together, facts.stars(wanted)), *totals_apart(wanted, got))


def _declared(facts: Facts, place: PlaceFacts, kind: str) -> Iterator[Finding]:
    """A township's declared totals are what its plan sheets add up to.

    Until all are entered only what is already too much counts. Where the declared sums disagree with each other,
    one of them is wrong and has been reported: nothing more is said unless the other one differs too.
    """
    declared, entered = place.column(Source.DECLARED, kind), place.column(Source.ENTERED, kind)
    complete = place.is_complete(kind)
    apart = [one for one in _apart(facts, declared, [entered]) if complete or one.more > 0]
    if apart and (agrees(place, declared) or len({one.measure for one in apart}) > 1):
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

    planned, got -- target stars, of the star sets that the plan speaks of; None where one of them is not stated by all.
    missing      -- townships that have not stated all that differs; with any, there is a residual and not an error, and
                    only what is too high already is a difference.
    """

    planned: int | None = 0
    got: int | None = 0
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
        is_known = not total.missing and None not in (total.planned, total.got)
        sums: Told = ((Source.PLAN.value, total.planned), (source.value, total.got)) if is_known else ()
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
            also=(
                ("missing", total.missing),
                *((f"over.{n}", name) for n, name in enumerate(over)),
                *_stated_in_part(facts, facts.kinds),
            ),
        )


def _stated_in_part(facts: Facts, kinds: Iterable[str]) -> Told:
    """What the county's plan states where it does not state all: levels, star codes and totals, by star set."""
    told: Told = ()
    for kind in kinds:
        plan = facts.county.column(Source.PLAN, kind)
        alone = stated_alone(plan, facts.stars(plan))
        if alone or (plan.is_empty and facts.county.size(kind)):
            told += ((f"only.{kind}", " ".join(map(str, alone))),)
    return told


def _alone(facts: Facts, place: PlaceFacts, kind: str, source: str) -> list[Difference]:
    """What has been found of the township itself: its share over the plan, or what it says it will reach."""
    shares = source == Source.SHARE
    return [one for other, over in _over_plan(facts, place, kind) if (other == Source.SHARE) == shares for one in over]


def _total(facts: Facts, source: str) -> _Total:
    total, missing = _Total(), set()
    for kind in facts.kinds:
        plan, places = facts.county.column(Source.PLAN, kind), facts.townships_with(kind)
        columns = {place.code: _sound(place, place.column(source, kind)) for place in places}
        if plan.is_empty or all(column.is_empty for column in columns.values()):
            continue
        incomplete = {place.code for place in places if source == Source.ENTERED and not place.is_complete(kind)}
        plan = _sound(facts.county, plan)
        apart = []
        for one in _apart(facts, plan, columns.values()):
            lacking = incomplete | {code for code, each in columns.items() if each.get(one.measure, one.key) is None}
            if not lacking or one.more > 0:
                apart.append((one, lacking))
        # Of what is not whole yet, what one township alone has too much of has been told of the township.
        told = _told_alone(facts, places, kind, source) if any(lacking for _one, lacking in apart) else set()
        apart = [(one, lacking) for one, lacking in apart if not lacking or (one.measure, one.key) not in told]
        missing.update(*(lacking for _one, lacking in apart))
        total.apart += tuple(one for one, _lacking in apart)
        stars = [column.total for column in columns.values()]
        total.planned = None if None in (total.planned, plan.total) else total.planned + plan.total
        total.got = None if None in (total.got, *stars) else total.got + sum(stars)
    total.missing = len(missing)
    return total


def _told_alone(facts: Facts, places: Iterable[PlaceFacts], kind: str, source: str) -> set[tuple[str, int | str]]:
    """The figures of which one township alone has more than the county plans: that has been told of the township."""
    return {(one.measure, one.key) for place in places for one in _alone(facts, place, kind, source)}


def _sound(place: PlaceFacts, column: Figures) -> Figures:
    """A column as far as it can be added: where it disagrees with itself, its levels, since they name units."""
    return column if agrees(place, column) else Figures(column.kind, column.levels, is_counted=column.is_counted)


def check_rest(facts: Facts) -> Iterator[Finding]:
    """What the plan leaves for townships that have stated nothing yet fits into the units that they have.

    Of shares and declared figures. What is entered grows with each unit, and would be another finding each time.
    """
    for source in (Source.SHARE, Source.DECLARED):
        for kind in facts.kinds:
            if told := _too_much_left(facts, source, kind):
                yield found(FindingCode.RESIDUAL, facts, facts.county, kind=kind, source=source, figures=told)


def _too_much_left(facts: Facts, source: str, kind: str) -> Told:
    """Units, single stars and stars in all that are left, each beside what the units left can hold."""
    plan, places = facts.county.column(Source.PLAN, kind), facts.townships_with(kind)
    columns = {place.code: _sound(place, place.column(source, kind)) for place in places}

    def left(measure: str, key: int | str) -> tuple[int, int]:
        """(what is left of a figure, how many units those have that have not stated it); the latter 0 if all have."""
        stated = {code: n for code, column in columns.items() if (n := column.get(measure, key)) is not None}
        planned = plan.get(measure, key)
        if planned is None or not stated:
            return 0, 0
        return planned - sum(stated.values()), sum(place.size(kind) for place in places if place.code not in stated)

    told: Told = ()
    units, room = left(Measure.TOTAL, Total.UNITS)
    if room and units > room:
        told += (("rest", units), ("rest_units", room))
    for star in facts.stars(plan):
        number, room = left(Measure.STAR, star)
        if room and number > room:
            told += ((f"{kind}.star.{star}.rest", number), (f"{kind}.star.{star}.most", room))
    stars, room = left(Measure.TOTAL, Total.STARS)
    if room and stars > room * max(LEVELS):
        told += (("rest_stars", stars), ("room", room * max(LEVELS)))
    return told


def _lowering(facts: Facts, place: PlaceFacts, kind: str, source: str) -> Told:
    """What the hint says: how many units, lowered by one level, would make room.

    With every other township's figures known, only where all then add up to the plan exactly. With some unknown,
    where what is left for them is not negative and they have units enough for it.
    """
    plan, places = facts.county.column(Source.PLAN, kind), facts.townships_with(kind)
    known = {other.code: _known(other, kind) for other in places}
    own = known.get(place.code)  # None also where it has no unit of this set and declares some all the same
    if not facts.is_whole or source == Source.SHARE or own is None or not plan.is_whole(Measure.LEVEL):
        return ()
    left = residual(plan, [column for code, column in known.items() if column and code != place.code])
    high = [level for level in (5, 4, 3, 2) if own.level(level) > left.level(level) >= 0]
    if len(high) != 1:
        return ()
    level, below = high[0], high[0] - 1
    number = own.level(level) - left.level(level)
    lowered = Figures(
        kind, {**own.levels, level: left.level(level), below: own.level(below) + number}, own.stars,
        is_counted=own.is_counted,
    )  # fmt: skip
    rest = residual(left, [lowered])
    told: Told = (("lowered", number), ("to", below))
    unknown = [other for other in places if known[other.code] is None]
    if not unknown:
        with_stars = all(column.is_whole(Measure.STAR) for column in (plan, *known.values()))
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
    declared = _sound(place, place.column(Source.DECLARED, kind))
    return declared if declared.is_whole(Measure.LEVEL) else None


def _fits(facts: Facts, rest: Counts, level: int, number: int, with_stars: bool) -> bool:
    """Whether nothing is left, once each lowered unit gives up a star: the capstone, if it had all five."""
    if any(rest.levels.values()):
        return False
    if not with_stars:
        return True
    given_up = {star: -count for star, count in rest.stars.items() if count}
    if level == 5 and facts.capstone != Capstone.OFF:
        return given_up == {facts.capstone_star: number}
    return all(0 < count <= number for count in given_up.values()) and sum(given_up.values()) == number

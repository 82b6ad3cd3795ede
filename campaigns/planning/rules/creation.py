"""The county's creation plan beside its townships' figures: columns as people read them, and kept for good."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise

from campaigns.year.choices import LEVEL_NAMES, LEVELS, Kind

from ..choices import Measure, Source, Total
from .facts import COUNTED, Facts, PlaceFacts, Printed
from .figures import Counts, Figures, add_up, residual
from .marks import UnitMark

FORMAT = 3  # 1 kept sums alone, without units; 2 neither totals stated alone, nor pilots and published percentages
TOWNSHIP_SOURCES = (Source.SHARE, Source.DECLARED, Source.ENTERED, Source.APPROVED)


def keys(star_names: Mapping[str, str]) -> tuple[tuple[str, int | str], ...]:
    """(measure, key) of each figure of a column in the order of every sheet: 五星 … 一星, 无目标, then the stars."""
    levels = tuple((Measure.LEVEL.value, level) for level in (*LEVELS, 0))
    return levels + tuple((Measure.STAR.value, star) for star in star_names)


TOTALS = tuple((Measure.TOTAL.value, key.value) for key in Total)


def name_of(measure: str, key: int | str, star_names: Mapping[str, str]) -> str | Promise:
    """A figure of a column in words: its level, its star, or what the total is of."""
    if measure == Measure.TOTAL:
        return Total(key).label
    return LEVEL_NAMES[key] if measure == Measure.LEVEL else star_names.get(key, key)


def column(facts: Facts, place: PlaceFacts, source: str, kind: str) -> Figures:
    """A column as it is shown: what the program counted names every figure, what somebody stated only those stated.

    Units that chose to have no target are counted as level 0 of what is entered.
    """
    found = place.column(source, kind)
    if source not in COUNTED or found.is_empty:
        return found
    levels = {level: found.level(level) for level in LEVELS}
    if 0 in found.levels:
        levels[0] = found.level(0)
    elif source == Source.ENTERED:
        levels[0] = sum(not mark.targets for mark in place.filled(kind))
    return Figures(kind, levels, {star: found.star(star) for star in facts.stars(found)})


def stating(facts: Facts, source: str, kind: str) -> tuple[PlaceFacts, ...]:
    """The townships that have figures of a source."""
    return tuple(place for place in facts.townships_with(kind) if not place.column(source, kind).is_empty)


def stating_figure(facts: Facts, source: str, kind: str, measure: str, key: int | str) -> tuple[PlaceFacts, ...]:
    """The townships that have stated one figure, or from whose others it follows: the base of its sum and residual."""
    return tuple(
        place for place in stating(facts, source, kind) if place.column(source, kind).get(measure, key) is not None
    )


def stating_measure(facts: Facts, source: str, kind: str, measure: str) -> tuple[PlaceFacts, ...]:
    """The townships that have stated some figures of a measure: the base of its Σ."""
    return tuple(place for place in stating(facts, source, kind) if place.column(source, kind).of(measure))


def townships_sum(facts: Facts, source: str, kind: str) -> Figures:
    """What the townships that have figures of a source add up to; empty where none has."""
    return add_up(kind, (column(facts, place, source, kind) for place in stating(facts, source, kind)))


def left(facts: Facts, source: str, kind: str, without: str = "") -> Counts:
    """The residual (待分配数): the county's figures less its townships' of one source. Empty without a county plan.

    without -- the code of a township that is left out, so that the residual is what remains for it.
    """
    parts = (place for place in stating(facts, source, kind) if place.code != without)
    return residual(facts.county.column(Source.PLAN, kind), [column(facts, place, source, kind) for place in parts])


@dataclass(frozen=True)
class Excess:
    """A figure with which townships together exceed the county's plan.

    places -- (township, its figure), the largest first: one of them must give way, or the county's plan rise.
    """

    measure: str
    key: int | str
    planned: int
    got: int
    places: tuple[tuple[PlaceFacts, int], ...]

    @property
    def over(self) -> int:
        return self.got - self.planned

    @property
    def alone(self) -> tuple[PlaceFacts, ...]:
        """Townships of which one figure already exceeds the county's."""
        return tuple(place for place, number in self.places if number > self.planned)


def excesses(facts: Facts, source: str, kind: str) -> tuple[Excess, ...]:
    """Where the residual is negative, and whose figures make it so. Units without a target are no figure of a plan."""
    rest = left(facts, source, kind)
    planned = facts.county.column(Source.PLAN, kind)
    found = []
    for measure, key in (*keys(facts.star_names[kind]), *TOTALS):
        number = rest.of(measure).get(key)
        if number is None or number >= 0 or key == 0:
            continue
        places = [
            (place, column(facts, place, source, kind).get(measure, key) or 0) for place in stating(facts, source, kind)
        ]
        places = sorted((pair for pair in places if pair[1]), key=lambda pair: -pair[1])
        aim = planned.get(measure, key)
        found.append(Excess(measure, key, aim, aim - number, tuple(places)))
    return tuple(found)


# A frozen version: everything the page shows, as JSON that never needs today's rows -------------------


def frozen(facts: Facts) -> dict:
    """The creation plan as a version keeps it.

    Lists where order matters: a database may keep the keys of an object in an order of its own.
    """
    return {
        "format": FORMAT,
        "year": facts.year,
        "stars": {kind: [[code, name] for code, name in facts.star_names[kind].items()] for kind in Kind.values},
        "capstone": facts.capstone,
        "capstone_star": facts.capstone_star,
        "budget": None if facts.budget is None else format(facts.budget, "f"),
        "rate": None if facts.rate is None else format(facts.rate, "f"),
        "pilots": {str(level): number for level, number in facts.pilots.items()},
        "percentages": [[p.name, p.part, p.base, p.base_name, p.printed] for p in facts.percentages],
        "county": _kept(facts, facts.county, (Source.PLAN,)),
        "townships": [_kept(facts, place, TOWNSHIP_SOURCES) for place in facts.townships],
    }


def _kept(facts: Facts, place: PlaceFacts, sources: Iterable[str]) -> dict:
    columns = [(source, column(facts, place, source, kind)) for kind in Kind.values for source in sources]
    return {
        "code": place.code,
        "name": place.name,
        "units": {kind: place.size(kind) for kind in Kind.values},
        "columns": [
            {
                "source": str(source),
                "kind": figures.kind,
                "levels": {str(level): number for level, number in figures.levels.items()},
                "stars": dict(figures.stars),
                "totals": dict(figures.totals),
            }
            for source, figures in columns
            if not figures.is_empty
        ],
        "marks": [
            [mark.code, mark.name, mark.kind, sorted(mark.targets), sorted(mark.held), mark.no_target,
             mark.no_target_reason]
            for mark in place.marks
        ],
    }  # fmt: skip


def thawed(content: dict) -> Facts:
    """The facts that a version keeps.

    Raises ValueError where the content is not what ``frozen`` writes: somebody changed it past the program.
    """
    try:
        return Facts(
            year=content["year"],
            county=_place(content["county"]),
            townships=tuple(_place(each) for each in content["townships"]),
            star_names={kind: dict(content["stars"][kind]) for kind in Kind.values},
            budget=None if content["budget"] is None else Decimal(content["budget"]),
            rate=None if content["rate"] is None else Decimal(content["rate"]),
            capstone=content["capstone"],
            capstone_star=content["capstone_star"],
            pilots={int(level): number for level, number in content.get("pilots", {}).items()},
            percentages=tuple(Printed(*kept) for kept in content.get("percentages", ())),
        )
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError("not the content of a version") from error


def _place(kept: dict) -> PlaceFacts:
    return PlaceFacts(
        code=str(kept["code"]),
        name=str(kept["name"]),
        units={kind: int(kept["units"][kind]) for kind in Kind.values},
        columns={
            (each["source"], each["kind"]): Figures(
                each["kind"],
                {int(level): number for level, number in each["levels"].items()},
                dict(each["stars"]),
                each.get("totals", {}),
            )
            for each in kept["columns"]
        },
        marks=tuple(
            UnitMark(code, name, kind, frozenset(targets), frozenset(held), no_target, reason)
            for code, name, kind, targets, held, no_target, reason in kept.get("marks", ())
        ),
    )


def digest(content: dict) -> str:
    """SHA-256 over a version's content, whatever order its keys come in."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

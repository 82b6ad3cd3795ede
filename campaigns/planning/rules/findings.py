"""All rules over a campaign's figures: which of them contradict each other, and what may lie behind it."""

from collections.abc import Iterable, Iterator, Mapping

from campaigns.year.choices import CAPSTONE_STAR, LEVELS, Capstone

from ..choices import FindingCode, Measure, Severity, Source
from .cascade import check_plan, check_rest, check_township
from .columns import check_column
from .facts import Facts, Finding, PlaceFacts, Printed, Told, found
from .figures import Percentage, check_percentage
from .marks import UnitMark

__all__ = ["Facts", "Finding", "PlaceFacts", "Printed", "UnitMark", "check_unit", "reconcile"]


def reconcile(facts: Facts) -> tuple[Finding, ...]:
    """What does not agree, the heaviest first, then by place.

    Findings at the county's own place are left out where ``facts.is_whole`` is false.
    """
    said = [*_of_townships(facts)]
    if facts.is_whole:
        said += _of_county(facts)
    return tuple(sorted(said, key=lambda finding: (finding.severity.rank, finding.place)))


def _of_townships(facts: Facts) -> Iterator[Finding]:
    for place in facts.townships:
        for kind in facts.kinds:
            yield from check_column(facts, place, Source.SHARE, kind)
            declared = [*check_column(facts, place, Source.DECLARED, kind)]
            told = {(finding.code, finding.figures) for finding in declared}
            entered = check_column(facts, place, Source.ENTERED, kind)
            # What was declared with a slip and entered with the same one is one slip.
            yield from declared
            yield from (finding for finding in entered if (finding.code, finding.figures) not in told)
            yield from check_township(facts, place, kind)
            if not facts.is_whole:
                yield from _unmarked(facts, place, [place], kind)


def _of_county(facts: Facts) -> Iterator[Finding]:
    for kind in facts.kinds:
        yield from check_column(facts, facts.county, Source.PLAN, kind)
        yield from _unmarked(facts, facts.county, facts.townships, kind)
    yield from check_plan(facts)
    yield from check_rest(facts)
    yield from _budget(facts)
    yield from _pilots(facts)
    yield from _percentages(facts)


def _unmarked(facts: Facts, at: PlaceFacts, places: Iterable[PlaceFacts], kind: str) -> Iterator[Finding]:
    """Units without a target, and units of which nothing has been said: for information."""
    units = sum(place.size(kind) for place in places)
    without = tuple(mark.code for place in places for mark in place.filled(kind) if not mark.targets)
    if without:
        # The codes are among the figures: another unit without a target is another finding.
        yield found(
            FindingCode.NO_TARGET,
            facts,
            at,
            kind=kind,
            source=Source.ENTERED,
            units=without,
            figures=(("without", len(without)), ("units", units), ("codes", " ".join(without))),
        )
    unfilled = sum(place.size(kind) - len(place.filled(kind)) for place in places if not place.is_complete(kind))
    if unfilled:
        yield found(
            FindingCode.UNFILLED,
            facts,
            at,
            kind=kind,
            source=Source.ENTERED,
            figures=(("unfilled", unfilled), ("units", units)),
            units=tuple(mark.code for place in places for mark in place.unfilled(kind)),
        )


def _budget(facts: Facts) -> Iterator[Finding]:
    """The reward for all target stars fits the money set aside.

    The plan speaks first. What is entered stands beside it once all units are, or alone where only that is too
    dear: each star that is still to come makes it dearer.
    """
    if facts.budget is None or not facts.rate:
        return
    planned = sum(facts.county.column(Source.PLAN, kind).at_least for kind in facts.kinds)
    everywhere = [(place, kind) for place in facts.townships for kind in facts.kinds]
    entered = sum(place.column(Source.ENTERED, kind).total or 0 for place, kind in everywhere)
    complete = all(place.is_complete(kind) for place, kind in everywhere)
    stars = {}
    if planned * facts.rate > facts.budget:
        stars[Source.PLAN] = planned
    if entered and (complete if stars else entered * facts.rate > facts.budget):
        stars[Source.ENTERED] = entered
    if not stars:
        return
    first = next(iter(stars))
    covered = int(facts.budget // facts.rate)
    costs = tuple(
        pair
        for source, number in stars.items()
        for pair in ((source.value, number), (f"{source}.cost", number * facts.rate))
    )
    yield found(
        FindingCode.BUDGET,
        facts,
        facts.county,
        kind="",
        source=first,
        figures=(
            *costs,
            ("rate", facts.rate),
            ("budget", facts.budget),
            ("short", stars[first] * facts.rate - facts.budget),
            ("covered", covered),
            ("percent", Percentage(covered, stars[first]).rounded(1)),
        ),
    )


def _pilots(facts: Facts) -> Iterator[Finding]:
    """No more pilots for a promotion than the plan has units at that level or above: 四进五 2, 五星 1 (2022)."""
    plans = [facts.county.column(Source.PLAN, kind) for kind in facts.kinds]
    for level, pilots in sorted(facts.pilots.items(), reverse=True):
        numbers = [plan.get(Measure.LEVEL, above) for plan in plans for above in LEVELS if above >= level]
        # What a plan does not state of a level may be units enough.
        if numbers and None not in numbers and pilots > (planned := sum(numbers)):
            yield found(
                FindingCode.PILOTS,
                facts,
                facts.county,
                kind="",
                source=Source.PLAN,
                subject=str(level),
                figures=(("level", level), ("pilots", pilots), ("plan", planned)),
            )


def _percentages(facts: Facts) -> Iterator[Finding]:
    """A percentage names its base and equals what it says to the digits printed."""
    for paper in facts.percentages:
        slip = check_percentage(paper.part, paper.base, paper.printed)
        if slip is None:
            continue
        value = (("value", slip.value),) if slip.value is not None else ()
        implied = (("implied", slip.implied_base),) if slip.implied_base else ()
        yield found(
            FindingCode.BASE,
            facts,
            facts.county,
            kind="",
            source=Source.PLAN,
            subject=paper.name.replace(":", " "),
            figures=(("part", paper.part), ("base", paper.base), ("printed", slip.printed), *value, *implied),
            also=(("name", paper.name), ("base_name", paper.base_name)),
        )


def check_unit(
    mark: UnitMark,
    *,
    star_names: Mapping[str, str],
    capstone: str = Capstone.WARNING,
    capstone_star: str = CAPSTONE_STAR,
    jump: int | None = 2,
) -> tuple[Finding, ...]:
    """What a person should look at again in one unit's marks. A unit of which nothing is said has none.

    star_names -- star code → name without 星, of the unit's star set, in display order.
    capstone   -- the campaign's switch, one of Capstone.
    jump       -- so many levels above what is held ask for a reason; None where what is held is not known.
                  Two is assumed: reports tell of one level a year as the rule.
    """
    if mark.is_empty:
        return ()
    named = (("place", mark.name), *((f"{mark.kind}.star.{star}", name) for star, name in star_names.items()))
    said = []

    def say(code: FindingCode, figures: Told, severity: Severity | None = None, also: Told = ()) -> None:
        said.append(
            Finding(
                code,
                severity or code.severity,
                mark.code,
                mark.kind,
                Source.ENTERED,
                figures=figures,
                units=(mark.code,),
                context=named + also,
            )
        )

    missing = [star for star in star_names if star not in mark.targets]
    if capstone != Capstone.OFF and capstone_star in mark.targets and missing:
        say(
            FindingCode.UNIT_CAPSTONE,
            (("missing", " ".join(missing)),),
            Severity(capstone),
            also=(("star", capstone_star),),
        )
    if left_out := [star for star in star_names if star in mark.left_out]:
        say(FindingCode.LEFT_OUT, (("left_out", " ".join(left_out)),))
    if jump is not None and mark.level - mark.held_level >= jump:
        say(FindingCode.JUMP, (("held", mark.held_level), ("level", mark.level)))
    return tuple(said)

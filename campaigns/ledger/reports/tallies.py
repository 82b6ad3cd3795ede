"""How far the ledger is: one GROUP BY for any grouping, and what each star of each unit stands at."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Q

from campaigns.planning.models.marks import PlanStar
from campaigns.planning.reports.measures import written as measures_written
from campaigns.vetoes.models import VetoHit
from campaigns.year.choices import Winning
from campaigns.year.models.campaign import Campaign
from campaigns.year.rules import Checklist

from ..choices import OPEN_TASKS, REACHED_TASKS, Standing, TaskState
from ..models import UnitTask, UnitTaskQuerySet
from ..rules.tasks import Tally, standing


def tallies(
    rows: UnitTaskQuerySet, campaign: Campaign, listed: Checklist, today: datetime.date, by: tuple[str, ...] = ()
) -> dict[tuple, Tally]:
    """Rows counted by some lookups, e.g. ``("plan__village__township", "task__star__code")``.

    Without lookups the one key is ``()``. Points are counted where the campaign's stars are won by points.
    """
    counts = {  # in the order of a tally
        "total": Q(),
        "unsorted": Q(state=TaskState.UNSORTED),
        "reached": Q(state__in=REACHED_TASKS),
        "checked": Q(state=TaskState.CHECKED),
        "overdue": Q(state__in=OPEN_TASKS, due_on__lt=today),
        "expected": Q(due_on__lte=today),
    }
    required = Q(task__in=listed.required)
    counts |= {
        "required": required,
        "required_reached": required & counts["reached"],
        "required_checked": required & counts["checked"],
    }
    asked = {name: Count("pk", filter=condition) for name, condition in counts.items()}
    weights = _weights(campaign, listed)
    for number, tasks in enumerate(weights.values()):
        for name in ("reached", "checked"):
            asked[f"points_{name}_{number}"] = Count("pk", filter=Q(task__in=tasks) & counts[name])
    if not by:
        found = [((), rows.aggregate(**asked))]
    else:
        found = [(tuple(row[lookup] for lookup in by), row) for row in rows.order_by().values(*by).annotate(**asked)]
    return {key: _tally(row, counts, list(weights)) for key, row in found}


def _weights(campaign: Campaign, listed: Checklist) -> dict[Fraction, list[int]]:
    """Tasks by the points that each earns; nothing where points do not decide."""
    if campaign.winning != Winning.POINTS:
        return {}
    found: dict[Fraction, list[int]] = {}
    for pk, points in listed.points.items():
        if points:
            found.setdefault(points, []).append(pk)
    return found


def _tally(row: Mapping, counts: Mapping, weights: list[Fraction]) -> Tally:
    if not weights:
        return Tally(*(row[name] for name in counts))
    points = {
        f"points_{name}": sum(
            (weight * row[f"points_{name}_{number}"] for number, weight in enumerate(weights)), Fraction(0)
        )
        for name in ("reached", "checked")
    }
    return Tally(**{name: row[name] for name in counts}, **points)


@dataclass(frozen=True)
class StarCell:
    """One star of one unit: held, targeted, and how far its tasks are."""

    plan: int
    star: int
    held: bool
    target: bool
    tally: Tally | None
    standing: Standing
    is_claimed: bool = False


def star_cells(campaign: Campaign, code: str, today: datetime.date) -> dict[tuple[int, int], StarCell]:
    """Every star of every unit at a place or below it, by plan and star: three queries however many there are.

    A veto hit that was upheld voids its star, or all stars of the unit where the veto names none (一票否决).
    """
    listed = campaign.checklist()
    rows = UnitTask.objects.at(campaign, code)
    counted = tallies(rows, campaign, listed, today, ("plan", "task__star"))
    hits = VetoHit.objects.at(campaign, code).upheld()
    voided = set(hits.order_by().values_list("plan", "veto__star"))
    lines = PlanStar.objects.filter(plan__campaign=campaign, plan__village__code__startswith=code)
    return {
        (plan, star): _cell(
            campaign, plan, star, held, target, counted.get((plan, star)),
            is_voided=not voided.isdisjoint({(plan, star), (plan, None)}),
        )
        for plan, star, held, target in lines.order_by().values_list("plan", "star", "held", "target")
    }  # fmt: skip


def _cell(
    campaign: Campaign, plan: int, star: int, held: bool, target: bool, tally: Tally | None, *, is_voided: bool
) -> StarCell:
    asked = (campaign.winning, campaign.points_needed)
    is_won = tally is not None and tally.is_won(*asked)
    stands = standing(held=held, target=target, tally=tally, is_won=is_won, is_voided=is_voided)
    is_claimed = tally is not None and tally.is_claimed(*asked) and not is_voided
    return StarCell(plan, star, held, target, tally, stands, is_claimed)


@measures_written.register
def _measures() -> tuple[UnitTaskQuerySet, Q]:
    return UnitTask.objects.filter(in_force=True), Q(state__in=REACHED_TASKS)

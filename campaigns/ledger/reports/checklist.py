"""What a change of the checklist, or of how stars are won, does to the ledgers: shown before it is applied."""

import copy
import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F

from campaigns.planning.choices import PlanState
from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Campaign, Star, Task
from campaigns.year.rules import Checklist

from ..choices import TaskState
from ..models import UnitTask, UnitTaskQuerySet, ledgers_of
from ..rules.checklist import Steps, digest, steps
from ..rules.tasks import ROW, Tally
from .tallies import tallies

WRITTEN = [field.name for field in ROW if field.kind in ("text", "long") and field.name != "department"]


@dataclass(frozen=True)
class TaskEffect:
    """What happens to the rows of one task.

    new, back, leaving         -- units that get a row, get theirs back as it was, lose theirs.
    written, reported, checked -- of those that leave: something was written; reported done; struck off.
    """

    task: Task
    new: int = 0
    back: int = 0
    leaving: int = 0
    written: int = 0
    reported: int = 0
    checked: int = 0


@dataclass(frozen=True)
class StarEffect:
    """A star of a unit that would be reached, or would no longer be."""

    plan: Plan
    star: Star
    is_won: bool


@dataclass(frozen=True)
class Effect:
    """What applying a checklist does.

    counted  -- tasks that stay and count otherwise: required or not, other points.
    reopened -- units whose plan is open again: their ledgers follow when it is approved.
    """

    tasks: tuple[TaskEffect, ...]
    counted: tuple[Task, ...]
    stars: tuple[StarEffect, ...]
    units: int
    reopened: int
    digest: str

    def __bool__(self) -> bool:
        return bool(self.tasks or self.counted)

    @property
    def lost(self) -> list[StarEffect]:
        return [each for each in self.stars if not each.is_won]

    @property
    def won(self) -> list[StarEffect]:
        return [each for each in self.stars if each.is_won]


def checklist_effect(campaign: Campaign, today: datetime.date) -> Effect:
    """What applying the campaign's tasks as they stand now would do to its approved plans."""
    plans = Plan.objects.filter(campaign=campaign, state=PlanState.APPROVED)
    before, after = campaign.checklist(), campaign.drafted_checklist()
    tasks = Task.objects.select_related("star").filter(star__campaign=campaign).in_bulk()
    found = steps(ledgers_of(plans.order_by()), after, tasks)
    both = before.stars.keys() & after.stars.keys()
    counted = [pk for pk in both if _weight(before, pk) != _weight(after, pk)]
    rows = UnitTask.objects.at(campaign, campaign.county_id)
    open_again = rows.exclude(plan__state=PlanState.APPROVED).order_by().values("plan").distinct().count()
    return Effect(
        tasks=_task_effects(campaign, found, tasks),
        counted=tuple(sorted((tasks[pk] for pk in counted), key=lambda task: (task.star.order, task.number))),
        stars=_star_effects(campaign, _won_now(campaign, today), _won_then(campaign, found, after, today)),
        units=len({plan for plan, _task in (*found.new, *found.back, *found.leaving)}),
        reopened=open_again,
        digest=digest(found, after),
    )


def winning_effect(campaign: Campaign, winning: str, points_needed: int, today: datetime.date) -> list[StarEffect]:
    """Stars that would be reached, or would no longer be, if stars were won otherwise."""
    other = copy.copy(campaign)
    other.winning, other.points_needed = winning, points_needed
    return list(_star_effects(campaign, _won_now(campaign, today), _won_now(other, today)))


def stars_digest(stars: Iterable[StarEffect]) -> str:
    """SHA-256 over stars that would be won or lost: nobody decides what they have not seen."""
    told = [[each.plan.pk, each.star.pk, each.is_won] for each in stars]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _weight(listed: Checklist, task: int) -> tuple:
    return task in listed.required, listed.points[task]


def _task_effects(campaign: Campaign, found: Steps, tasks: Mapping[int, Task]) -> tuple[TaskEffect, ...]:
    numbers: dict[int, dict[str, int]] = {}
    for name in ("new", "back", "leaving"):
        for _plan, task in getattr(found, name):
            of_task = numbers.setdefault(task, {})
            of_task[name] = of_task.get(name, 0) + 1
    leaving = set(found.leaving)
    rows = UnitTask.objects.at(campaign, campaign.county_id).filter(task__in={task for _plan, task in leaving})
    for plan, task, state, *cells in rows.values_list("plan", "task", "state", *WRITTEN):
        if (plan, task) in leaving:
            of_task = numbers[task]
            of_task["written"] = of_task.get("written", 0) + any(cells)
            of_task["reported"] = of_task.get("reported", 0) + (state == TaskState.REPORTED)
            of_task["checked"] = of_task.get("checked", 0) + (state == TaskState.CHECKED)
    effects = [TaskEffect(tasks[pk], **of_task) for pk, of_task in numbers.items()]
    return tuple(sorted(effects, key=lambda each: (each.task.star.kind, each.task.star.order, each.task.number)))


Won = dict[tuple[int, int], bool]  # by plan and star


def _won_now(campaign: Campaign, today: datetime.date) -> Won:
    rows = UnitTask.objects.at(campaign, campaign.county_id)
    return _won(campaign, _counted(campaign, rows, campaign.checklist(), today))


def _won_then(campaign: Campaign, found: Steps, listed: Checklist, today: datetime.date) -> Won:
    """As it would be: rows of target stars that the checklist has, and the new ones, which nobody has sorted."""
    rows = UnitTask.objects.filter(
        plan__campaign=campaign, task__in=listed.stars, plan__stars__star=F("task__star"), plan__stars__target=True
    )
    counted = _counted(campaign, rows, listed, today)
    for plan, task in found.new:
        key = plan, listed.stars[task]
        more = Tally(total=1, unsorted=1, required=int(task in listed.required))
        counted[key] = counted.get(key, Tally()) + more
    return _won(campaign, counted)


def _counted(campaign: Campaign, rows: UnitTaskQuerySet, listed: Checklist, today: datetime.date):
    approved = rows.filter(plan__state=PlanState.APPROVED)
    return tallies(approved, campaign, listed, today, ("plan", "task__star"))


def _won(campaign: Campaign, counted: Mapping[tuple, Tally]) -> Won:
    return {key: tally.is_won(campaign.winning, campaign.points_needed) for key, tally in counted.items()}


def _star_effects(campaign: Campaign, before: Won, after: Won) -> tuple[StarEffect, ...]:
    changed = {
        key: after.get(key, False)
        for key in before.keys() | after.keys()
        if before.get(key, False) != after.get(key, False)
    }
    plans = Plan.objects.in_order().select_related("village__township")
    plans = {plan.pk: plan for plan in plans.filter(pk__in={plan for plan, _star in changed})}
    stars = Star.objects.filter(campaign=campaign).in_bulk()
    order = {pk: number for number, pk in enumerate(plans)}
    return tuple(
        StarEffect(plans[plan], stars[star], changed[plan, star])
        for plan, star in sorted(changed, key=lambda key: (order[key[0]], stars[key[1]].order))
    )

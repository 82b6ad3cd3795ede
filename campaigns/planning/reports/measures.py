"""Measures used before for the same task: offered to whoever plans, never filled in."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from campaigns.year.models.campaign import Task
from fivestar.hooks import Hook

from ..models.marks import Plan

MOST = 8  # offers that one still reads
# Each room in which measures are written gives (its records that have a task and a measure, when one of them is done).
written = Hook("measures that were written before are looked up")


@dataclass(frozen=True)
class Measure:
    """A measure as it was written.

    n    -- how often it was, in the ledgers and problem lists of the county, this year and before.
    done -- how often what it was written for is done.
    """

    text: str
    n: int
    done: int


def measures_for(plan: Plan, task: Task) -> list[Measure]:
    """What other units of the county wrote for the same task, this year and before, the most used first.

    The same task is one of a star of this code with this title; or of this number in the same star set, since titles
    are reworded between the years. Whose measure it was is not told: a township does not read its neighbours' ledgers.
    Needs plan.campaign and task.star. One query for each place where measures are written.
    """
    same = Q(task__star__code=task.star.code) & (
        Q(task__title=task.title) | Q(task__number=task.number, task__star__kind=task.star.kind)
    )
    county = Q(plan__campaign__county=plan.campaign.county_id)
    used: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for records, is_done in written():
        same_task = records.filter(same, county).exclude(measure="").exclude(plan__village=plan.village_id)
        counted = (
            same_task.order_by().values_list("measure").annotate(n=Count("pk"), finished=Count("pk", filter=is_done))
        )
        for text, n, finished in counted:
            used[text.strip()] += n
            done[text.strip()] += finished
    found = [Measure(text, n, done[text]) for text, n in used.items() if text]
    return sorted(found, key=lambda each: (-each.n, -each.done, each.text))[:MOST]

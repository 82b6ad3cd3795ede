"""李万街道 has begun its work while others still plan: it was approved first, sorts its tasks and writes its sheets."""

import datetime
from collections.abc import Callable

from campaigns.ledger.actions.tasks import check_tasks, edit_tasks, report_tasks, sort_tasks
from campaigns.ledger.choices import TaskState
from campaigns.ledger.models import UnitTask
from campaigns.ledger.rules.tasks import TaskEntry
from campaigns.planning.choices import PlanState
from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Campaign
from villages.access import Seat

from .papers import gap_texts, person_of, submit_papers, write_papers

LIWAN = "410871060"
Deed = tuple[int, int, Callable[[], object]]


def early_deeds(seats: dict[str, Seat], campaign: Callable[[], Campaign], today: datetime.date) -> list[Deed]:
    """What is done, as (days ago, hour, deed)."""
    li, mei = seats["li"], seats["mei"]
    return [
        (7, 9, lambda: _sort(li, campaign())),
        (6, 9, lambda: _write(li, campaign())),
        (5, 15, lambda: _report(li, campaign())),
        (3, 10, lambda: _check(mei, campaign())),
        (4, 9, lambda: write_papers(li, campaign(), _codes(campaign())[:8], today - datetime.timedelta(days=4))),
        (2, 9, lambda: submit_papers(li, campaign(), _codes(campaign())[:5])),
    ]


def _codes(campaign: Campaign) -> list[str]:
    plans = Plan.objects.at(campaign.year, LIWAN).filter(state=PlanState.APPROVED).order_by("village")
    return list(plans.values_list("village", flat=True))


def _rows(campaign: Campaign, *states: str) -> list[UnitTask]:
    rows = UnitTask.objects.at(campaign, LIWAN).filter(state__in=states)
    return list(rows.select_related("plan__village", "task__star").order_by("pk"))


def _sort(seat: Seat, campaign: Campaign) -> None:
    """Of most villages it is said what is there already: a held star as a whole, of others every third task."""
    codes = _codes(campaign)[:-3]
    held = {(line.plan_id, line.star_id) for plan in campaign.plans.all() for line in plan.stars.all() if line.held}
    rows = [row for row in _rows(campaign, TaskState.UNSORTED) if row.plan.village_id in codes]
    there = {row.pk for row in rows if (row.plan_id, row.task.star_id) in held or row.task.number % 3 == 1}
    sort_tasks(by=seat, campaign=campaign, reached=there, gaps={row.pk for row in rows} - there)


def _write(seat: Seat, campaign: Campaign) -> None:
    texts, entries = gap_texts(), []
    for number, row in enumerate(_rows(campaign, TaskState.NOT_STARTED)):
        if number % 6 < 5:  # the last ones are not written yet
            gap, measure = texts[row.task.star.name, row.task.number]
            cells = {"gap": gap, "measure": measure, "person": person_of(row.plan.village.name, number % 3)}
            if number % 4 == 0:
                cells["progress"] = "已进场施工。" if row.task.star.code == "ecology" else "已着手办理。"
            entries.append(TaskEntry(row.pk, row.version, cells))
    edit_tasks(by=seat, campaign=campaign, entries=entries)


def _report(seat: Seat, campaign: Campaign) -> None:
    done = _rows(campaign, TaskState.UNDER_WAY)[::3]
    report_tasks(
        by=seat, campaign=campaign, seen={row.pk: row.version for row in done}, progress="已按措施完成，现场可查。"
    )


def _check(office: Seat, campaign: Campaign) -> None:
    waiting = _rows(campaign, TaskState.REPORTED)
    check_tasks(by=office, campaign=campaign, seen={row.pk: row.version for row in waiting[: len(waiting) // 2]})

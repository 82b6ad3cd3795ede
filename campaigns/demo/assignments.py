"""The county's weekly assignments of the last eight weeks: from what many units were late with on the day, to their
closing."""

import csv
import datetime
from collections.abc import Callable

from campaigns.assignments.actions import close_assignment, give_assignment, reply_assignment, return_assignment
from campaigns.assignments.choices import AssignmentState
from campaigns.assignments.models import Assignment
from campaigns.assignments.rules import AssignmentSheet
from campaigns.ledger.models import UnitTask
from campaigns.problems.models import Problem
from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign, Task
from fivestar.changes import clock
from villages.access import Seat

from .load import COUNTY, HERE

Deed = tuple[int, int, Callable[[], object]]


def assignment_deeds(seats: dict[str, Seat], year: int, today: datetime.date) -> list[Deed]:
    """What is done, as (days ago, hour, deed); days in the file are counted from ``today``.

    A deadline is so many days after today, or before it where the number is below zero.
    """

    def campaign() -> Campaign:
        return Campaign.objects.for_page().at(year, COUNTY).get()

    deeds: list[Deed] = []
    with (HERE / "assignments.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    for number, line in enumerate(lines, 1):
        deeds.append(
            (int(line["交办"]), int(line["时"]), lambda line=line: _give(seats["ying"], campaign(), line, today))
        )
        if line["反馈"]:
            by = seats[line["反馈录入"]]
            deeds.append((int(line["反馈"]), 15, lambda by=by, n=number, line=line: _reply(by, campaign(), n, line)))
        if line["处理"]:
            by = seats["mei" if line["反馈录入"] == "ying" else "ying"]
            deeds.append((int(line["处理"]), 16, lambda by=by, n=number, line=line: _decide(by, campaign(), n, line)))
    return deeds


def _give(office: Seat, campaign: Campaign, line: dict, today: datetime.date) -> None:
    """Gather what is overdue with the task on the day, and its open problems."""
    star = campaign.stars.filter(kind=Kind.VILLAGE, name=line["星"]).first()
    task = Task.objects.get(star=star, number=line["任务"]) if star else None
    sheet = AssignmentSheet(
        line["内容"], line["要求"], line["责任部门"], today + datetime.timedelta(days=int(line["时限"])),
        star.pk if star else None, task.pk if task else None,
    )  # fmt: skip
    late = UnitTask.objects.visible_to(office).at(campaign, COUNTY).overdue(clock.today())
    found = Problem.objects.visible_to(office).at(campaign, COUNTY).is_open()
    give_assignment(
        by=office, campaign=campaign, sheet=sheet,
        rows=list(late.filter(task=task).values_list("pk", flat=True)) if task else (),
        problems=list(found.filter(task=task).values_list("pk", flat=True)) if task else (),
    )  # fmt: skip


def _one(campaign: Campaign, number: int) -> dict:
    found = Assignment.objects.at(campaign).get(number=number)
    return {"assignment": found, "version": found.version}


def _reply(by: Seat, campaign: Campaign, number: int, line: dict) -> None:
    reply_assignment(by=by, **_one(campaign, number), reply=line["办理反馈"], reply_from=line["部门反馈人"])


def _decide(office: Seat, campaign: Campaign, number: int, line: dict) -> None:
    if line["结果"] == AssignmentState.CLOSED:
        close_assignment(by=office, **_one(campaign, number))
    else:
        return_assignment(by=office, **_one(campaign, number), reason=line["退回原因"])

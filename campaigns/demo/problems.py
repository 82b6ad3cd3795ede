"""The problem list of 李万街道 in the demo's autumn: some open, one late, some fixed, one closed, one sent back."""

import csv
import datetime
from collections.abc import Callable
from functools import partial

from campaigns.problems.actions import add_problems, close_problems, fix_problems, recheck_problems, return_problems
from campaigns.problems.models import Problem
from campaigns.problems.rules import ProblemSheet, read_source
from campaigns.year.models.campaign import Campaign
from villages.access import Seat

from .load import COUNTY, HERE

Deed = tuple[int, int, Callable[[], object]]


def problem_deeds(seats: dict[str, Seat], year: int, today: datetime.date) -> list[Deed]:
    """What is done with the problems, as (days ago, hour, deed); days in the file are counted from ``today``.

    A deadline is so many days after today, or before it where the number is below zero.
    """
    with (HERE / "problems.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    deeds: list[Deed] = []
    for row in rows:
        steps = (
            ("发现", 14, partial(_add, seats[row["录入人"]], year, row, today)),
            ("整改", 15, partial(_step, fix_problems, seats["li"], year, row, fix=row["整改情况"])),
            ("复核", 16, partial(_step, recheck_problems, seats["mei"], year, row)),
            ("销号", 17, partial(_step, close_problems, seats["mei"], year, row)),
        )
        deeds += [(int(row[column]), hour, do) for column, hour, do in steps if row[column]]
        if row["退回原因"]:
            back = partial(_step, return_problems, seats["mei"], year, row, reason=row["退回原因"])
            deeds.append((int(row["整改"]) - 3, 16, back))
    return deeds


def _campaign(year: int) -> Campaign:
    return Campaign.objects.for_page().at(year, COUNTY).get()


def _add(seat: Seat, year: int, row: dict[str, str], today: datetime.date) -> None:
    campaign = _campaign(year)
    kind = campaign.plans.values_list("kind", flat=True).get(village=row["编码"])
    star = campaign.stars.get(kind=kind, name=row["星"])
    source, word = read_source(row["来源"])
    values = {
        "text": row["问题"], "source": source, "source_word": row["来源说明"] or word, "support_unit": row["帮扶单位"],
        "measure": row["具体措施"], "person": row["责任人"],
        "due_on": today + datetime.timedelta(days=int(row["时限"])),
    }  # fmt: skip
    sheet = ProblemSheet(row["编码"], star.code, int(row["任务"]), values)
    add_problems(by=seat, campaign=campaign, sheets=[sheet])


def _step(deed: Callable, seat: Seat, year: int, row: dict[str, str], **facts) -> None:
    problem = Problem.objects.get(plan__campaign__year=year, plan__village=row["编码"], text=row["问题"])
    deed(by=seat, campaign=_campaign(year), seen={problem.pk: problem.version}, **facts)

"""python -m benchmarks.autumn FOLDER: the largest county five weeks before its assessment, every ledger at work."""

import argparse
import datetime
from collections.abc import Collection, Iterator
from pathlib import Path

from django.db.models import Count
from django.utils import timezone

from campaigns.ledger.actions.tasks import check_tasks, edit_tasks, report_tasks, return_tasks, sort_tasks
from campaigns.ledger.choices import TaskState
from campaigns.ledger.models import UnitTask
from campaigns.ledger.rules.tasks import TaskEntry
from campaigns.planning.actions.marks import approve_plans, save_marks, submit_plans
from campaigns.planning.rules.marks import MarkSheet
from campaigns.problems.actions import add_problems, close_problems, fix_problems, recheck_problems
from campaigns.problems.choices import ProblemSource
from campaigns.problems.models import Problem
from campaigns.problems.rules import ProblemSheet
from campaigns.year.actions import move_phase
from campaigns.year.choices import Phase
from fivestar.changes import clock
from villages.choices import Role
from villages.models import Township

from .build import Year, analyse, import_places, largest_county, seat

TODAY = timezone.localdate()
WEEK = datetime.timedelta(weeks=1)
AT_ONCE = 1_000  # rows of one deed
PROBLEMS = 600
# Shares of the rows: reached when they were sorted; gaps reported by now; of what is reported, checked or sent back.
REACHED, REPORTED, CHECKED, RETURNED = 0.35, 0.75, 0.85, 0.03
LEFT_LYING = 0.06  # gaps that nobody takes up, whatever their day


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.autumn", description=__doc__)
    asked.add_argument("folder", type=Path, help="the division list: five CSV files")
    asked.add_argument("--under", default="41", help="a province; %(default)s by default")
    chosen = asked.parse_args()
    import_places(chosen.folder, chosen.under)
    Autumn(largest_county()).work()
    analyse()


class Autumn(Year):
    """A county that targets every star of every unit: the longest ledger there is."""

    def work(self) -> None:
        self.second = seat(f"second-{self.county.code}", Role.COUNTY_OFFICE, self.county)
        with self.stage("open, mark and submit every unit"), weeks_ago(19):
            self.open(
                planning_from=TODAY - 20 * WEEK, plan_due=TODAY - 16 * WEEK, sheet_due=TODAY - 14 * WEEK,
                assessment_on=TODAY + 5 * WEEK, rating_due=TODAY + 13 * WEEK,
            )  # fmt: skip
            townships = self.townships()
            for township in townships:
                self.target_all(township)
        seat(f"organizer-{self.county.code}", Role.TOWNSHIP_ORGANIZER, townships[0])
        seat(f"leader-{self.county.code}", Role.COUNTY_LEADER, self.county)
        with weeks_ago(18):
            with self.stage(f"approve {townships[0].units} units: their ledgers come"):
                self.approve(townships[:1])
            with self.stage(f"approve the other {len(townships) - 1} townships"):
                self.approve(townships[1:])
            move_phase(by=self.office, campaign=self.campaign, version=self.campaign.version, phase=Phase.CREATING)
        with self.stage("sort every row"), weeks_ago(17):
            for keys in in_parts(self.rows()):
                reached = self.some(keys, REACHED)
                sort_tasks(by=self.office, campaign=self.campaign, reached=reached, gaps=keys - reached)
        with self.stage("write who mends the gaps"), weeks_ago(16):
            for keys in in_parts(self.rows(TaskState.NOT_STARTED)):
                self.write(keys)
        with self.stage("report and check, week by week"):
            self.left = self.some(self.rows(TaskState.NOT_STARTED), LEFT_LYING)
            a_week = round(self.ledger().is_open().count() * REPORTED / 16)
            for week in range(15, -1, -1):
                self.one_week(week, a_week)
        with self.stage(f"{PROBLEMS} problems"):
            self.problems()
        states = self.ledger().values_list("state").annotate(n=Count("pk")).order_by("state")
        late = self.ledger().overdue(TODAY).count()
        print(f"{self.ledger().count()} rows: {', '.join(f'{n} {state}' for state, n in states)}; {late} overdue")

    def ledger(self):
        return UnitTask.objects.at(self.campaign, self.county.code)

    def townships(self) -> list[Township]:
        rated = self.campaign.filings.values("township")
        return list(self.county.townships.filter(pk__in=rated).annotate(units=Count("villages")).order_by("-units"))

    def target_all(self, township: Township) -> None:
        plans = self.campaign.plans.filter(village__township=township).values_list("village", "version", "kind")
        rows = [MarkSheet(code, version, frozenset(self.sets[kind])) for code, version, kind in plans]
        save_marks(by=self.office, campaign=self.campaign, rows=rows)
        submit_plans(by=self.office, campaign=self.campaign, codes=[row.code for row in rows])

    def approve(self, townships: list[Township]) -> None:
        seen = {code: version for each in townships for code, version in self.seen(each).items()}
        approve_plans(by=self.second, campaign=self.campaign, seen=seen)

    def rows(self, *states: TaskState) -> list[int]:
        rows = self.ledger().filter(state__in=states) if states else self.ledger()
        return list(rows.order_by("plan__village", "task").values_list("pk", flat=True))

    def some(self, keys: Collection[int], share: float) -> set[int]:
        return set(self.chance.sample(sorted(keys), round(len(keys) * share)))

    def seen_rows(self, keys: Collection[int]) -> dict[int, int]:
        return dict(UnitTask.objects.filter(pk__in=keys).values_list("pk", "version"))

    def write(self, keys: set[int]) -> None:
        cells = {"gap": "台账资料不全，制度未上墙", "measure": "对照标准补齐资料，月底前完成公示"}
        entries = [
            TaskEntry(pk, version, cells | {"person": self.chance.choice(("王建国", "李红梅", "张卫东", "刘秀英"))})
            for pk, version in self.seen_rows(keys).items()
        ]
        edit_tasks(by=self.office, campaign=self.campaign, entries=entries)

    def one_week(self, week: int, rows: int) -> None:
        """Report so many rows of those that are due first; check most of what waits, send a little of it back."""
        due = self.ledger().is_open().order_by("due_on", "pk").values_list("pk", flat=True)
        due = [pk for pk in due if pk not in self.left][: rows * 4 // 3]
        with weeks_ago(week, hour=10):
            for keys in in_parts(self.some(due, 0.75)):
                report_tasks(by=self.office, campaign=self.campaign, seen=self.seen_rows(keys), progress="已完成")
        with weeks_ago(week, hour=15):
            waiting = self.some(self.rows(TaskState.REPORTED), CHECKED if week else CHECKED / 2)
            back = self.some(waiting, RETURNED)
            for keys in in_parts(waiting - back):
                check_tasks(by=self.second, campaign=self.campaign, seen=self.seen_rows(keys))
            for keys in in_parts(back):
                return_tasks(
                    by=self.second, campaign=self.campaign, seen=self.seen_rows(keys), reason="材料不符，请补充"
                )

    def problems(self) -> None:
        """What an inspection found three weeks ago; three in four are fixed, half rechecked, a third closed."""
        plans = list(self.campaign.plans.values_list("village", "kind").order_by("village"))
        sheets = []
        for number, (unit, kind) in enumerate(self.chance.choices(plans, k=PROBLEMS)):
            values = {
                "text": f"检查发现第{number + 1}项问题：公示栏内容未及时更新", "source": ProblemSource.INSPECTION,
                "measure": "三日内更新并拍照留存", "person": "王建国",
                "due_on": TODAY + datetime.timedelta(days=self.chance.randint(-10, 20)),
            }  # fmt: skip
            sheets.append(ProblemSheet(unit, self.chance.choice(self.sets[kind]), None, values))
        with weeks_ago(3):
            add_problems(by=self.office, campaign=self.campaign, sheets=sheets)
        with weeks_ago(2):
            fix_problems(by=self.office, campaign=self.campaign, seen=self.first(PROBLEMS * 3 // 4), fix="已更新")
            recheck_problems(by=self.second, campaign=self.campaign, seen=self.first(PROBLEMS // 2))
        with weeks_ago(1):
            close_problems(by=self.second, campaign=self.campaign, seen=self.first(PROBLEMS // 3))

    def first(self, n: int) -> dict[int, int]:
        """The versions of so many problems."""
        return dict(Problem.objects.at(self.campaign, self.county.code).order_by("pk").values_list("pk", "version")[:n])


def weeks_ago(weeks: int, hour: int = 9):
    """Deeds inside the block happen so many weeks ago."""
    day = TODAY - weeks * WEEK
    return clock.at(timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour))))


def in_parts(keys: Collection[int]) -> Iterator[set[int]]:
    keys = list(keys)
    return (set(keys[start : start + AT_ONCE]) for start in range(0, len(keys), AT_ONCE))


if __name__ == "__main__":
    main()

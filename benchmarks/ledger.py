"""python -m benchmarks.ledger: what the largest ledger's pages and deeds cost. Run benchmarks.autumn before."""

import argparse
import contextlib
import functools
import gzip
import io
import logging
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.ledger.actions.checklist import apply_checklist
from campaigns.ledger.actions.schedule import reschedule
from campaigns.ledger.actions.tasks import check_tasks, edit_tasks, report_tasks, sort_tasks
from campaigns.ledger.choices import TaskState
from campaigns.ledger.models import UnitTask
from campaigns.ledger.reports.checklist import checklist_effect
from campaigns.ledger.reports.schedule import schedule
from campaigns.ledger.rules.tasks import TaskEntry
from campaigns.year.models.campaign import Campaign, Task
from campaigns.year.views.find import address

from .build import YEAR, largest_county, largest_township
from .measure import Door, Line

STATUS = Path("/proc/self/status")


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    asked.add_argument("--times", type=int, default=5, help="times that each line is done; the median is printed")
    asked.add_argument("--only", default="", help="lines whose name contains this")
    chosen = asked.parse_args()
    logging.disable(logging.WARNING)
    with contextlib.redirect_stdout(io.StringIO()):
        call_command("collectstatic", interactive=False, verbosity=0)
    county = largest_county()
    campaign = Campaign.objects.for_page().get(county=county, year=YEAR)
    print(f"{connection.vendor}, {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{campaign}: {UnitTask.objects.at(campaign, county.code).count()} rows\n")
    print("| page | ms | of it CPU | queries | MB more | KB | KB gzip |\n|---|--:|--:|--:|--:|--:|--:|")
    for line in pages(county.code):
        if chosen.only in line.name:
            print(page_cost(line, chosen.times), flush=True)
    print("\n| deed | ms | of it CPU | queries | MB more |\n|---|--:|--:|--:|--:|")
    for deed in deeds(campaign):
        if chosen.only in deed.name:
            print(deed_cost(deed, chosen.times), flush=True)
    print(f"\nmost memory: {Cost.most / 1000:.0f} MB")


# What the machine says -------------------------------------------------------------------------------------------


def cpu_seconds() -> float:
    """CPU that this process has used, and the PostgreSQL server's process that works for it on the same machine."""
    if connection.vendor != "postgresql":
        return time.process_time()
    after_name = Path(f"/proc/{backend()}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


@functools.cache
def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def forget_peak() -> int:
    """Let Linux measure the most memory anew; how much the process has now, in KB."""
    Path("/proc/self/clear_refs").write_text("5")
    return memory("VmRSS")


def memory(name: str) -> int:
    """In KB: ``VmHWM`` is the most since the peak was forgotten, ``VmRSS`` what the process has now."""
    return next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith(f"{name}:"))


@dataclass
class Cost:
    """What doing something a few times takes; the first time fills caches and counts only for memory."""

    most: ClassVar[int] = 0  # KB that the process had at most, whatever it did

    walls: list[float]
    cpus: list[float]
    kb: int = 0

    @classmethod
    def of(cls, times: int, before: Callable[[], Any], do: Callable[[Any], Any], after=lambda: None) -> "Cost":
        cost = cls([], [])
        for number in range(times + 1):
            made = before()
            had = forget_peak()
            begun, used = time.perf_counter(), cpu_seconds()
            do(made)
            wall, cpu = time.perf_counter() - begun, cpu_seconds() - used
            peak = memory("VmHWM")
            cost.kb, cls.most = max(cost.kb, peak - had), max(cls.most, peak)
            after()
            if number or not times:
                cost.walls.append(wall)
                cost.cpus.append(cpu)
        return cost

    def __str__(self) -> str:
        return f"{statistics.median(self.walls) * 1000:,.0f} | {statistics.median(self.cpus) * 1000:,.0f}"


# Pages -----------------------------------------------------------------------------------------------------------


def page_cost(line: Line, times: int) -> str:
    answers = []
    cost = Cost.of(times, line.before, lambda made: answers.append(line.ask(made)))
    assert {answer.status_code for answer in answers} <= {200, 302}, line.name
    with CaptureQueriesContext(connection) as queries:
        line.ask(line.before())
    sent = answers[-1].content
    plain = gzip.decompress(sent) if answers[-1].headers.get("Content-Encoding") == "gzip" else sent
    sizes = f"{len(plain) / 1000:,.0f} | {len(sent) / 1000:.0f}"
    return f"| {line.name} | {cost} | {len(queries)} | {cost.kb / 1000:.0f} | {sizes} |"


def pages(code: str) -> Iterator[Line]:
    office, url = Door(f"office-{code}"), address(YEAR, code)
    yield office.get("county", url)
    yield Door(f"leader-{code}").get("the same for its leader", url)
    yield office.get("ledger, first page", f"{url}ledger/")
    yield office.get("ledger, overdue", f"{url}ledger/?due=overdue")
    yield office.get("ledger, one star, to be checked", f"{url}ledger/?star=ecology&state=reported")
    yield office.get("ledger, words", f"{url}ledger/?q=王")
    yield office.get("ledger, last page", f"{url}ledger/?page=9999")
    yield office.get("wall chart", f"{url}chart/")
    yield office.get("wall chart, all townships", f"{url}chart/?all=1")
    yield office.get("wall chart, units with overdue tasks", f"{url}chart/?overdue=1")
    yield office.get("progress", f"{url}progress/")
    yield office.get("nearly won", f"{url}nearly/")
    yield office.get("schedule", f"{url}schedule/")
    yield office.get("what would move", f"{url}schedule/apply/")
    yield office.get("effect of the checklist", f"{url}standard/apply/")
    yield office.get("star", f"{url}stars/ecology/")
    yield office.get("problems", f"{url}problems/")
    yield office.get("log", f"{url}log/")
    town = largest_township().code
    door, url = Door(f"organizer-{code}"), address(YEAR, town)
    unit = UnitTask.objects.filter(plan__village__township=town).order_by("plan__village").values("plan__village")[0]
    yield door.get("township", url)
    yield door.get("township's ledger", f"{url}ledger/")
    yield door.get("township's ledger, to write", f"{url}ledger/?view=edit")
    yield door.get("township's wall chart", f"{url}chart/")
    yield door.get("unit's ledger", f"{address(YEAR, unit['plan__village'])}ledger/")


# Deeds -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeedLine:
    """A deed that is measured in a transaction which is taken back. before -- what has to be there first."""

    name: str
    do: Callable[[Any], object]
    before: Callable[[], Any] = lambda: None


class TakenBack(Exception):
    pass


def deed_cost(deed: DeedLine, times: int) -> str:
    costs = []
    with contextlib.suppress(TakenBack), transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            queries_before = len(queries)
            made = deed.before()
            queries_before = len(queries)
            deed.do(made)
        raise TakenBack
    for _time in range(times + 1):
        with contextlib.suppress(TakenBack), transaction.atomic():
            costs.append(Cost.of(0, deed.before, deed.do))
            raise TakenBack
    cost = Cost([each.walls[0] for each in costs[1:]], [each.cpus[0] for each in costs[1:]])
    return f"| {deed.name} | {cost} | {len(queries) - queries_before} | {max(each.kb for each in costs) / 1000:.0f} |"


def deeds(campaign: Campaign) -> Iterator[DeedLine]:
    code, town = campaign.county_id, largest_township().code
    office, second = Door(f"office-{code}").seat, Door(f"second-{code}").seat
    organizer = Door(f"organizer-{code}").seat
    rows = UnitTask.objects.at(campaign, town).order_by("pk")

    def unsorted() -> list[int]:
        keys = list(rows.values_list("pk", flat=True)[:444])
        nobody = dict.fromkeys(("reported_by", "reported_at", "checked_by", "checked_at"))
        UnitTask.objects.filter(pk__in=keys).update(state=TaskState.UNSORTED, return_reason="", **nobody)
        return keys

    def sort(keys: list[int]) -> None:
        sort_tasks(by=organizer, campaign=campaign, reached=keys[:150], gaps=keys[150:])

    def gaps(n: int) -> dict[int, int]:
        keys = unsorted()[:n]
        sort_tasks(by=organizer, campaign=campaign, reached=[], gaps=keys)
        return dict(UnitTask.objects.filter(pk__in=keys).values_list("pk", "version"))

    def write(seen: dict[int, int]) -> None:
        entries = [TaskEntry(pk, version, {"person": "赵敏", "gap": f"缺{pk}"}) for pk, version in seen.items()]
        edit_tasks(by=organizer, campaign=campaign, entries=entries)

    def waiting() -> dict[int, int]:
        of_county = UnitTask.objects.at(campaign, code).filter(state=TaskState.REPORTED)
        return dict(of_county.exclude(reported_by=second.officer).order_by("pk").values_list("pk", "version")[:500])

    def moved() -> str:
        weeks = Task.objects.filter(star__campaign=campaign, weeks_before__gt=1)
        for task in weeks:
            Task.objects.filter(pk=task.pk).update(weeks_before=task.weeks_before - 1)
        return schedule(campaign, code, timezone.localdate()).digest

    def longer() -> str:
        """A task of each village star that nobody has yet."""
        Campaign.objects.filter(pk=campaign.pk).update(applied=[list(line) for line in campaign.task_lines()])
        for star in campaign.stars.filter(kind="village"):
            Task.objects.create(star=star, number=90, title="新增任务", weeks_before=4)
        return checklist_effect(Campaign.objects.for_page().get(pk=campaign.pk), timezone.localdate()).digest

    yield DeedLine("sort 444 rows", sort, unsorted)
    yield DeedLine("write 40 rows", write, lambda: gaps(40))
    yield DeedLine(
        "report 444 rows", lambda seen: report_tasks(by=organizer, campaign=campaign, seen=seen), lambda: gaps(444)
    )
    yield DeedLine("check 500 rows", lambda seen: check_tasks(by=second, campaign=campaign, seen=seen), waiting)
    yield DeedLine("move the schedule", lambda seen: reschedule(by=office, campaign=campaign, seen=seen), moved)
    yield DeedLine(
        "a new task in every star", lambda seen: apply_checklist(by=office, campaign=campaign, seen=seen), longer
    )


if __name__ == "__main__":
    main()

"""python -m benchmarks.measure: what each page of a province's installation costs. Run benchmarks.build before."""

import argparse
import contextlib
import gzip
import io
import logging
import os
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from campaigns.planning.actions.marks import withdraw_plans
from campaigns.planning.choices import PlanState
from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import address
from villages.access import Seat
from villages.models import Officer, Province, Township

from .build import YEAR, largest_county, largest_township


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.measure", description=__doc__)
    asked.add_argument("--times", type=int, default=7, help="requests for each line; the median is printed")
    asked.add_argument("--only", default="", help="lines whose name contains this")
    chosen = asked.parse_args()
    logging.disable(logging.WARNING)
    with contextlib.redirect_stdout(io.StringIO()):
        call_command("collectstatic", interactive=False, verbosity=0)
    print(f"{connection.vendor}, {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| what | ms | of it CPU | queries | KB | KB gzip |")
    print("|---|--:|--:|--:|--:|--:|")
    for line in everything():
        if chosen.only in line.name:
            print(cost(line, chosen.times), flush=True)
    print(f"\nfirst visit of the county's page, with all that it loads: {first_visit():.0f} KB")
    for whose, which in (("this process", resource.RUSAGE_SELF), ("reader of workbooks", resource.RUSAGE_CHILDREN)):
        print(f"most memory, {whose}: {resource.getrusage(which).ru_maxrss / 1024:.0f} MB")


@dataclass(frozen=True)
class Line:
    """One line of the table.

    ask    -- the request that is measured; it gets what ``before`` made.
    before -- what has to be there first, and is not measured.
    """

    name: str
    ask: Callable[[Any], HttpResponse]
    before: Callable[[], Any] = lambda: None


@dataclass
class Door:
    """A signed-in browser."""

    username: str

    def __post_init__(self):
        self.client = Client(headers={"Accept-Encoding": "gzip"})
        self.client.force_login(
            Officer.objects.get(username=self.username), "django.contrib.auth.backends.ModelBackend"
        )

    def get(self, name: str, path: str) -> Line:
        return Line(name, lambda _: self.client.get(path))

    @property
    def seat(self) -> Seat:
        officer = Officer.objects.get(username=self.username)
        posts = tuple(officer.posts.with_place())
        return Seat(officer, posts[0], posts)


def cost(line: Line, times: int) -> str:
    walls, cpus = [], []
    for _time in range(times + 1):
        made = line.before()
        begun, used = time.perf_counter(), time.process_time()
        answer = line.ask(made)
        walls.append(time.perf_counter() - begun)
        cpus.append(time.process_time() - used)
        assert answer.status_code in (200, 302), f"{line.name}: {answer.status_code}"
    made = line.before()
    with CaptureQueriesContext(connection) as queries:
        line.ask(made)
    sent = answer.content
    plain = gzip.decompress(sent) if answer.headers.get("Content-Encoding") == "gzip" else sent
    wall, cpu = (statistics.median(each[1:]) * 1000 for each in (walls, cpus))  # the first request fills caches
    sizes = f"{len(plain) / 1000:.0f} | {len(sent) / 1000:.0f}"
    return f"| {line.name} | {wall:.0f} | {cpu:.0f} | {len(queries)} | {sizes} |"


def everything() -> Iterator[Line]:
    yield from of_the_township(largest_township())
    yield from of_the_county(largest_county().code)
    city = Door("city")
    yield city.get("city", address(YEAR, city.seat.place.code))
    yield Door("province").get("province", address(YEAR, Province.objects.get().code))


def of_the_township(place: Township) -> Iterator[Line]:
    """The largest township, in which everything is marked and nothing submitted."""
    door, url = Door(f"organizer-{place.county_id}"), address(YEAR, place.code)
    plans = Plan.objects.at(YEAR, place.code)
    codes = list(plans.values_list("village", flat=True))
    campaign = Campaign.objects.get(county=place.county, year=YEAR)

    def post(path: str, **more) -> Callable[[Any], HttpResponse]:
        return lambda data: door.client.post(url + path, data, **more)

    def withdraw() -> dict:
        if done := list(plans.filter(state=PlanState.SUBMITTED).values_list("village", flat=True)):
            withdraw_plans(by=door.seat, campaign=campaign, codes=done)
        return {}

    yield door.get(f"township, {len(codes)} units", url)
    yield Line("a row saves itself", post("", headers={"HX-Request": "true"}), lambda: _turned(codes[:1]))
    yield Line("all rows saved at once", post(""), lambda: _turned(codes))
    yield Line("the township submits", post("submit/"), withdraw)
    withdraw()
    yield door.get("unit", address(YEAR, codes[0]))
    yield door.get("township's findings", f"{url}findings/")
    yield door.get("workbook out", f"{url}stars.xlsx")
    filled = _filled(door.client.get(f"{url}stars.xlsx", headers={"Accept-Encoding": ""}).content)
    yield Line("workbook in: its differences", post("upload/"), lambda: {"file": _file(filled)})


def _turned(codes: list[str]) -> dict:
    """Rows as the page sends them, each with one star more or less than it has."""
    data = {}
    for plan in Plan.objects.at(YEAR, codes[0][:9]).filter(village__in=codes).for_list():
        stars = [line.star.code for line in plan.stars.all()]
        now = plan.mark.targets
        data |= {f"v-{plan.village_id}": plan.version, f"t-{plan.village_id}": sorted(now ^ {stars[1]}) or stars[:1]}
    return data


def _filled(workbook: bytes) -> bytes:
    """A downloaded matrix as it comes back: a star more in every other row."""
    book = load_workbook(io.BytesIO(workbook))
    for sheet in book:
        for row in list(sheet.iter_rows(min_row=5))[::2]:
            empty = [cell for cell in row[4:9] if cell.value is None]
            if empty and row[0].value:
                empty[-1].value = "★"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _file(content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = "stars.xlsx"
    return file


def of_the_county(code: str) -> Iterator[Line]:
    door, url = Door(f"office-{code}"), address(YEAR, code)
    yield door.get(f"county, {Plan.objects.at(YEAR, code).count()} units", url)
    yield Door(f"leader-{code}").get("the same for its leader", url)
    yield door.get("units, first page", f"{url}units/")
    yield door.get("units, three stars and submitted", f"{url}units/?level=3&state=submitted")
    yield door.get("units, by pinyin", f"{url}units/?q=wang")
    second = Door(f"second-{code}")  # nobody approves what they submitted
    yield second.get("all submitted, before approval", f"{url}units/decide/?deed=approve&state=submitted")
    yield door.get("findings", f"{url}findings/")
    yield door.get("creation plan", f"{url}plan/")
    yield door.get("filings", f"{url}filings/")
    yield door.get("log", f"{url}log/")


def first_visit() -> float:
    """KB that a browser loads for the county's page on its first visit: the page and each file it names."""
    code = largest_county().code
    answer = Door(f"leader-{code}").client.get(address(YEAR, code))
    page = gzip.decompress(answer.content).decode()
    files = {Path(settings.STATIC_ROOT, name) for name in re.findall(r'(?:href|src)="/static/([^"#?]+)', page)}
    sizes = [min(each.stat().st_size for each in (file, Path(f"{file}.gz")) if each.exists()) for file in files]
    return (len(answer.content) + sum(sizes)) / 1000


if __name__ == "__main__":
    main()

"""python -m benchmarks.build FOLDER: a whole province of places, and campaigns in the middle of planning."""

import argparse
import datetime
import logging
import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from campaigns.opening.actions import default_dates, open_campaign, record_held
from campaigns.planning.actions.figures import save_figures
from campaigns.planning.actions.marks import approve_plans, return_plans, save_marks, submit_plans
from campaigns.planning.choices import PlanState, Source
from campaigns.planning.models.marks import PlanStar
from campaigns.planning.rules.figures import Figures, count
from campaigns.planning.rules.marks import MarkSheet
from campaigns.year.exchange import STANDARDS, read_standard
from campaigns.year.models.campaign import Campaign
from villages.access import Seat
from villages.choices import Role
from villages.models import County, Officer, Place, Post, Province, Township

# Shares of units by level, as in the plan of 焦作示范区, 2022; the rest has no target.
SHARES = {5: 1, 4: 11, 3: 42, 2: 44}
YEAR = timezone.localdate().year


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.build", description=__doc__)
    asked.add_argument("folder", type=Path, help="the division list: five CSV files")
    asked.add_argument("--under", default="41", help="a province; %(default)s by default")
    asked.add_argument("--all", action="store_true", help="a campaign in every county, for the province's page")
    chosen = asked.parse_args()
    import_places(chosen.folder, chosen.under)
    largest, town = largest_county(), largest_township()
    print(f"largest county: {largest} ({largest.units} units); largest township: {town} ({town.units} units)")
    seat("province", Role.PROVINCE_LEADER, Province.objects.get())
    seat("city", Role.CITY_LEADER, largest.city)
    busy = dict.fromkeys([largest, town.county])
    for county in busy:
        Year(county).plan()
    if chosen.all:
        with stage("campaigns of all other counties"):
            for county in County.objects.exclude(pk__in=[each.pk for each in busy]).order_by("code"):
                Year(county).sketch()
    analyse()


def import_places(folder: Path, under: str) -> None:
    """Fill an empty database with the places of a province."""
    refuse_a_used_database()
    logging.disable(logging.INFO)
    with stage("migrate"):
        call_command("migrate", verbosity=0)
    with stage(f"import the places under {under}"):
        call_command("import_divisions", folder, under=under, verbosity=0)


def analyse() -> None:
    """Let the database look at what it has, as it does by itself on the days after."""
    with stage("analyse"), connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def refuse_a_used_database() -> None:
    """Everything here is invented; it must never come into a county's records."""
    if tables := connection.introspection.table_names():
        sys.exit(f"This database is not empty ({len(tables)} tables). Name an empty one in DATABASE_URL.")


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Print how long something took, how much of it this process worked, and the most memory it has used so far."""
    begun, used = time.perf_counter(), time.process_time()
    yield
    cpu = time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:44}{time.perf_counter() - begun:8.1f} s{cpu:8.1f} s CPU{peak:6} MB", flush=True)


def largest_county() -> County:
    return County.objects.annotate(units=Count("townships__villages")).order_by("-units").first()


def largest_township() -> Township:
    return Township.objects.select_related("county").annotate(units=Count("villages")).order_by("-units").first()


def seat(username: str, role: str, place: Place) -> Seat:
    """A person with one post. Nobody signs in with a password here."""
    officer = Officer.objects.create_user(username, name=username)
    Post.objects.create(officer=officer, role=role, **{place._meta.model_name: place})
    posts = tuple(officer.posts.with_place())
    return Seat(officer, posts[0], posts)


class Year:
    """One county's campaign."""

    def __init__(self, county: County):
        self.county = county
        self.chance = random.Random(county.code)
        self.office = seat(f"office-{county.code}", Role.COUNTY_OFFICE, county)

    def open(self, **dates: datetime.date) -> None:
        """dates -- other ones than a campaign that is opened today gets."""
        open_campaign(
            by=self.office, county=self.county, year=YEAR, standard=read_standard(STANDARDS / "henan-2022"),
            settings=default_dates(YEAR, timezone.localdate()) | {"budget": 5000, "rate": 2} | dates,
        )  # fmt: skip
        self.campaign = Campaign.objects.for_page().get(county=self.county, year=YEAR)
        self.sets = {kind: [star.code for star in stars] for kind, stars in self.campaign.star_sets().items()}

    def plan(self) -> None:
        """All marked, and submitted but for the largest township; half of the others approved, one returned."""
        second = seat(f"second-{self.county.code}", Role.COUNTY_OFFICE, self.county)
        with self.stage("open the campaign"):
            self.open()
        with self.stage("record held stars"):
            record_held(by=self.office, campaign=self.campaign, held=self.held())
        rated = self.campaign.filings.values("township")
        townships = list(
            self.county.townships.filter(pk__in=rated).annotate(units=Count("villages")).order_by("-units")
        )
        seat(f"organizer-{self.county.code}", Role.TOWNSHIP_ORGANIZER, townships[0])
        seat(f"leader-{self.county.code}", Role.COUNTY_LEADER, self.county)
        with self.stage("mark every unit, state figures"):
            for township in townships:
                self.mark(township)
            self.state(None, Source.PLAN, self.entered())
        with self.stage("submit every township but the largest"):
            for township in townships[1:]:
                submit_plans(by=self.office, campaign=self.campaign, codes=list(self.seen(township)))
        with self.stage("approve half of them as one deed"):
            half = townships[2 : len(townships) // 2]
            seen = {code: version for each in half for code, version in self.seen(each).items()}
            approve_plans(by=second, campaign=self.campaign, seen=seen)
        with self.stage("return one"):
            return_plans(by=self.office, campaign=self.campaign, seen=self.seen(townships[1]), reason="请核对五星数")

    def sketch(self) -> None:
        """All marked, past the gate: what a province's page adds up, without a change log nobody will read."""
        self.open()
        stars = {(plan, star): pk for pk, plan, star in self.lines().values_list("pk", "plan", "star__code")}
        targets, without = [], []
        for plan, kind in self.campaign.plans.values_list("pk", "kind"):
            row = self.row("", 0, self.sets[kind])
            targets += [stars[plan, star] for star in row.targets]
            without += [plan] if row.no_target else []
        PlanStar.objects.filter(pk__in=targets).update(target=True)
        self.campaign.plans.update(state=PlanState.DRAFT)
        self.campaign.plans.filter(pk__in=without).update(no_target=True, no_target_reason="班子调整，先抓整顿")
        self.state(None, Source.PLAN, self.entered())

    def stage(self, name: str):
        return stage(f"  {self.county.code} {name}")

    def lines(self):
        return PlanStar.objects.filter(plan__campaign=self.campaign).order_by()

    def seen(self, township: Township) -> dict[str, int]:
        return dict(self.campaign.plans.filter(village__township=township).values_list("village", "version"))

    def held(self) -> list[tuple[str, frozenset[str]]]:
        return [
            (code, frozenset(self.chance.sample(self.sets[kind], self.chance.choice((0, 1, 1, 2)))))
            for code, kind in self.campaign.plans.values_list("village", "kind")
        ]

    def mark(self, township: Township) -> None:
        plans = self.campaign.plans.filter(village__township=township).values_list("village", "version", "kind")
        rows = [self.row(code, version, self.sets[kind]) for code, version, kind in plans]
        save_marks(by=self.office, campaign=self.campaign, rows=rows)
        self.state(township, Source.DECLARED, self.entered(township))

    def row(self, code: str, version: int, stars: list[str]) -> MarkSheet:
        """A unit that targets some stars; the solid-branch star, the first of its set, only together with the rest."""
        level = self.chance.choices([*SHARES, 0], [*SHARES.values(), 100 - sum(SHARES.values())])[0]
        targets = stars if level == 5 else self.chance.sample(stars[1:], level)
        return MarkSheet(code, version, frozenset(targets), not level, "" if level else "班子调整，先抓整顿")

    def entered(self, township: Township | None = None) -> list[Figures]:
        lines = self.lines().filter(target=True)
        if township:
            lines = lines.filter(plan__village__township=township)
        units: dict[str, dict[int, set[str]]] = {}
        for kind, plan, star in lines.values_list("plan__kind", "plan", "star__code"):
            units.setdefault(kind, {}).setdefault(plan, set()).add(star)
        return [count(kind, plans.values(), self.sets[kind]) for kind, plans in units.items()]

    def state(self, township: Township | None, source: str, figures: list[Figures]) -> None:
        """Figures as they add up; one township in ten states one five-star unit too many."""
        if township and self.chance.random() < 0.1:
            figures = [Figures(each.kind, {**each.levels, 5: each.level(5) + 1}, each.stars) for each in figures]
        save_figures(
            by=self.office, campaign=self.campaign, township=township, source=source, figures=figures, version=0
        )


if __name__ == "__main__":
    main()

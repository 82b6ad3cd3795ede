"""The demo county in autumn: the plan of early summer is issued, and its tasks are worked off, checked or late.

It tells the story of :mod:`load` nineteen weeks later, and goes on from there. What each unit does is invented, and the
same at each loading.
"""

import datetime
import zlib
from collections import defaultdict
from dataclasses import dataclass

from campaigns.ledger.actions.tasks import (
    answer_extension,
    ask_extension,
    check_tasks,
    edit_tasks,
    report_tasks,
    return_tasks,
    sort_tasks,
)
from campaigns.ledger.choices import TaskState
from campaigns.ledger.models import Extension, UnitTask
from campaigns.ledger.rules.tasks import TaskEntry
from campaigns.opening.actions import open_campaign
from campaigns.planning.actions.figures import freeze_plan, save_figures
from campaigns.planning.actions.marks import approve_plans, save_marks, submit_plans
from campaigns.planning.choices import Source, Stage
from campaigns.planning.models.marks import Plan, PlanStar
from campaigns.planning.reports.facts import campaign_facts
from campaigns.planning.rules.creation import frozen
from campaigns.planning.rules.marks import MarkSheet
from campaigns.year.actions import move_phase
from campaigns.year.choices import Capstone, Kind, Phase, Word
from campaigns.year.exchange import STANDARDS, read_standard
from campaigns.year.models.campaign import Campaign
from villages.access import Seat
from villages.models import County

from .assignments import assignment_deeds
from .leaders import leader_deeds
from .load import COUNTY, NEIGHBOUR, Loader, plan_lines
from .papers import approve_papers, gap_texts, person_of, submit_papers, write_papers
from .problems import problem_deeds

SINCE = datetime.timedelta(weeks=19)  # from the days of load.py to today: five weeks are left to the assessment
SOON = datetime.timedelta(weeks=3)
# How much of its tasks a township has done when they are due.
PACE = {
    "li": 0.95, "yuan": 0.9, "su": 0.86, "eve": 0.9, "wen": 0.8, "miao": 0.88,
}  # fmt: skip


@dataclass(frozen=True)
class Fate:
    """What becomes of one row: whether it is a gap, and on which days it is reported, and checked or sent back."""

    is_gap: bool
    is_begun: bool
    reported: datetime.date | None
    checked: datetime.date | None
    returned: datetime.date | None


class Autumn(Loader):
    """Does what the people of the county would have done from planning until five weeks before the assessment."""

    def __init__(self, today: datetime.date):
        super().__init__(today - SINCE)
        self.now = today
        self.fates: dict[int, Fate] = {}

    def _county(self) -> None:
        self._last_year()
        super()._county()
        self._mend()
        self._work()
        more = (problem_deeds, assignment_deeds, leader_deeds)
        for days_ago, hour, do in (deed for deeds in more for deed in deeds(self.seats, self.year, self.now)):
            self._at(days_ago - SINCE.days, hour, do)

    def _begin_early(self) -> None:
        """Here everybody begins at the same time."""

    def _neighbour(self) -> None:
        """The neighbours plan late in the year: they do today what the county did nineteen weeks ago."""
        self.today, then = self.now, self.today
        super()._neighbour()
        self.today = then

    def _open(self, county_code: str, office: Seat, **money) -> None:
        self.today, then = (self.now if county_code == NEIGHBOUR else self.today), self.today
        super()._open(county_code, office, **money)
        self.today = then

    # Last year

    def _last_year(self) -> None:
        """The county's first campaign, rated and closed: this year's held stars were won in it."""
        ying, mei = self.seats["ying"], self.seats["mei"]
        self._at(330, 9, lambda: self._open_last(ying))
        self._at(320, 9, lambda: self._mark_last(ying))
        self._at(310, 9, lambda: self._approve_last(mei))
        self._at(150, 9, lambda: self._reach_last(ying))
        self._at(120, 9, lambda: self._check_last(mei))
        for days, phase in ((300, Phase.CREATING), (100, Phase.RATING), (40, Phase.CLOSED)):
            self._at(days, 10, lambda phase=phase: self._move(self._last(), ying, phase))

    def _last(self) -> Campaign:
        return Campaign.objects.for_page().at(self.year - 1, COUNTY).get()

    def _open_last(self, office: Seat) -> None:
        days = datetime.timedelta
        open_campaign(
            by=office, county=County.objects.get(pk=COUNTY), year=self.year - 1,
            standard=read_standard(STANDARDS / "henan-2022"),
            settings={
                "word": Word.CREATION, "capstone": Capstone.WARNING,
                "planning_from": self.today - days(330), "plan_due": self.today - days(305),
                "assessment_on": self.today - days(110), "rating_due": self.today - days(45),
            },
        )  # fmt: skip

    def _mark_last(self, office: Seat) -> None:
        campaign = self._last()
        versions = dict(campaign.plans.values_list("village", "version"))
        rows = [
            MarkSheet(line.code, versions[line.code], frozenset(line.held))
            for line in plan_lines("plans.csv", campaign)
            if line.held
        ]
        save_marks(by=office, campaign=campaign, rows=rows)
        submit_plans(by=office, campaign=campaign, codes=[row.code for row in rows])

    def _approve_last(self, office: Seat) -> None:
        campaign = self._last()
        seen = dict(campaign.plans.filter(state="submitted").values_list("village", "version"))
        approve_plans(by=office, campaign=campaign, seen=seen)

    def _reach_last(self, office: Seat) -> None:
        for township, keys in self._by_township(self._last()).items():
            sort_tasks(by=office, campaign=self._last(), reached=keys, gaps=[], reason=f"{township}年度自查")

    def _check_last(self, office: Seat) -> None:
        for keys in self._by_township(self._last()).values():
            check_tasks(by=office, campaign=self._last(), seen=_versions(keys))

    def _by_township(self, campaign: Campaign) -> dict[str, list[int]]:
        found = defaultdict(list)
        for township, pk in UnitTask.objects.filter(plan__campaign=campaign).values_list(
            "plan__village__township__name", "pk"
        ):
            found[township].append(pk)
        return found

    # The plan is mended, approved and issued

    def _mend(self) -> None:
        eve, wen, ying, mei = (self.seats[name] for name in ("eve", "wen", "ying", "mei"))
        self._at(-1, 9, lambda: self._lower(eve))
        self._at(-1, 15, lambda: self._submit(eve, "410871062"))
        self._at(-2, 9, lambda: self._correct(wen))
        self._at(-2, 15, lambda: self._submit(wen, "410871101"))
        for township in ("410871062", "410871101", "410871061", "410871203", "410871100"):
            self._at(-3, 16, lambda township=township: self._approve(mei, township))
        for name in PACE:
            self._at(-6, 14, lambda name=name: self._write_papers(self.seats[name]))
        self._at(-7, 16, lambda: approve_papers(mei, self._campaign(COUNTY)))
        self._at(-5, 9, lambda: self._freeze_issued(ying))
        self._at(-5, 10, lambda: self._move(self._campaign(COUNTY), ying, Phase.CREATING))

    def _lower(self, seat: Seat) -> None:
        """文昌 gives one of its two five-star units back, as the county asked, and declares what it now enters."""
        campaign = self._campaign(COUNTY)
        plan = Plan.objects.for_list().filter(campaign=campaign, stars__target=True, stars__star__code="branch").filter(
            village__township="410871062"
        ).last()  # fmt: skip
        mark = plan.mark
        save_marks(
            by=seat, campaign=campaign, rows=[MarkSheet(mark.code, plan.version, mark.targets - {"branch"})]
        )  # fmt: skip
        self._declare(seat)

    def _correct(self, seat: Seat) -> None:
        """宁郭 had declared one star for each village; it declares what its villages have marked."""
        self._declare(seat)

    def _declare(self, seat: Seat) -> None:
        campaign = self._campaign(COUNTY)
        place = next(each for each in campaign_facts(campaign).townships if each.code == seat.place.code)
        entered = [place.column(Source.ENTERED, kind) for kind in Kind.values if place.size(kind)]
        kept = campaign.sheets.get(township=seat.place, source=Source.DECLARED)
        save_figures(
            by=seat, campaign=campaign, township=seat.place, source=Source.DECLARED, version=kept.version,
            figures=entered,
        )  # fmt: skip

    def _write_papers(self, seat: Seat) -> None:
        campaign = self._campaign(COUNTY)
        codes = list(Plan.objects.at(self.year, seat.place.code).values_list("village", flat=True))
        write_papers(seat, campaign, codes, self._day(6))
        submit_papers(seat, campaign, codes)

    def _freeze_issued(self, office: Seat) -> None:
        campaign = self._campaign(COUNTY)
        freeze_plan(
            by=office, campaign=campaign, stage=Stage.ISSUED, name="印发稿", note="",
            content=frozen(campaign_facts(campaign)),
        )  # fmt: skip

    def _move(self, campaign: Campaign, office: Seat, phase: str) -> None:
        move_phase(by=office, campaign=campaign, version=campaign.version, phase=phase)

    # The ledger: what is due is mostly done, some of it late

    def _work(self) -> None:
        """Sort in the second week, write the gaps in the third, report and have checked week by week."""
        for name in PACE:
            seat = self.seats[name]
            self._at(-8, 10, lambda seat=seat: self._sort(seat))
            self._at(-15, 10, lambda seat=seat: self._write_gaps(seat))
        for day in range(15, SINCE.days - 2, 7):
            for name in PACE:
                self._at(-day, 16, lambda seat=self.seats[name], day=day: self._report(seat, self._day(day)))
            for name in ("shen", "mei"):
                self._at(-day - 2, 10, lambda seat=self.seats[name], day=day: self._check(seat, self._day(day)))
        last = SINCE.days - 4
        for name in PACE:
            self._at(-last, 9, lambda seat=self.seats[name]: self._tell_progress(seat))
        self._at(-last - 1, 9, lambda: self._ask_for_time(self.seats["eve"]))
        self._at(-last - 2, 15, lambda: self._answer_time(self.seats["ying"]))

    def _day(self, days: int) -> datetime.date:
        return self.today + datetime.timedelta(days=days)

    def _ledger(self, seat: Seat, **only) -> list[UnitTask]:
        reached = UnitTask.objects.visible_to(seat).filter(plan__campaign=self._campaign(COUNTY), in_force=True, **only)
        return list(reached.select_related("plan__village", "task__star"))

    def _fate(self, row: UnitTask, pace: float, *, held: bool) -> Fate:
        """What becomes of a row. Stars that were held are mostly kept without work; of the others a third is there."""
        chance = _chances(row)
        is_gap = next(chance) > (0.93 if held else 0.34)
        slip = int(next(chance) * 30) - 24  # mostly before its day, sometimes after it
        reported = row.due_on + datetime.timedelta(days=slip) if next(chance) < pace else None
        if not is_gap:
            reported = self._day(8)
        waits = 4 + int(next(chance) * 16)
        looked_at = reported + datetime.timedelta(days=waits) if reported and next(chance) < 0.94 else None
        holds = not is_gap or next(chance) > 0.04
        return Fate(is_gap, next(chance) < 0.7, reported, looked_at if holds else None, None if holds else looked_at)

    def _sort(self, seat: Seat) -> None:
        campaign = self._campaign(COUNTY)
        held = set(PlanStar.objects.filter(plan__campaign=campaign, held=True).values_list("plan", "star"))
        fates = {
            row.pk: self._fate(row, PACE[seat.officer.username], held=(row.plan_id, row.task.star_id) in held)
            for row in self._ledger(seat)
        }
        self.fates |= fates
        gaps = [pk for pk, fate in fates.items() if fate.is_gap]
        sort_tasks(by=seat, campaign=campaign, reached=fates.keys() - set(gaps), gaps=gaps)

    def _write_gaps(self, seat: Seat) -> None:
        """Say what is missing and who mends it; a few rows are still without a person."""
        texts = gap_texts()
        entries = []
        for row in self._ledger(seat, state=TaskState.NOT_STARTED):
            gap, measure = texts[row.task.star.name, row.task.number]
            cells = {"gap": gap, "measure": measure}
            chance = _chances(row, "person")
            if next(chance) < 0.94:
                cells["person"] = person_of(row.plan.village.name, int(next(chance) * 3))
            entries.append(TaskEntry(row.pk, row.version, cells))
        edit_tasks(by=seat, campaign=self._campaign(COUNTY), entries=entries)

    def _report(self, seat: Seat, until: datetime.date) -> None:
        done = [pk for pk, fate in self.fates.items() if fate.reported and fate.reported <= until]
        rows = UnitTask.objects.visible_to(seat).filter(pk__in=done, state=TaskState.NOT_STARTED)
        if seen := dict(rows.values_list("pk", "version")):
            report_tasks(by=seat, campaign=self._campaign(COUNTY), seen=seen, progress="已按措施完成，现场可查。")

    def _check(self, seat: Seat, until: datetime.date) -> None:
        """Shen looks at his star, the office at the others; what does not hold is sent back."""
        campaign = self._campaign(COUNTY)
        rows = UnitTask.objects.checked_by(seat).filter(plan__campaign=campaign, state=TaskState.REPORTED)
        if seat is self.seats["mei"]:
            rows = rows.exclude(task__star__code="ecology")
        waiting = [(pk, version, self.fates[pk]) for pk, version in rows.values_list("pk", "version")]
        if seen := {pk: version for pk, version, fate in waiting if fate.checked and fate.checked <= until}:
            check_tasks(by=seat, campaign=campaign, seen=seen)
        if seen := {pk: version for pk, version, fate in waiting if fate.returned and fate.returned <= until}:
            return_tasks(by=seat, campaign=campaign, seen=seen, reason="现场与台账不一致，请补齐后再报。")

    def _tell_progress(self, seat: Seat) -> None:
        """What is begun says how far it is."""
        entries = [
            TaskEntry(row.pk, row.version, {"progress": f"已完成约{(3 + int(next(_chances(row, 'far')) * 6)) * 10}%。"})
            for row in self._ledger(seat, state=TaskState.NOT_STARTED, due_on__lte=self.now + SOON)
            if self.fates[row.pk].is_begun
        ]
        if entries:
            edit_tasks(by=seat, campaign=self._campaign(COUNTY), entries=entries)

    def _ask_for_time(self, seat: Seat) -> None:
        """Three ask for more time; one is granted, one declined, one still waits."""
        rows = self._ledger(seat, state=TaskState.UNDER_WAY)
        for row, reason in zip(rows, ("连阴雨影响施工", "配套资金本月底到位", "施工队伍需重新招标"), strict=False):
            until = max(row.due_on, self.now) + datetime.timedelta(days=10)
            ask_extension(by=seat, campaign=self._campaign(COUNTY), row=row.pk, until=until, reason=reason)

    def _answer_time(self, office: Seat) -> None:
        asked = list(Extension.objects.filter(row__plan__campaign=self._campaign(COUNTY)).order_by("pk"))
        for extension, granted, answer in zip(
            asked, (True, False), ("同意。", "资金已提前安排，请按期完成。"), strict=False
        ):
            answer_extension(by=office, extension=extension, version=extension.version, granted=granted, answer=answer)


def _chances(row: UnitTask, purpose: str = ""):
    """Numbers between 0 and 1 that look like chance and are the same at each loading."""
    number = 0
    while True:
        text = f"{row.plan.village_id} {row.task.star.code} {row.task.number} {purpose} {number}"
        yield zlib.crc32(text.encode()) / 2**32
        number += 1


def _versions(keys: list[int]) -> dict[int, int]:
    return dict(UnitTask.objects.filter(pk__in=keys).values_list("pk", "version"))

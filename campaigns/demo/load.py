"""Two demo counties as real life leaves them in the middle of planning, dated back from the day of loading.

The county's and its townships' totals are published (焦作城乡一体化示范区, 2022), slips included; each village's stars,
people and matters are invented.
"""

import csv
import datetime
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from fivestar.changes import clock
from villages.access import Seat
from villages.actions import import_divisions
from villages.divisions import read_divisions
from villages.models import Area, City, County, Officer, Post, Province, Role, Township, Village

from ..actions.campaign import lead_star, open_campaign, record_held
from ..actions.figures import freeze_plan, save_figures
from ..actions.finding import answer_finding
from ..actions.plan import approve_plans, return_plans, save_marks, submit_plans
from ..choices import AnswerState, Capstone, Kind, PlanState, Source, Stage, Word
from ..exchange.standard import STANDARDS, read_standard
from ..models import Campaign, Plan
from ..reports.facts import campaign_facts
from ..reports.findings import findings
from ..rules.creation import frozen
from ..rules.figures import Figures
from ..rules.plan import MarkSheet

HERE = Path(__file__).parent
COUNTY, NEIGHBOUR = "410871", "410803"

# Name to sign in with, name, role, place, title on the door.
PEOPLE = (
    ("ying", "应敏", Role.COUNTY_OFFICE, COUNTY, "创建办"),
    ("mei", "梅兰", Role.COUNTY_OFFICE, COUNTY, "创建办"),
    ("lei", "雷明", Role.COUNTY_LEADER, COUNTY, "分管领导"),
    ("shen", "沈青", Role.TASK_FORCE, COUNTY, "生态宜居星专班"),
    ("eve", "伊芳", Role.TOWNSHIP_ORGANIZER, "410871062", "党建办"),
    ("wen", "温平", Role.TOWNSHIP_ORGANIZER, "410871101", "党建办"),
    ("li", "李娜", Role.TOWNSHIP_ORGANIZER, "410871060", "党建办"),
    ("yuan", "袁芳", Role.TOWNSHIP_ORGANIZER, "410871061", "党建办"),
    ("miao", "苗壮", Role.TOWNSHIP_ORGANIZER, "410871100", "党建办"),
    ("su", "苏红", Role.TOWNSHIP_ORGANIZER, "410871203", "党建办"),
    ("han", "韩松", Role.CITY_LEADER, "4108", "分管领导"),
    ("zhou", "周宁", Role.COUNTY_OFFICE, NEIGHBOUR, "创建办"),
    ("admin", "管理员", Role.ADMINISTRATOR, "41", "系统管理员"),
)
PLACES = {2: (Province, "province"), 4: (City, "city"), 6: (County, "county"), 9: (Township, "township")}
DEPARTMENTS = {
    "branch": ("组织部", "支部过硬星专班"),
    "industry": ("农业农村局", "产业兴旺星专班"),
    "ecology": ("生态环境局", "生态宜居星专班"),
    "safety": ("政法委", "平安法治星专班"),
    "civility": ("宣传部", "文明幸福星专班"),
    "sharing": ("组织部", "共建共享星专班"),
    "harmony": ("民政局", "幸福和谐星专班"),
    "business": ("人力资源和社会保障局", "宜业兴业星专班"),
}


@dataclass(frozen=True)
class Line:
    """One unit of a plans file."""

    code: str
    held: tuple[str, ...]
    targets: tuple[str, ...]
    reason: str


class Loader:
    """Does what the people of two counties would have done in the days before ``today``."""

    def __init__(self, today: datetime.date):
        self.today = today
        self.seats: dict[str, Seat] = {}

    def load(self) -> None:
        """Load everything. The database must have no places yet."""
        with clock.at(self._moment(30, 8)):
            import_divisions(by=None, divisions=read_divisions(HERE / "divisions", under="41"))
        self._areas()
        self._people()
        self._county()
        self._neighbour()

    def _moment(self, days_ago: int, hour: int, minute: int = 0) -> datetime.datetime:
        day = self.today - datetime.timedelta(days=days_ago)
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))

    def _areas(self) -> None:
        areas: dict[tuple[str, str], Area] = {}
        for code, name in _rows("areas.csv"):
            township = code[:9]
            if (township, name) not in areas:
                order = 1 + sum(known == township for known, _ in areas)
                areas[township, name] = Area.objects.create(township_id=township, name=name, order=order)
            Village.objects.filter(pk=code).update(area=areas[township, name])

    def _people(self) -> None:
        for username, name, role, code, title in PEOPLE:
            special = {"is_staff": True, "is_superuser": True} if role == Role.ADMINISTRATOR else {}
            officer = Officer.objects.create_user(
                username, password=settings.DEMO_PASSWORD, name=name, is_demo=True, **special
            )
            model, level = PLACES[len(code)]
            Post.objects.create(officer=officer, role=role, title=title, **{level: model.objects.get(pk=code)})
            posts = tuple(officer.posts.with_place())
            self.seats[username] = Seat(officer=officer, post=posts[0], posts=posts)

    def _open(self, county_code: str, office: Seat, **changed) -> Campaign:
        open_campaign(
            by=office, county=County.objects.get(pk=county_code), year=self.today.year,
            standard=read_standard(STANDARDS / "henan-2022"),
            settings={
                "word": Word.CREATION,
                "capstone": Capstone.WARNING,
                "planning_from": self.today - datetime.timedelta(days=20),
                "plan_due": self.today + datetime.timedelta(days=12),
                "assessment_on": self.today + datetime.timedelta(weeks=24),
                "rating_due": self.today + datetime.timedelta(weeks=36),
            } | changed,
        )  # fmt: skip
        return Campaign.objects.for_page().get(county=county_code, year=self.today.year)

    def _county(self) -> None:
        ying, mei = self.seats["ying"], self.seats["mei"]
        with clock.at(self._moment(20, 9)):
            campaign = self._open(COUNTY, ying, budget=Decimal(500), rate=Decimal(2))
            self._lead(campaign, ying)
        lines = _plan_lines("plans.csv", campaign)
        with clock.at(self._moment(19, 10)):
            _hold(campaign, ying, lines)
        sheets = _targets(campaign)
        with clock.at(self._moment(18, 15, 30)):
            self._state(campaign, ying, None, Source.PLAN, sheets[COUNTY])
            self._freeze(campaign, ying, Stage.OPINION)
        days = {"li": 12, "yuan": 9, "su": 8, "eve": 7, "wen": 4, "miao": 2}
        for name, days_ago in days.items():
            seat = self.seats[name]
            township = seat.place
            with clock.at(self._moment(days_ago, 9, 20)):
                _mark(campaign, seat, [line for line in lines if line.code.startswith(township.code)])
            if township.code in sheets:
                with clock.at(self._moment(days_ago, 9, 50)):
                    self._state(campaign, seat, township, Source.DECLARED, sheets[township.code])
            if name != "wen":  # 宁郭镇 has entered everything and not submitted
                with clock.at(self._moment(days_ago - (name == "miao"), 16, 10)):
                    submit_plans(by=seat, campaign=campaign, codes=_codes(campaign, township.code))
        with clock.at(self._moment(10, 11)):
            approve_plans(by=mei, campaign=campaign, seen=_seen(campaign, "410871060"))
        with clock.at(self._moment(5, 17)):
            return_plans(
                by=ying, campaign=campaign, seen=_seen(campaign, "410871062"),
                reason="上报“五星”2个，县计划为1个；请与辛庄村、姚郭庄村商定，其中一村改报“四星”后重新上报。",
            )  # fmt: skip
        with clock.at(self._moment(5, 17, 20)):
            over = next(row for row in findings(campaign, "410871062") if row.finding.source == Source.DECLARED)
            answer_finding(
                by=ying, campaign=campaign, finding=over.finding, digest=over.finding.digest,
                state=AnswerState.CONFIRMED, text="已退回文昌街道修改。",
            )  # fmt: skip

    def _lead(self, campaign: Campaign, office: Seat) -> None:
        shen = self.seats["shen"].post
        for star in campaign.stars.select_related("campaign__county"):
            department, task_force = DEPARTMENTS[star.code]
            lead_star(
                by=office, star=star, version=star.version, department=department, task_force=task_force,
                posts=[shen] if star.code == "ecology" else [],
            )  # fmt: skip

    @staticmethod
    def _state(campaign: Campaign, seat: Seat, township: Township | None, source: str, figures) -> None:
        save_figures(by=seat, campaign=campaign, township=township, source=source, figures=figures, version=0)

    @staticmethod
    def _freeze(campaign: Campaign, seat: Seat, stage: Stage) -> None:
        freeze_plan(
            by=seat, campaign=campaign, stage=stage, name="征求意见稿", note="发各乡镇（街道）征求意见",
            content=frozen(campaign_facts(campaign)),
        )  # fmt: skip

    def _neighbour(self) -> None:
        """A small campaign next door: one township submitted, one half-entered, one not begun."""
        zhou = self.seats["zhou"]
        with clock.at(self._moment(15, 9)):
            campaign = self._open(NEIGHBOUR, zhou, budget=Decimal(120), rate=Decimal(1))
        lines = _plan_lines("neighbour.csv", campaign)
        with clock.at(self._moment(14, 9)):
            _hold(campaign, zhou, lines)
        for days_ago, code in (
            (9, "410803001"),
            (8, "410803002"),
            (8, "410803003"),
            (6, "410803009"),
            (3, "410803008"),
        ):
            with clock.at(self._moment(days_ago, 10)):
                marked = [line for line in lines if line.code.startswith(code) and line.targets]
                _mark(campaign, zhou, marked)
            if code == "410803009":
                with clock.at(self._moment(5, 10)):
                    submit_plans(by=zhou, campaign=campaign, codes=_codes(campaign, code))


def _rows(name: str) -> list[list[str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def _plan_lines(name: str, campaign: Campaign) -> list[Line]:
    """A plans file, with star names turned into the codes of the campaign's sets."""
    codes = {(star.kind, star.name): star.code for star in campaign.stars.all()}
    kinds = dict(campaign.plans.values_list("village", "kind"))

    def stars(code: str, names: str) -> tuple[str, ...]:
        return tuple(codes[kinds[code], each] for each in names.split("、") if each)

    return [
        Line(code, stars(code, held), stars(code, targets), reason)
        for code, _name, held, targets, reason in _rows(name)
    ]


def _hold(campaign: Campaign, office: Seat, lines: list[Line]) -> None:
    held = [(line.code, frozenset(line.held)) for line in lines]
    record_held(by=office, campaign=campaign, held=held, reason="前期摸排认定")


def _mark(campaign: Campaign, seat: Seat, lines: list[Line]) -> None:
    versions = dict(campaign.plans.values_list("village", "version"))
    save_marks(
        by=seat,
        campaign=campaign,
        rows=[
            MarkSheet(line.code, versions[line.code], frozenset(line.targets), bool(line.reason), line.reason)
            for line in lines
        ],
    )


def _targets(campaign: Campaign) -> dict[str, list[Figures]]:
    """The published targets: a column for each star set of the county and of three townships."""
    codes = {(star.kind, star.name): star.code for star in campaign.stars.all()}
    levels: dict[tuple[str, str], dict] = {}
    stars: dict[tuple[str, str], dict] = {}
    for code, _name, kind_name, measure, key, number in _rows("targets.csv"):
        kind = Kind.VILLAGE if kind_name == "村" else Kind.COMMUNITY
        if measure == "星级":
            levels.setdefault((code, kind), {})[int(key)] = int(number)
        else:
            stars.setdefault((code, kind), {})[codes[kind, key]] = int(number)
    sheets: dict[str, list[Figures]] = {}
    for code, kind in dict.fromkeys([*levels, *stars]):
        column = Figures(kind, levels.get((code, kind), {}), stars.get((code, kind), {}))
        sheets.setdefault(code, []).append(column)
    return sheets


def _codes(campaign: Campaign, township: str) -> list[str]:
    return list(Plan.objects.at(campaign.year, township).values_list("village", flat=True))


def _seen(campaign: Campaign, township: str) -> dict[str, int]:
    plans = Plan.objects.at(campaign.year, township).filter(state=PlanState.SUBMITTED)
    return dict(plans.values_list("village", "version"))

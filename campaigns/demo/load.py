"""Two demo counties as real life leaves them in the middle of planning, dated back from the day of loading.

The county's and its townships' totals are published (焦作城乡一体化示范区, 2022), slips included; each village's stars,
people and matters are invented.
"""

import csv
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from campaigns.opening.actions import open_campaign, record_held
from campaigns.opinions.actions import answer_opinion, give_opinions
from campaigns.opinions.rules import OpinionSheet
from campaigns.planning.actions.figures import freeze_plan, save_figures
from campaigns.planning.actions.findings import answer_finding
from campaigns.planning.actions.marks import approve_plans, return_plans, save_marks, submit_plans
from campaigns.planning.choices import AnswerState, PlanState, Source, Stage
from campaigns.planning.models.marks import Plan
from campaigns.planning.reports.facts import campaign_facts
from campaigns.planning.reports.findings import findings
from campaigns.planning.rules.creation import frozen
from campaigns.planning.rules.figures import Figures
from campaigns.planning.rules.marks import MarkSheet
from campaigns.projects.actions import add_project
from campaigns.projects.rules import ProjectSheet
from campaigns.year.actions import lead_star
from campaigns.year.choices import Capstone, Kind, Word
from campaigns.year.exchange import STANDARDS, read_standard
from campaigns.year.models.campaign import Campaign
from fivestar.changes import clock
from fivestar.changes.models import ChangeSet
from villages.access import Seat
from villages.actions import import_divisions
from villages.choices import Role
from villages.divisions import read_divisions
from villages.models import Area, City, County, Officer, Post, Province, Township, Village

from .early import early_deeds

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
        self.today, self.year = today, today.year
        self.seats: dict[str, Seat] = {}
        self.days: list[tuple[datetime.datetime, Callable[[], object]]] = []

    def load(self) -> None:
        """Load everything. The database must have no places yet."""
        with clock.at(self._moment(30, 8)):
            import_divisions(by=None, divisions=read_divisions(HERE / "divisions", under="41"))
        self._areas()
        self._people()
        self._county()
        self._neighbour()
        for moment, do in sorted(self.days, key=lambda day: day[0]):
            with clock.at(moment):
                do()
        self._signed_in()

    def _moment(self, days_ago: int, hour: int) -> datetime.datetime:
        day = self.today - datetime.timedelta(days=days_ago)
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))

    def _at(self, days_ago: int, hour: int, do: Callable[[], object]) -> None:
        """Note what is to be done then; the log is written in the order of time, whoever's turn it is."""
        self.days.append((self._moment(days_ago, hour), do))

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
                username, password=settings.DEMO_PASSWORD, name=name, is_demo=True, date_joined=self._moment(120, 9),
                **special,
            )  # fmt: skip
            model, level = PLACES[len(code)]
            Post.objects.create(officer=officer, role=role, title=title, **{level: model.objects.get(pk=code)})
            posts = tuple(officer.posts.with_place())
            self.seats[username] = Seat(officer=officer, post=posts[0], posts=posts)

    def _signed_in(self) -> None:
        """Everybody was last here when they last did something, and a leader reads; who did nothing never came."""
        Officer.objects.filter(username="lei").update(last_login=self._moment(2, 8))
        for by, at in ChangeSet.objects.exclude(by=None).order_by("at").values_list("by", "at"):
            Officer.objects.filter(pk=by).update(last_login=at)

    def _county(self) -> None:
        """文昌 is returned, 李万 approved, 宁郭 entered and not submitted, 阳庙 submitted after the reminder."""
        ying, mei = self.seats["ying"], self.seats["mei"]
        self._at(20, 9, lambda: self._open(COUNTY, ying, budget=Decimal(500), rate=Decimal(2)))
        self._at(20, 10, lambda: self._lead(ying))
        self._at(19, 10, lambda: _hold(self._campaign(COUNTY), ying, "plans.csv"))
        self._at(18, 15, lambda: self._state(ying, Source.PLAN))
        self._at(18, 16, lambda: self._freeze(ying))
        for name, entered, submitted in (
            ("li", 13, 12), ("yuan", 10, 9), ("su", 9, 8), ("eve", 8, 7), ("wen", 4, None), ("miao", 2, 1),
        ):  # fmt: skip
            seat = self.seats[name]
            self._at(entered, 9, lambda seat=seat: self._mark(seat, seat.place.code, "plans.csv"))
            self._at(entered, 10, lambda seat=seat: self._state(seat, Source.DECLARED))
            if submitted is not None:
                self._at(submitted, 16, lambda seat=seat: self._submit(seat, seat.place.code))
        self._at(10, 11, lambda: self._approve(mei, "410871060"))
        self._at(5, 17, lambda: self._return(ying, "410871062"))
        self._at(4, 11, lambda: self._confirm(ying, "410871062"))
        for days_ago, name in dict.fromkeys((int(row[0]), row[1]) for row in _rows("opinions.csv")):
            self._at(days_ago, 14, lambda name=name: self._give_opinions(self.seats[name]))
        self._at(3, 9, lambda: self._answer_opinions(mei))
        for name in dict.fromkeys(row[0] for row in _rows("projects.csv")):
            self._at(3, 15, lambda name=name: self._list_projects(self.seats[name]))
        self._begin_early()

    def _begin_early(self) -> None:
        for days_ago, hour, do in early_deeds(self.seats, lambda: self._campaign(COUNTY), self.today):
            self._at(days_ago, hour, do)

    def _neighbour(self) -> None:
        """A small campaign next door: one township submitted, one half-entered, one not begun."""
        zhou = self.seats["zhou"]
        self._at(15, 9, lambda: self._open(NEIGHBOUR, zhou, budget=Decimal(120), rate=Decimal(1)))
        self._at(14, 9, lambda: _hold(self._campaign(NEIGHBOUR), zhou, "neighbour.csv"))
        for days_ago, code in (
            (9, "410803001"),
            (8, "410803002"),
            (7, "410803003"),
            (6, "410803009"),
            (3, "410803008"),
        ):
            self._at(days_ago, 10, lambda code=code: self._mark(zhou, code, "neighbour.csv"))
        self._at(5, 10, lambda: self._submit(zhou, "410803009"))

    # What people do

    def _campaign(self, place_code: str) -> Campaign:
        return Campaign.objects.for_page().at(self.year, place_code).get()

    def _open(self, county_code: str, office: Seat, **money) -> None:
        dates = {
            "planning_from": self.today - datetime.timedelta(days=20),
            "plan_due": self.today + datetime.timedelta(days=12),
            "sheet_due": self.today + datetime.timedelta(days=26),
            "assessment_on": self.today + datetime.timedelta(weeks=24),
            "rating_due": self.today + datetime.timedelta(weeks=36),
        }
        open_campaign(
            by=office,
            county=County.objects.get(pk=county_code),
            year=self.year,
            standard=read_standard(STANDARDS / "henan-2022"),
            settings={"word": Word.CREATION, "capstone": Capstone.WARNING} | dates | money,
        )

    def _lead(self, office: Seat) -> None:
        shen = self.seats["shen"].post
        for star in self._campaign(COUNTY).stars.select_related("campaign__county"):
            department, task_force = DEPARTMENTS[star.code]
            posts = [shen] if star.code == "ecology" else []
            lead_star(
                by=office, star=star, version=star.version, department=department, task_force=task_force, posts=posts
            )

    def _state(self, seat: Seat, source: Source) -> None:
        """State the published figures of the seat's place, where there are any."""
        campaign = self._campaign(seat.place.code)
        if figures := _targets(campaign).get(seat.place.code):
            township = seat.place if source == Source.DECLARED else None
            save_figures(by=seat, campaign=campaign, township=township, source=source, figures=figures, version=0)

    def _freeze(self, office: Seat) -> None:
        campaign = self._campaign(COUNTY)
        freeze_plan(
            by=office,
            campaign=campaign,
            stage=Stage.OPINION,
            name="征求意见稿",
            note="发各乡镇（街道）征求意见",
            content=frozen(campaign_facts(campaign)),
        )

    def _mark(self, seat: Seat, township: str, file: str) -> None:
        campaign = self._campaign(township)
        versions = dict(campaign.plans.values_list("village", "version"))
        save_marks(
            by=seat,
            campaign=campaign,
            rows=[
                MarkSheet(line.code, versions[line.code], frozenset(line.targets), bool(line.reason), line.reason)
                for line in plan_lines(file, campaign)
                if line.code.startswith(township) and (line.targets or line.reason)
            ],
        )

    def _submit(self, seat: Seat, township: str) -> None:
        campaign = self._campaign(township)
        codes = list(Plan.objects.at(campaign.year, township).values_list("village", flat=True))
        submit_plans(by=seat, campaign=campaign, codes=codes)

    def _approve(self, office: Seat, township: str) -> None:
        campaign = self._campaign(township)
        approve_plans(by=office, campaign=campaign, seen=_seen(campaign, township))

    def _return(self, office: Seat, township: str) -> None:
        campaign = self._campaign(township)
        reason = "上报“五星”2个，县计划为1个；请与辛庄村、姚郭庄村商定，其中一村改报“四星”后重新上报。"
        return_plans(by=office, campaign=campaign, seen=_seen(campaign, township), reason=reason)

    def _confirm(self, office: Seat, township: str) -> None:
        campaign = self._campaign(township)
        over = next(row.finding for row in findings(campaign, township) if row.finding.source == Source.DECLARED)
        answer_finding(
            by=office,
            campaign=campaign,
            finding=over,
            digest=over.digest,
            state=AnswerState.CONFIRMED,
            text="已退回文昌街道修改。",
        )

    def _give_opinions(self, seat: Seat) -> None:
        campaign = self._campaign(COUNTY)
        give_opinions(
            by=seat,
            campaign=campaign,
            opinions=[
                OpinionSheet(place, text, *_star_of(campaign, place, star), from_whom=sender)
                for _days, name, sender, place, star, text, *_answer in _rows("opinions.csv")
                if name == seat.officer.username
            ],
        )

    def _answer_opinions(self, office: Seat) -> None:
        given = {opinion.text: opinion for opinion in self._campaign(COUNTY).opinions.all()}
        for *_about, text, state, answer in _rows("opinions.csv"):
            if state:
                opinion = given[text]
                answer_opinion(by=office, opinion=opinion, version=opinion.version, state=state, answer=answer)

    def _list_projects(self, seat: Seat) -> None:
        campaign = self._campaign(COUNTY)
        for name, unit, star, title, amount, source, department, person, begins, ends, state in _rows("projects.csv"):
            if name == seat.officer.username:
                sheet = ProjectSheet(
                    title,
                    _star_of(campaign, unit, star)[1],
                    Decimal(amount) if amount else None,
                    source,
                    department,
                    person,
                    self._in_days(begins),
                    self._in_days(ends),
                    state,
                )
                add_project(by=seat, campaign=campaign, unit=unit, sheet=sheet)

    def _in_days(self, days: str) -> datetime.date | None:
        return self.today + datetime.timedelta(days=int(days)) if days else None


def _star_of(campaign: Campaign, place: str, name: str) -> tuple[str, str]:
    """(star set, code) of a star's name; of a township or the county in the villages' set, where it has the name."""
    kind = campaign.plans.filter(village=place).values_list("kind", flat=True).first()
    known = {(star.kind, star.name): star.code for star in campaign.stars.all()}
    kinds = [kind] if kind else list(Kind)
    return next(((str(each), known[each, name]) for each in kinds if (each, name) in known), ("", ""))


def _rows(name: str) -> list[list[str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def plan_lines(name: str, campaign: Campaign) -> list[Line]:
    """A plans file, with star names turned into the codes of the campaign's sets."""
    codes = {(star.kind, star.name): star.code for star in campaign.stars.all()}
    kinds = dict(campaign.plans.values_list("village", "kind"))

    def stars(code: str, names: str) -> tuple[str, ...]:
        return tuple(codes[kinds[code], each] for each in names.split("、") if each)

    return [
        Line(code, stars(code, held), stars(code, targets), reason)
        for code, _name, held, targets, reason in _rows(name)
    ]


def _hold(campaign: Campaign, office: Seat, file: str) -> None:
    held = [(line.code, frozenset(line.held)) for line in plan_lines(file, campaign)]
    record_held(by=office, campaign=campaign, held=held, reason="前期摸排认定")


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


def _seen(campaign: Campaign, township: str) -> dict[str, int]:
    plans = Plan.objects.at(campaign.year, township).filter(state=PlanState.SUBMITTED)
    return dict(plans.values_list("village", "version"))

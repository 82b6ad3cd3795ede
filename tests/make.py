"""Makes the places, people and plans that tests speak of. Real codes and names; few of them."""

import datetime
from dataclasses import dataclass, replace

from django.utils import timezone

from campaigns.ledger.models import UnitTask
from campaigns.opening.actions import open_campaign, record_held
from campaigns.planning.actions.marks import approve_plans, save_marks, submit_plans
from campaigns.planning.models.marks import Plan
from campaigns.planning.rules.marks import MarkSheet
from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign, StarPost
from campaigns.year.rules import Standard, StarLine, TaskLine, VetoLine
from villages.access import Seat
from villages.choices import Role
from villages.models import Area, City, County, Officer, Post, Province, Township, Village

PASSWORD = "a-long-password-of-the-cast"
VILLAGE_STARS = (
    ("branch", "支部过硬"), ("industry", "产业兴旺"), ("ecology", "生态宜居"), ("safety", "平安法治"),
    ("civility", "文明幸福"),
)  # fmt: skip
COMMUNITY_STARS = (
    ("branch", "支部过硬"), ("sharing", "共建共享"), ("safety", "平安法治"), ("harmony", "幸福和谐"),
    ("business", "宜业兴业"),
)  # fmt: skip
STANDARD = Standard(
    code="henan-2022",
    title="试用标准",
    stars=tuple(
        StarLine(kind=kind, code=code, name=name, order=order, is_capstone=code == "branch")
        for kind, stars in ((Kind.VILLAGE, VILLAGE_STARS), (Kind.COMMUNITY, COMMUNITY_STARS))
        for order, (code, name) in enumerate(stars, 1)
    ),
    tasks=(TaskLine(kind=Kind.VILLAGE, star="branch", number=1, title="争当好支书", points=100),),
    vetoes=(VetoLine(kind="", star="", text="弄虚作假"),),
)


@dataclass
class Place:
    province: Province
    city: City
    county: County
    wenchang: Township
    ningguo: Township
    liwan: Township
    neighbour: County
    zhuwang: Township


def place() -> Place:
    """示范区 with three townships (文昌 4 villages, 宁郭 3 villages, 李万 2 villages and 1 community) and 中站区."""
    province = Province.objects.create(code="41", name="河南省", official_name="河南省")
    city = City.objects.create(code="4108", name="焦作市", official_name="焦作市", province=province)
    county = County.objects.create(code="410871", name="示范区", official_name="焦作城乡一体化示范区", city=city)
    neighbour = County.objects.create(code="410803", name="中站区", official_name="中站区", city=city)
    made = Place(
        province, city, county,
        wenchang=township("410871062", "文昌街道", "street", county),
        ningguo=township("410871101", "宁郭镇", "town", county),
        liwan=township("410871060", "李万街道", "street", county),
        neighbour=neighbour,
        zhuwang=township("410803002", "朱村街道", "street", neighbour),
    )  # fmt: skip
    area = Area.objects.create(township=made.wenchang, name="第一管区", order=1)
    for number, name in ((201, "辛庄村"), (202, "姚郭庄村")):
        unit(made.wenchang, number, name, area=area)
    for number, name in ((200, "金炉村"), (203, "杨庄村")):
        unit(made.wenchang, number, name)
    for number, name in ((200, "宁郭村"), (203, "邱庄村"), (204, "东尚村")):
        unit(made.ningguo, number, name)
    for number, name in ((201, "秦屯村"), (202, "耿作村")):
        unit(made.liwan, number, name)
    unit(made.liwan, 1, "韩愈路社区")
    unit(made.zhuwang, 200, "朱村")
    return made


def township(code: str, name: str, kind: str, county: County) -> Township:
    return Township.objects.create(code=code, name=name, official_name=name, kind=kind, county=county)


def unit(of: Township, number: int, name: str, area: Area | None = None) -> Village:
    """A unit whose kind follows from its number: up to 199 a community, from 200 a village."""
    kind = Kind.VILLAGE if number >= 200 else Kind.COMMUNITY
    return Village.objects.create(
        code=f"{of.code}{number:03}",
        name=name,
        official_name=name,
        township=of,
        kind=kind,
        rated_as=kind,
        area=area,
    )


@dataclass
class Cast:
    """Seats, by name. ``seat.officer`` signs in with PASSWORD."""

    ying: Seat
    yang: Seat
    lei: Seat
    shen: Seat
    eve: Seat
    wen: Seat
    han: Seat
    zhou: Seat
    nora: Seat
    admin: Seat


def seat(username: str, name: str, role: str = "", of=None, **officer) -> Seat:
    """An officer with one post (none without a role), seen from that post."""
    person = Officer.objects.create_user(username, password=PASSWORD, name=name, **officer)
    if not role:
        return Seat(officer=person)
    Post.objects.create(officer=person, role=role, **{of._meta.model_name: of})
    posts = tuple(person.posts.with_place())
    return Seat(officer=person, post=posts[0], posts=posts)


def cast(at: Place) -> Cast:
    return Cast(
        ying=seat("ying", "应敏", Role.COUNTY_OFFICE, at.county),
        yang=seat("yang", "杨帆", Role.COUNTY_OFFICE, at.county),
        lei=seat("lei", "雷明", Role.COUNTY_LEADER, at.county),
        shen=seat("shen", "沈青", Role.TASK_FORCE, at.county),
        eve=seat("eve", "伊芳", Role.TOWNSHIP_ORGANIZER, at.wenchang),
        wen=seat("wen", "温平", Role.TOWNSHIP_ORGANIZER, at.ningguo),
        han=seat("han", "韩松", Role.CITY_LEADER, at.city),
        zhou=seat("zhou", "周宁", Role.COUNTY_OFFICE, at.neighbour),
        nora=seat("nora", "农拉"),
        admin=seat("admin", "管理员", Role.ADMINISTRATOR, at.province, is_staff=True, is_superuser=True),
    )


def settings(year: int, **changed) -> dict:
    """A campaign's dates around today: planning since a month, plans due in twelve days; a year in all, so that a day
    without a year lies in it once."""
    today = timezone.localdate()
    return {
        "planning_from": today - datetime.timedelta(days=30),
        "plan_due": today + datetime.timedelta(days=12),
        "assessment_on": today + datetime.timedelta(days=160),
        "rating_due": today + datetime.timedelta(days=334),
        "budget": 500,
        "rate": 2,
        "winning": "required",
        "points_needed": 80,
        "rhythm": "week",
        "rhythm_days": 7,
        "visits_a_month": 1,
    } | changed


def campaign(at: Place, people: Cast, county: County | None = None) -> Campaign:
    """This year's campaign, and last year's with stars of its own, approved, so that double counting shows."""
    county = county or at.county
    office = people.ying if county == at.county else people.zhou
    year = timezone.localdate().year
    for each in (year - 1, year):
        open_campaign(by=office, county=county, year=each, standard=STANDARD, settings=settings(each))
    last = Campaign.objects.get(county=county, year=year - 1)
    if county == at.county:
        mark(people.eve, last, {"410871062201": "industry safety", "410871062202": "civility"})
        submit_plans(by=people.eve, campaign=last, codes=["410871062201", "410871062202"])
        approve(people.ying, last, "410871062201", "410871062202")
        StarPost.objects.create(
            star=Campaign.objects.get(county=county, year=year).stars.get(kind="village", code="ecology"),
            post=people.shen.post,
        )
    Campaign.objects.filter(pk=last.pk).update(phase="closed")
    return Campaign.objects.for_page().get(county=county, year=year)


def plan(of: Campaign, code: str) -> Plan:
    return Plan.objects.for_list().select_related("campaign").get(campaign=of, village=code)


def row(of: Campaign, code: str, stars: str = "", **changed) -> MarkSheet:
    """A row as the form gives it, with the version of now."""
    found = plan(of, code)
    return MarkSheet(**({"code": code, "version": found.version, "targets": frozenset(stars.split())} | changed))


def mark(by: Seat, of: Campaign, stars: dict[str, str]):
    """Mark units: ``{"410871062201": "industry safety"}``; the word ``none`` is the choice of no target."""
    return save_marks(
        by=by,
        campaign=of,
        rows=[
            row(of, code, no_target=True, no_target_reason="集中整改") if words == "none" else row(of, code, words)
            for code, words in stars.items()
        ],
    )


def submit(by: Seat, of: Campaign, *codes: str):
    return submit_plans(by=by, campaign=of, codes=codes)


def seen(of: Campaign, *codes: str) -> dict[str, int]:
    """Versions as an office sees them now."""
    return dict(of.plans.filter(village__in=codes).values_list("village", "version"))


def approve(by: Seat, of: Campaign, *codes: str):
    return approve_plans(by=by, campaign=of, seen=seen(of, *codes))


def _working_standard() -> Standard:
    """A standard with enough tasks to work on: parts of a task, one that is not required, points."""
    village = [
        ("branch", 1, 50, {}), ("branch", 2, 50, {}),
        ("industry", 1, 40, {}), ("industry", 2, 40, {}), ("industry", 3, 20, {"is_required": False}),
        ("ecology", 1, 50, {"weeks_before": 8}), ("ecology", 2, 50, {}),
        ("ecology", 3, 0, {"parent": 2}), ("ecology", 4, 0, {"parent": 2}),
        ("safety", 1, 100, {}), ("civility", 1, 100, {}),
    ]  # fmt: skip
    lines = [
        TaskLine(kind=Kind.VILLAGE, star=star, number=number, title=f"{star}任务{number}", points=points, **more)
        for star, number, points, more in village
    ]
    lines += [
        TaskLine(kind=Kind.COMMUNITY, star=code, number=1, title=f"{name}任务", points=100)
        for code, name in COMMUNITY_STARS
    ]
    return replace(STANDARD, tasks=tuple(lines))


def working(at: Place, people: Cast) -> Campaign:
    """A county at work on approved plans, and the year before with a ledger of its own.

    文昌's 辛庄村 wins 产业兴旺 (3 tasks) and 生态宜居 (1 and 2 parts), 姚郭庄村 keeps 生态宜居, 金炉村 wins 平安法治;
    宁郭's 宁郭村 wins 生态宜居. Shen acts on 生态宜居.
    """
    year = timezone.localdate().year
    for each in (year - 1, year):
        open_campaign(
            by=people.ying, county=at.county, year=each, standard=_working_standard(),
            settings=settings(each, assessment_on=timezone.localdate() + datetime.timedelta(weeks=20)),
        )  # fmt: skip
        of = Campaign.objects.for_page().get(county=at.county, year=each)
        if each == year:
            record_held(by=people.ying, campaign=of, held=[("410871062202", frozenset({"ecology"}))])
        eves = {"410871062201": "industry ecology", "410871062202": "ecology", "410871062200": "safety"}
        wens = {"410871101200": "ecology"}
        for seat_, rows in ((people.eve, eves), (people.wen, wens)):
            mark(seat_, of, rows)
            submit(seat_, of, *rows)
            approve(people.ying, of, *rows)
    StarPost.objects.create(star=of.stars.get(kind="village", code="ecology"), post=people.shen.post)
    Campaign.objects.filter(pk=of.pk).update(phase="creating")
    Campaign.objects.filter(county=at.county, year=year - 1).update(phase="closed")
    return Campaign.objects.for_page().get(pk=of.pk)


def rows(of: Campaign, code: str = "", star: str = ""):
    """Rows of the ledger at a place, of a star, in the order of the list."""
    found = UnitTask.objects.at(of, code or of.county_id).for_list()
    return list(found.filter(task__star__code=star) if star else found)


def row_versions(*of: UnitTask) -> dict[int, int]:
    """Versions as a page shows them now."""
    return dict(UnitTask.objects.filter(pk__in=[each.pk for each in of]).values_list("pk", "version"))


PUBLISHED_UNITS = {
    ("410871060", "李万街道", "street"): (9, 2),
    ("410871061", "文苑街道", "street"): (12, 2),
    ("410871062", "文昌街道", "street"): (36, 0),
    ("410871100", "阳庙镇", "town"): (15, 0),
    ("410871101", "宁郭镇", "town"): (18, 0),
    ("410871203", "苏家作乡", "xiang"): (14, 0),
}


def published(at: Place, people: Cast) -> Campaign:
    """The county of the published plan of 2022: six townships, 104 villages and 4 communities; no figures yet."""
    for (code, name, kind), (villages, communities) in PUBLISHED_UNITS.items():
        of = Township.objects.filter(code=code).first() or township(code, name, kind, at.county)
        for first, wanted in ((200, villages), (1, communities)):
            known = set(of.villages.filter(kind=Kind.VILLAGE if first == 200 else Kind.COMMUNITY).values_list("code"))
            free = (number for number in range(first, first + 199) if (f"{code}{number:03}",) not in known)
            for _ in range(wanted - len(known)):
                number = next(free)
                unit(of, number, f"{name}{number}号村" if first == 200 else f"{name}{number}号社区")
    year = timezone.localdate().year
    open_campaign(by=people.ying, county=at.county, year=year, standard=STANDARD, settings=settings(year))
    return Campaign.objects.for_page().get(county=at.county, year=year)

"""Whose plans a seat sees, enters and decides; what a role may do with which place."""

import pytest

from campaigns import access
from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Campaign, stars_of
from tests import make
from tests.snapshot import kept
from villages.access import NOBODY, Seat
from villages.choices import Role
from villages.models import Officer, Post

WENCHANG = {"410871062200", "410871062201", "410871062202", "410871062203"}
NINGGUO = {"410871101200", "410871101203", "410871101204"}
LIWAN = {"410871060001", "410871060201", "410871060202"}
COUNTY, ZHUWANG, NONE = WENCHANG | NINGGUO | LIWAN, {"410803002200"}, set()

# What each of the cast sees, enters and decides of all plans there are.
PLANS = {
    "eve": (WENCHANG, WENCHANG, NONE),
    "wen": (NINGGUO, NINGGUO, NONE),
    "ying": (COUNTY, COUNTY, COUNTY),
    "zhou": (ZHUWANG, ZHUWANG, ZHUWANG),
    "lei": (COUNTY, NONE, NONE),
    "shen": (COUNTY, NONE, NONE),
    "han": (COUNTY | ZHUWANG, NONE, NONE),
    "pan": (COUNTY | ZHUWANG, NONE, NONE),
    "admin": (COUNTY | ZHUWANG, NONE, NONE),
    "nora": (NONE, NONE, NONE),
    "nobody": (NONE, NONE, NONE),
    "first": (COUNTY | ZHUWANG, NONE, NONE),
}


@pytest.fixture
@kept
def people(place, cast, campaign) -> dict[str, Seat]:
    """The cast, a province leader, nobody, and a superuser without a post; and a campaign next door."""
    make.campaign(place, cast, place.neighbour)
    first = Seat(officer=Officer.objects.create_superuser("first", password=make.PASSWORD, name="第一人"))
    pan = make.seat("pan", "潘省", Role.PROVINCE_LEADER, place.province)
    return vars(cast) | {"pan": pan, "nobody": NOBODY, "first": first}


def units(plans) -> set[str]:
    """Units of this year's and last year's plans, each twice or not at all."""
    found = list(plans.values_list("village", flat=True))
    assert sorted(found) == sorted([*set(found), *set(found)])
    return set(found)


@pytest.mark.parametrize("name", PLANS)
def test_everyone_sees_enters_and_decides_their_own(people, name):
    seat = people[name]
    whose = [Plan.objects.visible_to(seat), Plan.objects.editable_by(seat), Plan.objects.decided_by(seat)]
    assert tuple(map(units, whose)) == PLANS[name]


def test_every_role_is_in_the_table(people):
    assert {people[name].role for name in PLANS} == {*Role.values, ""}


@pytest.mark.parametrize("name", PLANS)
def test_everyone_sees_the_campaigns_of_their_counties(people, name):
    counties = {"410871", "410803"}
    if name in ("eve", "wen", "ying", "lei", "shen"):
        counties = {"410871"}
    elif name == "zhou":
        counties = {"410803"}
    elif name in ("nora", "nobody"):
        counties = set()
    assert set(Campaign.objects.visible_to(people[name]).values_list("county", flat=True)) == counties


YES = {
    "runs": {"ying"},
    "enters": {"ying", "eve"},
    "reads_county": {"ying", "lei", "shen", "han", "pan", "admin"},
}


@pytest.mark.parametrize("name", PLANS)
def test_who_runs_the_county_enters_for_wenchang_and_reads_the_county(people, place, name):
    seat = people[name]
    may = {
        "runs": access.runs(seat, place.county),
        "enters": access.enters(seat, place.wenchang),
        "reads_county": access.reads_county(seat, place.county),
    }
    assert may == {what: name in who for what, who in YES.items()}


@pytest.mark.parametrize("name", PLANS)
def test_who_sees_findings_before_they_are_confirmed(people, name):
    assert access.sees_open_findings(people[name]) is (name in ("ying", "zhou", "eve", "wen"))


def test_a_task_force_acts_on_its_stars_of_one_campaign(people, campaign):
    assert [star.code for star in stars_of(people["shen"], campaign)] == ["ecology"]
    last = Campaign.objects.get(county=campaign.county, year=campaign.year - 1)
    assert stars_of(people["shen"], last) == []
    assert stars_of(people["ying"], campaign) == []


def test_two_posts_are_two_seats(people, place):
    """What Eve may do in 宁郭 she may not do from her chair in 文昌."""
    eve = people["eve"].officer
    Post.objects.create(officer=eve, role=Role.TOWNSHIP_ORGANIZER, township=place.ningguo)
    posts = tuple(eve.posts.with_place())
    seats = [Seat(officer=eve, post=post, posts=posts) for post in posts]
    assert [units(Plan.objects.editable_by(seat)) for seat in seats] == [WENCHANG, NINGGUO]
    assert [access.enters(seat, place.ningguo) for seat in seats] == [False, True]


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("41", COUNTY | ZHUWANG),
        ("4108", COUNTY | ZHUWANG),
        ("410871", COUNTY),
        ("410871062", WENCHANG),
        ("410871062201", {"410871062201"}),
        ("410872", NONE),
    ],
)
def test_plans_of_a_year_at_a_place(people, campaign, code, kept):
    found = Plan.objects.at(campaign.year, code)
    assert sorted(found.values_list("village", flat=True)) == sorted(kept)
    assert list(found.values_list("campaign__year", flat=True)) == [campaign.year] * len(kept)


def test_levels_count_this_years_stars_once(people, campaign, cast):
    make.mark(cast.eve, campaign, {"410871062201": "safety industry civility"})
    campaign.plans.get(village="410871062201").stars.filter(star__code="ecology").update(held=True)
    levels = Plan.objects.filter(village="410871062201").with_level().order_by("campaign__year")
    assert list(levels.values_list("level", "held_level")) == [(2, 0), (3, 1)]
    targeting = Plan.objects.targeting("civility").order_by("campaign__year")
    assert list(targeting.values_list("campaign__year", "village")) == [
        (campaign.year - 1, "410871062202"),
        (campaign.year, "410871062201"),
    ]

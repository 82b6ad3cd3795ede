"""Who sits where, and what may be seen from there: every role against every level."""

import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests import make
from villages.access import NOBODY, Seat
from villages.choices import Role
from villages.middleware import SESSION_KEY, seat_of
from villages.models import City, County, Officer, Post, Province, Township, Village

PLACES = (Province, City, County, Township, Village)
WENCHANG = ["410871062200", "410871062201", "410871062202", "410871062203"]
COUNTY = ["410871060001", "410871060201", "410871060202", *WENCHANG, "410871101200", "410871101203", "410871101204"]
NEIGHBOUR = ["410803002200"]
FAR = ["411321001200"]
UP_TO = {"province": ["41"], "city": ["4108"], "county": ["410871"]}

# What each of the cast sees of provinces, cities, counties, townships and units: their own place, all that lies in
# it, and the places that it lies in.
SEEN = {
    "nora": ([], [], [], [], []),
    "eve": (["41"], ["4108"], ["410871"], ["410871062"], WENCHANG),
    "wen": (["41"], ["4108"], ["410871"], ["410871101"], ["410871101200", "410871101203", "410871101204"]),
    "ying": (["41"], ["4108"], ["410871"], ["410871060", "410871062", "410871101"], COUNTY),
    "lei": (["41"], ["4108"], ["410871"], ["410871060", "410871062", "410871101"], COUNTY),
    "shen": (["41"], ["4108"], ["410871"], ["410871060", "410871062", "410871101"], COUNTY),
    "zhou": (["41"], ["4108"], ["410803"], ["410803002"], NEIGHBOUR),
    "han": (
        ["41"],
        ["4108"],
        ["410803", "410871"],
        ["410803002", "410871060", "410871062", "410871101"],
        sorted(NEIGHBOUR + COUNTY),
    ),
    "pan": (
        ["41"],
        ["4108", "4113"],
        ["410803", "410871", "411321"],
        ["410803002", "410871060", "410871062", "410871101", "411321001"],
        sorted(NEIGHBOUR + COUNTY + FAR),
    ),
}
SEEN["admin"] = SEEN["pan"]


@pytest.fixture
def people(place, cast) -> dict[str, Seat]:
    """The cast, a province leader, and a county far away in another city."""
    far = County.objects.create(
        code="411321", name="南召县", official_name="南召县",
        city=City.objects.create(code="4113", name="南阳市", official_name="南阳市", province=place.province),
    )  # fmt: skip
    make.unit(make.township("411321001", "城关镇", "town", far), 200, "小店村")
    Province.objects.create(code="42", name="湖北省", official_name="湖北省")
    return vars(cast) | {"pan": make.seat("pan", "潘省", Role.PROVINCE_LEADER, place.province)}


def codes(places) -> list[str]:
    return sorted(places.values_list("code", flat=True))


@pytest.mark.parametrize("name", SEEN)
def test_everyone_sees_their_own_places(people, name):
    assert tuple(codes(model.objects.visible_to(people[name])) for model in PLACES) == SEEN[name]


def test_every_role_is_in_the_table(people):
    assert {people[name].role for name in SEEN} == {*Role.values, ""}


def test_nobody_sees_nothing(people):
    assert [codes(model.objects.visible_to(NOBODY)) for model in PLACES] == [[]] * 5
    assert (NOBODY.role, NOBODY.place, NOBODY.level, NOBODY.title) == ("", None, "", "")


def test_the_first_superuser_of_an_installation_sees_all(people):
    first = Seat(officer=Officer.objects.create_superuser("first", password=make.PASSWORD, name="第一人"))
    assert [model.objects.visible_to(first).count() for model in PLACES] == [2, 2, 3, 5, 12]
    assert (first.role, first.title, first.reaches(Province.objects.first())) == ("", "第一人", False)


def test_a_superuser_in_a_post_sees_what_the_post_sees(people, place):
    officer = Officer.objects.create_superuser("first", password=make.PASSWORD, name="第一人")
    Post.objects.create(officer=officer, role=Role.TOWNSHIP_ORGANIZER, township=place.wenchang)
    post = officer.posts.with_place().get()
    assert codes(Village.objects.visible_to(Seat(officer=officer, post=post, posts=(post,)))) == WENCHANG


@pytest.mark.parametrize("name", SEEN)
def test_a_seat_reaches_what_lies_in_its_place(people, name):
    """One place at a time, without the database, to the same end as the filters."""
    seat = people[name]
    own = len(seat.place.code) if seat.place else 0
    for model in PLACES:
        reached = sorted(each.code for each in model.objects.all() if seat.reaches(each))
        inside = [code for code in SEEN[name][PLACES.index(model)] if own and len(code) >= own]
        assert reached == inside


def test_the_places_that_a_seat_lies_in(people):
    levels = ("province", "city", "county", "township")
    seats = {"eve": 4, "ying": 3, "han": 2, "pan": 1, "nora": 0}
    for name, deep in seats.items():
        found = [getattr(people[name].ancestor(level), "code", None) for level in levels]
        assert found == ["41", "4108", "410871", "410871062"][:deep] + [None] * (4 - deep)
    assert [people[name].level for name in seats] == ["township", "county", "city", "province", ""]


def test_a_seat_sits_in_its_own_place_only(people, place):
    assert people["eve"].sits_in(place.wenchang)
    assert not people["eve"].sits_in(place.ningguo)
    assert not people["ying"].sits_in(place.wenchang)
    assert not people["nora"].sits_in(place.wenchang)
    assert people["eve"].holds(Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE)
    assert not people["eve"].holds(Role.COUNTY_OFFICE)
    assert not people["nora"].holds(*Role.values)


def test_places_are_found_within_reach_only(people):
    assert codes(Village.objects.visible_to(people["eve"]).search("村")) == WENCHANG
    assert codes(Village.objects.visible_to(people["eve"]).search("410871101")) == []


# From the session to the seat --------------------------------------------------------------------------------


def asking(officer, chosen=None) -> SimpleNamespace:
    return SimpleNamespace(user=officer, session={SESSION_KEY: chosen} if chosen else {})


def test_a_stranger_has_no_seat():
    assert seat_of(asking(AnonymousUser())) == NOBODY


def test_who_has_several_posts_sits_in_the_chosen_one(people, place):
    eve = people["eve"].officer
    second = Post.objects.create(officer=eve, role=Role.TOWNSHIP_ORGANIZER, township=place.ningguo)
    stranger = people["wen"].post
    assert seat_of(asking(eve)).place == place.wenchang
    assert seat_of(asking(eve, second.pk)).place == place.ningguo
    assert seat_of(asking(eve, stranger.pk)).place == place.wenchang
    assert [post.place for post in seat_of(asking(eve)).posts] == [place.wenchang, place.ningguo]


TODAY = datetime.date(2026, 5, 4)


@pytest.mark.parametrize(
    ("ended_on", "is_held"),
    [(None, True), (TODAY - datetime.timedelta(1), False), (TODAY, False), (datetime.date(2026, 5, 5), True)],
)
def test_a_post_that_has_ended_opens_no_door(people, ended_on, is_held):
    eve = people["eve"].officer
    eve.posts.update(ended_on=ended_on)
    # Early in the morning in Shanghai it is still the day before in Greenwich.
    with time_machine.travel(datetime.datetime(2026, 5, 4, 1, tzinfo=timezone.get_default_timezone()), tick=False):
        seat = seat_of(asking(eve))
        assert bool(seat.post) is is_held
        assert codes(Village.objects.visible_to(seat)) == (WENCHANG if is_held else [])


def test_reading_the_seat_costs_one_query(people, django_assert_num_queries):
    with django_assert_num_queries(1):
        seat = seat_of(asking(people["eve"].officer))
        assert seat.ancestor("province").name == "河南省"
        assert seat.title == "文昌街道组织委员（党建办）"


LEVEL_OF = {
    Role.PROVINCE_LEADER: ["province"],
    Role.CITY_LEADER: ["city"],
    Role.COUNTY_OFFICE: ["county"],
    Role.COUNTY_LEADER: ["county"],
    Role.TASK_FORCE: ["county"],
    Role.TOWNSHIP_ORGANIZER: ["township"],
    Role.ADMINISTRATOR: ["province", "city", "county"],
}


@pytest.mark.parametrize("role", Role)
def test_a_post_names_one_place_of_the_level_of_its_role(people, place, role):
    levels = {"province": place.province, "city": place.city, "county": place.county, "township": place.wenchang}

    def fits(**named) -> bool:
        try:
            with transaction.atomic():
                Post.objects.create(officer=people["nora"].officer, role=role, **named)
        except IntegrityError:
            return False
        return True

    assert [level for level, at in levels.items() if fits(**{level: at})] == LEVEL_OF[role]
    assert not fits()
    assert not fits(county=place.county, township=place.wenchang)
    assert not fits(province=place.province, city=place.city)

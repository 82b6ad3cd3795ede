"""Accounts: names and first passwords, who looks after whose, signing in, and passing posts on."""

import datetime
import re

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import check_password
from django.utils import timezone, translation

from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from tests import make
from villages.access import STAFF, Seat, looks_after, staffs, unlocks
from villages.accounts import AccountState, given_password, locked_names, proposed_name, state_of
from villages.actions import (
    NewPerson,
    change_own_password,
    edit_account,
    edit_post,
    give_post,
    open_account,
    open_accounts,
    reset_password,
    unlock_sign_in,
)
from villages.choices import Role
from villages.models import Officer, Post

pytestmark = pytest.mark.django_db
NEW = "a-new-password-of-somebody"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def keeper(place) -> Seat:
    """The administrator of the county's records."""
    return make.seat("keeper", "管敏", Role.ADMINISTRATOR, place.county, is_staff=True)


def fresh(seat: Seat) -> Officer:
    return Officer.objects.get(pk=seat.officer.pk)


def last() -> ChangeSet:
    return ChangeSet.objects.order_by("-pk").first()


# Names and passwords -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "taken", "proposed"),
    [
        ("伊芳", (), "yifang"),
        ("伊芳", ("yifang",), "yifang2"),
        ("伊芳", ("yifang", "yifang2", "yifang3"), "yifang4"),
        ("吕梁", (), "lvliang"),
        # As a family name the character is read otherwise than elsewhere.
        ("单立人", (), "shanliren"),
        ("查明", (), "zhaming"),
        ("王查", (), "wangcha"),
        ("仇和", (), "qiuhe"),
        ("曾国", (), "zengguo"),
        ("尉迟恭", (), "yuchigong"),
        ("买买提·江", (), "maimaitijiang"),
        ("Anna", (), "anna"),
        ("·", (), "officer"),
    ],
)
def test_names_to_sign_in_with_are_proposed(name, taken, proposed):
    assert proposed_name(name, taken) == proposed


def test_a_given_password_can_be_read_off_paper():
    passwords = {given_password(token, name) for token in ("a", "b") for name in ("eve", "wen")}
    assert len(passwords) == 4
    assert all(re.fullmatch("([a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}", password) for password in passwords)


def test_a_given_password_follows_from_the_form_and_the_installation_s_key(settings):
    password = given_password("token", "eve")
    assert given_password("token", "eve") == password
    settings.SECRET_KEY = "another installation's"
    assert given_password("token", "eve") != password


# What an office should know of an account --------------------------------------------------------------------

NOW = datetime.datetime(2026, 6, 2, 8, tzinfo=datetime.UTC)
DAYS = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("last_login", "account", "state"),
    [
        (None, {}, AccountState.NEW),
        (None, {"must_change_password": True}, AccountState.NEW),
        (None, {"date_joined": NOW - 90 * DAYS}, AccountState.UNUSED),
        (NOW, {}, AccountState.IN_USE),
        (NOW, {"must_change_password": True}, AccountState.GIVEN),
        (NOW - 89 * DAYS, {}, AccountState.IN_USE),
        (NOW - 90 * DAYS, {}, AccountState.UNUSED),
        (NOW, {"username": "locked"}, AccountState.LOCKED),
        (NOW, {"username": "locked", "is_active": False}, AccountState.SUSPENDED),
    ],
)
def test_the_state_of_an_account(last_login, account, state):
    officer = Officer(**{"username": "eve", "date_joined": NOW - 10 * DAYS, "last_login": last_login} | account)
    assert state_of(officer, {"locked"}, NOW) == state


def test_states_have_words_and_tones_that_blame_nobody():
    assert {state: state.tone for state in AccountState if state.tone == "late"} == {AccountState.LOCKED: "late"}
    assert [str(state.label) for state in AccountState] == [
        "sign-in locked", "suspended", "not signed in yet", "own password still to be set", "not used for 90 days",
        "in use",
    ]  # fmt: skip


def guess(client, username: str, times: int, address: str = "10.0.0.1") -> None:
    for _each in range(times):
        client.post("/sign-in/", {"username": username, "password": "wrong"}, REMOTE_ADDR=address)


def test_a_sign_in_is_locked_where_it_is_locked(client, cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    guess(client, "eve", 5)
    guess(client, "wen", 4)
    guess(client, "wen", 4, "10.0.0.2")
    assert locked_names(["eve", "wen", "nobody"]) == {"eve"}
    assert locked_names(["wen"]) == set()
    time_machine.move_to(NOW + datetime.timedelta(minutes=15, seconds=1), tick=False)
    assert locked_names(["eve"]) == set()


# Who looks after whom ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "given"),
    [
        ("ying", {Role.COUNTY_LEADER, Role.TASK_FORCE, Role.TOWNSHIP_ORGANIZER}),
        ("keeper", {*STAFF, Role.COUNTY_OFFICE, Role.ADMINISTRATOR}),
        ("admin", {*STAFF, Role.COUNTY_OFFICE, Role.ADMINISTRATOR}),
        ("zhou", set()),
        ("lei", set()),
        ("shen", set()),
        ("eve", set()),
        ("han", set()),
        ("nora", set()),
    ],
)
def test_who_gives_which_posts(cast, place, keeper, who, given):
    seat = keeper if who == "keeper" else getattr(cast, who)
    roles = {role: place.wenchang if role == Role.TOWNSHIP_ORGANIZER else place.county for role in (*STAFF, *given)}
    allowed = set()
    for number, (role, at) in enumerate(roles.items()):
        person = NewPerson("新人", f"new{number}", NEW, role, at)
        assert staffs(seat, at, role) is (role in given)
        if role in given:
            assert open_accounts(by=seat, people=[person]).pk
            allowed.add(role)
        else:
            with pytest.raises(Refused, match="at places in reach"):
                open_accounts(by=seat, people=[person])
    assert allowed == given
    assert Officer.objects.filter(username__startswith="new").count() == len(given)


def test_an_office_makes_no_colleagues_and_no_administrators(cast, place):
    for role in (Role.COUNTY_OFFICE, Role.ADMINISTRATOR):
        with pytest.raises(Refused):
            open_accounts(by=cast.ying, people=[NewPerson("新人", "new", NEW, role, place.county)])
        with pytest.raises(Refused):
            give_post(by=cast.ying, post=Post(officer=cast.eve.officer, role=role, county=place.county))
    with pytest.raises(Refused):
        edit_post(by=cast.ying, post=cast.yang.post, version=1, values={"ended_on": timezone.localdate()})


# (whose password, who may reset it; who may unlock it)
KEPT = {
    "eve": ("ying yang keeper admin", "ying yang keeper admin"),
    "lei": ("ying yang keeper admin", "ying yang keeper admin"),
    "shen": ("ying yang keeper admin", "ying yang keeper admin"),
    "ying": ("keeper admin", "ying yang keeper admin"),
    "keeper": ("admin", "ying yang keeper admin"),
    "zhou": ("admin", "zhou admin"),
    "han": ("admin", "admin"),
    "nora": ("", ""),
    "admin": ("", "admin"),
}


@pytest.mark.parametrize("whose", KEPT)
def test_who_looks_after_whose_account(cast, keeper, whose):
    seats = vars(cast) | {"keeper": keeper}
    officer = seats[whose].officer
    posts = list(officer.posts.held().with_place())
    assert (
        " ".join(name for name, seat in seats.items() if looks_after(seat, officer, posts)),
        " ".join(name for name, seat in seats.items() if unlocks(seat, posts)),
    ) == tuple(" ".join(name for name in seats if name in names.split()) for names in KEPT[whose])


def test_an_account_with_a_post_out_of_reach_is_not_reset(cast, place):
    Post.objects.create(officer=cast.eve.officer, role=Role.TOWNSHIP_ORGANIZER, township=place.zhuwang)
    with pytest.raises(Refused, match="resets this password"):
        reset_password(by=cast.ying, officer=fresh(cast.eve), password=NEW)
    assert unlock_sign_in(by=cast.ying, officer=fresh(cast.eve)).pk
    with pytest.raises(Refused, match="unlocks this sign-in"):
        unlock_sign_in(by=cast.ying, officer=fresh(cast.han))


def test_only_an_installation_s_administrator_resets_another_one_s(cast, place, keeper):
    chief = make.seat("chief", "总管", Role.ADMINISTRATOR, place.county, is_superuser=True)
    with pytest.raises(Refused):
        reset_password(by=keeper, officer=chief.officer, password=NEW)
    assert reset_password(by=cast.admin, officer=chief.officer, password=NEW).pk


# The deeds ---------------------------------------------------------------------------------------------------


def test_accounts_are_opened_all_or_none(cast, place):
    people = [
        NewPerson("张红", "zhanghong", NEW, Role.TOWNSHIP_ORGANIZER, place.wenchang, "组织委员", "13812345678"),
        NewPerson("李明", "liming", NEW, Role.TOWNSHIP_ORGANIZER, place.ningguo),
    ]
    done = open_accounts(by=cast.ying, people=people)
    assert (done.place, done.changes.count()) == (place.county.pk, 4)
    officer = Officer.objects.get(username="zhanghong")
    assert (officer.must_change_password, check_password(NEW, officer.password)) == (True, True)
    assert [str(post) for post in officer.posts.with_place()] == ["文昌街道组织委员"]
    more = NewPerson("王芳", "wangfang", NEW, Role.TOWNSHIP_ORGANIZER, place.liwan)
    with pytest.raises(Refused, match="already exists"):
        open_accounts(by=cast.ying, people=[more, people[0]])
    assert not Officer.objects.filter(username="wangfang").exists()


def test_a_password_given_by_somebody_else_must_be_changed(cast, keeper, place):
    open_account(
        by=keeper, officer=Officer(username="xin", name="新人"), password=NEW,
        post=Post(role=Role.TOWNSHIP_ORGANIZER, township=place.wenchang),
    )  # fmt: skip
    edit_account(by=keeper, officer=fresh(cast.eve), values={}, password=NEW)
    edit_account(by=cast.admin, officer=fresh(cast.wen), values={"name": "温平平"})
    given = Officer.objects.filter(must_change_password=True).values_list("username", flat=True)
    assert sorted(given) == ["eve", "xin"]


def test_the_own_password_is_one_s_own(cast):
    Officer.objects.update(must_change_password=True)
    done = change_own_password(by=cast.eve, password=NEW)
    assert (check_password(NEW, fresh(cast.eve).password), fresh(cast.eve).must_change_password) == (True, False)
    (change,) = done.changes.all()
    assert (change.name, change.before, change.after) == (
        "伊芳", {"password": "", "must_change_password": True}, {"password": "", "must_change_password": False},
    )  # fmt: skip
    assert (done.place, done.by) == ("", cast.eve.officer)
    assert check_password(make.PASSWORD, fresh(cast.wen).password)


def test_a_reset_unlocks_and_stands_in_the_log_of_the_post_without_the_password(client, cast):
    guess(client, "eve", 5)
    done = reset_password(by=cast.ying, officer=fresh(cast.eve), password=NEW)
    eve = fresh(cast.eve)
    assert (check_password(NEW, eve.password), eve.must_change_password, eve.unlocked_at) == (True, True, done.at)
    assert locked_names(["eve"]) == set()
    (change,) = done.changes.all()
    assert (done.place, change.place, change.name) == ("410871062", "410871062", "伊芳")
    assert change.after == {"password": "", "must_change_password": True, "unlocked_at": str(done.at)}
    assert NEW not in str(vars(done))


def test_an_unlocked_sign_in_opens_and_says_who_opened_it(client, cast):
    guess(client, "eve", 5)
    right = {"username": "eve", "password": make.PASSWORD}
    assert client.post("/sign-in/", right, REMOTE_ADDR="10.0.0.1").status_code == 429
    done = unlock_sign_in(by=cast.yang, officer=fresh(cast.eve))
    assert (done.by, done.place, done.deed) == (cast.yang.officer, "410871062", "unlock_sign_in")
    assert AccessAttempt.objects.count() == 0
    assert client.post("/sign-in/", right, REMOTE_ADDR="10.0.0.1").status_code == 302


def test_a_post_is_given_to_people_who_are_known_here(cast, place):
    assert give_post(
        by=cast.ying, post=Post(officer=cast.eve.officer, role=Role.TOWNSHIP_ORGANIZER, township=place.ningguo)
    ).pk
    for stranger in (cast.zhou.officer, cast.nora.officer):
        with pytest.raises(Refused, match="holds no post in your range"):
            give_post(by=cast.ying, post=Post(officer=stranger, role=Role.TASK_FORCE, county=place.county))
    edit_post(by=cast.ying, post=cast.wen.post, version=1, values={"ended_on": timezone.localdate()})
    assert give_post(by=cast.ying, post=Post(officer=cast.wen.officer, role=Role.TASK_FORCE, county=place.county)).pk


def test_an_office_ends_posts_of_its_own_county_only(cast):
    today = timezone.localdate()
    with pytest.raises(Stale):
        edit_post(by=cast.ying, post=cast.eve.post, version=9, values={"ended_on": today})
    assert edit_post(by=cast.ying, post=cast.eve.post, version=1, values={"ended_on": today}).place == "410871062"
    with pytest.raises(Refused):
        edit_post(by=cast.zhou, post=cast.wen.post, version=1, values={"ended_on": today})


def test_a_second_click_opens_no_second_account(cast, place):
    person = NewPerson("张红", "zhanghong", NEW, Role.TOWNSHIP_ORGANIZER, place.wenchang)
    first = open_accounts(by=cast.ying, people=[person], token="one")
    assert open_accounts(by=cast.ying, people=[person], token="one") == first
    assert last() == first

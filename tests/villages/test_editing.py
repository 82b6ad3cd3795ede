"""Editing places and people: who may, what follows from it, and what the change log keeps."""

import datetime

import pytest
from django.contrib.auth.hashers import check_password
from django.utils import translation

from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import undo
from tests import make
from villages.access import Seat
from villages.actions import (
    delete_area,
    edit_account,
    edit_place,
    edit_post,
    give_post,
    open_account,
    save_area,
)
from villages.choices import Role
from villages.models import Area, Officer, Post, Township, Village, masked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def unit(place) -> Village:
    """秦屯村 in 李万街道, with the pinyin that its name gives."""
    Village.objects.filter(pk="410871060201").update(pinyin="qintuncun", initials="qtc")
    return Village.objects.get(pk="410871060201")


@pytest.fixture
def keeper(place) -> Seat:
    """The administrator of the county's records."""
    return make.seat("keeper", "管敏", Role.ADMINISTRATOR, place.county, is_staff=True)


def edit(unit: Village, by: Seat, **values) -> ChangeSet:
    return edit_place(by=by, place=Village.objects.get(pk=unit.pk), version=unit.version, values=values)


# Places -------------------------------------------------------------------------------------------------------


def test_an_edit_has_its_entry_in_the_change_log(unit, cast):
    changeset = edit(unit, cast.ying, rated_as="community", order=3)
    assert (changeset.deed, changeset.place, changeset.by) == ("edit_place", unit.pk, cast.ying.officer)
    assert [(change.before, change.after) for change in changeset.changes.all()] == [
        ({"rated_as": "village", "order": 0}, {"rated_as": "community", "order": 3})
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"name": "秦屯新村"}, ("秦屯新村", "qintunxincun", "qtxc")),
        ({"name": "秦屯新村", "pinyin": "qtx"}, ("秦屯新村", "qtx", "qtxc")),
        ({"pinyin": "qinzhuncun", "initials": "qzc"}, ("秦屯村", "qinzhuncun", "qzc")),
        ({"order": 5}, ("秦屯村", "qintuncun", "qtc")),
    ],
)
def test_pinyin_follows_the_name_unless_given(unit, cast, values, expected):
    edit(unit, cast.ying, **values)
    unit.refresh_from_db()
    assert (unit.name, unit.pinyin, unit.initials) == expected


def test_edited_pinyin_stays_until_it_is_emptied(unit, cast):
    edit(unit, cast.ying, pinyin="qinzhuncun")
    unit.refresh_from_db()
    edit(unit, cast.ying, name="秦屯新村")
    unit.refresh_from_db()
    assert unit.pinyin == "qinzhuncun"
    edit(unit, cast.ying, pinyin="")
    unit.refresh_from_db()
    assert unit.pinyin == "qintunxincun"


def test_an_edit_can_be_undone(unit, cast):
    changeset = edit(unit, cast.ying, name="秦屯新村")
    undo(changeset=changeset, by=cast.ying)
    unit.refresh_from_db()
    assert (unit.name, unit.pinyin, unit.initials) == ("秦屯村", "qintuncun", "qtc")


def test_what_somebody_else_changed_is_not_overwritten(unit, cast, keeper):
    edit(unit, cast.ying, order=1)
    with pytest.raises(Stale):
        edit(unit, keeper, order=2)
    assert Village.objects.get(pk=unit.pk).order == 1


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("ying", True),
        ("admin", True),
        ("yang", True),
        ("eve", False),
        ("lei", False),
        ("shen", False),
        ("han", False),
        ("zhou", False),
        ("nora", False),
    ],
)
def test_the_county_office_and_administrators_edit(unit, cast, who, may):
    if may:
        assert edit(unit, getattr(cast, who), name="秦屯新村").pk
    else:
        with pytest.raises(Refused, match="Only the administrator or the county office"):
            edit(unit, getattr(cast, who), name="秦屯新村")


def test_a_township_orders_its_own_units_and_no_more(cast, place):
    own = Village.objects.filter(township=place.wenchang).first()
    assert edit(own, cast.eve, order=4).pk
    with pytest.raises(Refused):
        edit(Village.objects.get(pk=own.pk), cast.eve, order=5, name="别名")
    with pytest.raises(Refused):
        edit(Village.objects.filter(township=place.ningguo).first(), cast.eve, order=4)


def test_a_unit_retires_with_a_successor(unit, cast):
    successor = Village.objects.get(pk="410871060202")
    edit(unit, cast.ying, retired_on=datetime.date(2022, 5, 1), successor=successor)
    unit.refresh_from_db()
    assert (unit.retired_on, unit.successor) == (datetime.date(2022, 5, 1), successor)


@pytest.mark.parametrize(
    ("successor", "retired_on", "told"),
    [
        ("410803002200", datetime.date(2022, 5, 1), "another county"),
        ("410871060201", datetime.date(2022, 5, 1), "its own successor"),
        ("410871060202", None, "Only a retired unit has a successor"),
    ],
)
def test_a_successor_must_fit(unit, cast, successor, retired_on, told):
    with pytest.raises(Refused, match=told):
        edit(unit, cast.ying, retired_on=retired_on, successor=Village.objects.get(pk=successor))


def test_a_successor_is_in_use(unit, cast):
    retired = Village.objects.get(pk="410871060202")
    edit(retired, cast.ying, retired_on=datetime.date(2022, 5, 1))
    retired.refresh_from_db()
    with pytest.raises(Refused, match="itself retired"):
        edit(unit, cast.ying, retired_on=datetime.date(2022, 5, 1), successor=retired)


def test_an_area_groups_units_of_its_own_township(unit, cast):
    with pytest.raises(Refused, match="another township"):
        edit(unit, cast.ying, area=Area.objects.get(name="第一管区"))


def test_the_kind_of_a_township_can_be_corrected(place, cast):
    edit_place(by=cast.ying, place=place.ningguo, version=1, values={"kind": "street"})
    assert Township.objects.get(pk=place.ningguo.pk).kind == "street"


def test_codes_and_official_names_are_not_edited(unit, cast):
    with pytest.raises(ValueError, match="official_name"):
        edit(unit, cast.ying, official_name="别名")


# Areas --------------------------------------------------------------------------------------------------------


def test_a_township_makes_renames_and_deletes_its_areas(place, cast):
    save_area(by=cast.eve, area=Area(township=place.wenchang), version=1, name="第二管区", order=2)
    area = Area.objects.get(name="第二管区")
    save_area(by=cast.eve, area=area, version=1, name="东片", order=3)
    assert (area.name, area.order, area.version) == ("东片", 3, 2)
    first = Area.objects.get(name="第一管区")
    changeset = delete_area(by=cast.eve, area=first)
    assert Village.objects.exclude(area=None).count() == 0
    assert [change.kind for change in changeset.changes.all()] == ["updated", "updated", "deleted"]


def test_areas_of_another_township_are_out_of_reach(place, cast):
    area = Area.objects.get(name="第一管区")
    for refused in (
        lambda: save_area(by=cast.wen, area=area, version=1, name="改", order=1),
        lambda: save_area(by=cast.wen, area=Area(township=place.wenchang), version=1, name="新", order=1),
        lambda: delete_area(by=cast.zhou, area=area),
    ):
        with pytest.raises(Refused):
            refused()


def test_two_areas_of_a_township_have_different_names(place, cast):
    with pytest.raises(Refused, match="already has an area of this name"):
        save_area(by=cast.eve, area=Area(township=place.wenchang), version=1, name="第一管区", order=9)


# People -------------------------------------------------------------------------------------------------------


def new_officer(by: Seat, **post) -> ChangeSet:
    return open_account(
        by=by,
        officer=Officer(username="xin", name="辛明", phone="13812345678"),
        password=make.PASSWORD,
        post=Post(**{"role": Role.TOWNSHIP_ORGANIZER} | post),
    )


def test_an_account_comes_with_a_post(place, keeper):
    changeset = new_officer(keeper, township=place.wenchang, title="党建办")
    officer = Officer.objects.get(username="xin")
    assert check_password(make.PASSWORD, officer.password)
    assert [str(post) for post in officer.posts.with_place()] == ["文昌街道党建办"]
    assert (changeset.place, changeset.changes.count()) == (place.wenchang.pk, 2)


def test_the_change_log_keeps_no_password_and_masks_the_phone(place, keeper):
    created = new_officer(keeper, township=place.wenchang).changes.first()
    assert (created.after["password"], created.after["phone"]) == ("", "138****5678")
    officer = Officer.objects.get(username="xin")
    changeset = edit_account(
        by=keeper, officer=officer, values={"phone": "13987654321"}, password="a-new-password-of-xin"
    )
    assert [(change.before, change.after) for change in changeset.changes.all()] == [
        ({"phone": "138****5678", "password": ""}, {"phone": "139****4321", "password": ""})
    ]
    assert check_password("a-new-password-of-xin", Officer.objects.get(username="xin").password)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812345678", "138****5678"), ("0391-3569000", "039****9000"), ("3569000", "****"), ("", "")],
)
def test_phones_are_masked(phone, shown):
    assert masked(phone) == shown


def test_only_administrators_and_the_county_office_give_accounts_and_posts(place, cast):
    for seat in (cast.zhou, cast.lei, cast.eve, cast.han, cast.nora):
        with pytest.raises(Refused, match="Only an administrator"):
            new_officer(seat, township=place.wenchang)


def test_posts_are_given_in_reach_only(place, keeper, cast):
    with pytest.raises(Refused, match="in reach"):
        new_officer(keeper, township=place.zhuwang)
    with pytest.raises(Refused, match="in reach"):
        give_post(by=keeper, post=Post(officer=cast.eve.officer, role=Role.CITY_LEADER, city=place.city))
    assert give_post(by=keeper, post=Post(officer=cast.eve.officer, role=Role.COUNTY_LEADER, county=place.county)).pk


def test_a_post_names_one_place_of_the_level_of_its_role(place, keeper):
    for places in ({}, {"township": place.wenchang, "county": place.county}, {"county": place.county}):
        with pytest.raises(Refused, match="A post names exactly one place"):
            new_officer(keeper, **places)
    assert Officer.objects.filter(username="xin").count() == 0


def test_a_post_ends(cast, keeper):
    changeset = edit_post(by=keeper, post=cast.eve.post, version=1, values={"ended_on": datetime.date(2022, 6, 1)})
    assert Post.objects.held().filter(officer=cast.eve.officer).count() == 0
    assert changeset.place == cast.eve.post.township_id


def test_a_post_elsewhere_is_out_of_reach(cast, keeper):
    with pytest.raises(Refused):
        edit_post(by=keeper, post=cast.zhou.post, version=1, values={"title": "改"})


def test_an_account_is_edited_by_who_reaches_all_its_posts(place, cast, keeper):
    assert edit_account(by=keeper, officer=cast.eve.officer, values={"name": "伊芳芳"}).pk
    Post.objects.create(officer=cast.eve.officer, role=Role.COUNTY_LEADER, county=place.neighbour)
    with pytest.raises(Refused, match="reaches all posts"):
        edit_account(by=keeper, officer=cast.eve.officer, values={"name": "伊芳"})


def test_people_without_a_post_are_the_first_administrator_s(cast, keeper):
    root = Seat(officer=make.seat("root", "管理员", is_superuser=True).officer)
    for seat in (keeper, cast.admin):
        with pytest.raises(Refused):
            edit_account(by=seat, officer=cast.nora.officer, values={"name": "农娜"})
    assert edit_account(by=root, officer=cast.nora.officer, values={"name": "农娜"}).pk


def test_a_county_s_administrator_does_not_take_over_the_installation_s(place, cast, keeper):
    person = make.seat("chief", "总管", Role.ADMINISTRATOR, place.county, is_superuser=True).officer
    with pytest.raises(Refused, match="administrator of the installation"):
        edit_account(by=keeper, officer=person, values={}, password="a-password-to-take-over")
    assert edit_account(by=cast.admin, officer=person, values={"name": "总管理"}).pk

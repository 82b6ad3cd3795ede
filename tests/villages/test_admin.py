"""The admin as a workbench: scoped, searchable, and everything it saves goes through the gate."""

import datetime

import pytest
from django.contrib.auth.hashers import check_password
from django.urls import reverse

from fivestar.changes.models import Change, ChangeSet
from tests import make
from villages.access import Seat
from villages.choices import Role
from villages.models import Area, Officer, Post, Village

pytestmark = pytest.mark.django_db

UNIT = "410871060201"


@pytest.fixture
def keeper(place) -> Seat:
    """The administrator of the county's records."""
    return make.seat("keeper", "管敏", Role.ADMINISTRATOR, place.county, is_staff=True)


@pytest.fixture
def neighbour(place) -> Seat:
    """The administrator of the neighbouring county's."""
    return make.seat("neighbour", "林敏", Role.ADMINISTRATOR, place.neighbour, is_staff=True)


@pytest.fixture
def as_keeper(client, keeper):
    client.force_login(keeper.officer)
    return client


def url(model: str, page: str = "changelist", *args) -> str:
    return reverse(f"admin:villages_{model}_{page}", args=args)


def listed(client, model: str, **query) -> list[str]:
    """Keys of the records on a list."""
    answer = client.get(url(model), query)
    assert answer.status_code == 200
    return [str(record.pk) for record in answer.context["cl"].result_list]


def shown_in_form(client, model: str, pk) -> dict:
    """What a browser would send back if nothing were touched."""
    form = client.get(url(model, "change", pk)).context["adminform"].form
    values = {form[name].html_name: form[name].value() for name in form.fields}
    hidden = [form[name] for name in form.fields if form.fields[name].show_hidden_initial]
    values |= {field.html_initial_name: field.value() for field in hidden}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def saved(client, model: str, pk, **typed):
    """Open a record, type, save; the errors of the form, none if it was saved."""
    answer = client.post(url(model, "change", pk), shown_in_form(client, model, pk) | typed)
    return answer.context["adminform"].form.errors if answer.status_code == 200 else {}


# Scope --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["province", "city", "county", "township", "village", "area", "post", "officer"])
def test_every_list_opens_and_is_searched(as_keeper, place, model):
    assert as_keeper.get(url(model)).status_code == 200
    assert as_keeper.get(url(model), {"q": "没有这个"}).context["cl"].result_count == 0


def test_a_county_s_administrator_sees_the_county_and_what_it_lies_in(as_keeper, cast):
    assert listed(as_keeper, "county") == ["410871"]
    assert listed(as_keeper, "city") == ["4108"]
    assert listed(as_keeper, "township") == ["410871060", "410871062", "410871101"]
    assert "410803002200" not in listed(as_keeper, "village")
    names = {officer.username for officer in as_keeper.get(url("officer")).context["cl"].result_list}
    assert names == {"ying", "yang", "lei", "shen", "eve", "wen", "keeper"}


def test_another_county_s_administrator_does_not_see(client, neighbour, cast, place):
    client.force_login(neighbour.officer)
    area = Area.objects.get(township=place.wenchang)
    for model, pk in (
        ("village", UNIT),
        ("township", place.wenchang.pk),
        ("county", place.county.pk),
        ("area", area.pk),
        ("post", cast.eve.post.pk),
        ("officer", cast.eve.officer.pk),
    ):
        assert str(pk) not in listed(client, model)
        for page in ("change", "history"):
            assert client.get(url(model, page, pk)).status_code == 302  # to the index: there is no such record
        assert client.post(url(model, "change", pk), {"name": "改", "seen": 1}).status_code == 302
    assert Village.objects.get(pk=UNIT).name == "秦屯村"
    assert ChangeSet.objects.filter(by=neighbour.officer).count() == 0


def test_completion_offers_only_what_is_in_reach(client, keeper, neighbour, cast):
    asked = {"app_label": "villages", "model_name": "village", "field_name": "successor", "term": "秦屯"}
    found = []
    for seat in (keeper, neighbour):
        client.force_login(seat.officer)
        found.append([row["text"] for row in client.get(reverse("admin:autocomplete"), asked).json()["results"]])
    assert found == [["李万街道 秦屯村"], []]


def test_what_is_out_of_reach_cannot_be_chosen_either(as_keeper, place):
    errors = saved(as_keeper, "village", UNIT, successor="410803002200", retired_on="2022-05-01")
    assert list(errors) == ["successor"]


def test_people_who_are_not_staff_stay_outside(client, cast):
    client.force_login(cast.ying.officer)
    assert client.get(url("village")).status_code == 302


def test_a_leader_on_the_staff_reads_only(client, cast):
    Officer.objects.filter(pk=cast.lei.officer.pk).update(is_staff=True)
    client.force_login(cast.lei.officer)
    assert client.get(url("village", "change", UNIT)).status_code == 200
    assert client.post(url("village", "change", UNIT), {"name": "改", "seen": 1}).status_code == 403
    assert client.get(url("officer", "change", cast.eve.officer.pk)).status_code == 200
    for model in ("area", "post", "officer"):
        assert client.get(url(model, "add")).status_code == 403


@pytest.mark.parametrize("model", ["province", "city", "county", "township", "village", "post", "officer"])
def test_records_are_not_deleted_here(client, cast, model):
    client.force_login(cast.admin.officer)
    pk = listed(client, model)[0]
    assert client.post(url(model, "delete", pk), {"post": "yes"}).status_code == 403


# Finding ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["秦屯", "410871060201", "qintun", "QTC", "秦 屯"])
def test_units_are_found_by_name_code_pinyin_and_initials(as_keeper, words):
    Village.objects.filter(pk=UNIT).update(pinyin="qintuncun", initials="qtc")
    assert listed(as_keeper, "village", q=words) == [UNIT]


def test_one_filters_down_from_place_to_place(client, cast):
    client.force_login(cast.admin.officer)

    def offered(**query) -> list[str]:
        shown = client.get(url("village"), query).context["cl"].filter_specs[0]
        return [code for code, name in shown.lookup_choices]

    assert offered() == ["41", "4108"]
    assert offered(under="4108") == ["41", "4108", "410803", "410871"]
    assert offered(under="410871") == ["41", "4108", "410871", "410871060", "410871062", "410871101"]
    assert offered(under="410871060") == ["41", "4108", "410871", "410871060"]
    assert listed(client, "village", under="410871060") == ["410871060001", "410871060201", "410871060202"]
    assert listed(client, "post", under="410871062") == [str(cast.eve.post.pk)]
    assert listed(client, "officer", under="410871062") == [str(cast.eve.officer.pk)]
    assert listed(client, "area", under="410803") == []


def test_the_way_ends_at_one_s_own_place(as_keeper):
    shown = as_keeper.get(url("village"), {"under": "4108"}).context["cl"].filter_specs[0]
    assert [code for code, name in shown.lookup_choices] == ["410871", "410871060", "410871062", "410871101"]


def test_units_are_filtered_by_what_they_are_rated_as_and_whether_they_are_in_use(as_keeper):
    Village.objects.filter(pk=UNIT).update(rated_as="", retired_on=datetime.date(2022, 5, 1))
    assert listed(as_keeper, "village", rated="no") == [UNIT]
    assert listed(as_keeper, "village", used="no") == [UNIT]
    assert listed(as_keeper, "village", rated="community") == ["410871060001"]
    assert len(listed(as_keeper, "village", used="yes")) == 9


@pytest.mark.parametrize("model", ["township", "village", "area", "post", "officer"])
def test_a_list_costs_the_same_for_one_record_and_for_many(
    client, cast, place, model, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(cast.admin.officer)
    client.get(url(model))  # a first page also marks the session as used
    with django_assert_max_num_queries(14) as first:
        client.get(url(model), {"under": "410871062"})
    for number in range(300, 310):
        area = Area.objects.create(township=place.wenchang, name=f"{number}")
        made = make.unit(place.wenchang, number, f"新{number}村", area)
        make.seat(f"p{number}", f"人{number}", Role.TOWNSHIP_ORGANIZER, made.township)
    make.township("410871104", "新镇", "town", place.county)
    with django_assert_num_queries(len(first)):
        client.get(url(model), {"under": "410871062"})


# Saving -------------------------------------------------------------------------------------------------------


def test_an_edit_writes_a_change_set_and_nothing_else_keeps_history(as_keeper, keeper):
    assert saved(as_keeper, "village", UNIT, name="秦屯新村", rated_as="community", reason="更名批复") == {}
    changeset = ChangeSet.objects.get()
    assert (changeset.deed, changeset.by, changeset.reason, changeset.place) == (
        "edit_place", keeper.officer, "更名批复", UNIT,
    )  # fmt: skip
    assert changeset.changes.get().after == {
        "name": "秦屯新村", "rated_as": "community", "pinyin": "qintunxincun", "initials": "qtxc",
    }  # fmt: skip
    assert keeper.officer.logentry_set.count() == 0


def test_saving_what_was_not_touched_changes_nothing(as_keeper):
    assert saved(as_keeper, "village", UNIT, reason="什么也没有改") == {}
    assert ChangeSet.objects.count() == 0


def test_two_people_do_not_lose_each_other_s_words(as_keeper, cast):
    before = shown_in_form(as_keeper, "village", UNIT)
    assert saved(as_keeper, "village", UNIT, name="甲村") == {}
    answer = as_keeper.post(url("village", "change", UNIT), before | {"name": "乙村"})
    form = answer.context["adminform"].form
    assert sorted(form.errors) == ["__all__", "name"]
    assert (form["name"].value(), form["seen"].value()) == ("乙村", 2)
    assert Village.objects.get(pk=UNIT).name == "甲村"
    again = before | {"name": "乙村", "seen": form["seen"].value()}
    assert as_keeper.post(url("village", "change", UNIT), again).status_code == 302
    unit = Village.objects.get(pk=UNIT)
    assert (unit.name, unit.pinyin) == ("乙村", "yicun")


def test_a_refusal_comes_back_with_what_was_typed(as_keeper, place):
    errors = saved(as_keeper, "village", UNIT, name="别名", retired_on="2022-05-01", successor=UNIT)
    assert list(errors) == ["__all__"]
    assert Village.objects.get(pk=UNIT).name == "秦屯村"


def test_a_unit_is_offered_the_areas_of_its_own_township(as_keeper, place):
    Area.objects.create(township=place.liwan, name="东片")
    form = as_keeper.get(url("village", "change", UNIT)).context["adminform"].form
    assert [area.name for area in form.fields["area"].queryset] == ["东片"]


def test_the_county_office_edits_too_when_it_is_on_the_staff(client, cast):
    Officer.objects.filter(pk=cast.ying.officer.pk).update(is_staff=True)
    client.force_login(cast.ying.officer)
    assert saved(client, "township", "410871101", name="宁郭", kind="town") == {}
    assert ChangeSet.objects.get().by == cast.ying.officer


def test_an_area_is_added_renamed_and_deleted(as_keeper, place):
    added = {"township": place.liwan.pk, "name": "东片", "order": 1, "seen": ""}
    assert as_keeper.post(url("area", "add"), added).status_code == 302
    area = Area.objects.get(name="东片")
    assert saved(as_keeper, "area", area.pk, name="西片") == {}
    assert as_keeper.post(url("area", "delete", area.pk), {"post": "yes"}).status_code == 302
    assert [changeset.deed for changeset in ChangeSet.objects.all()] == ["save_area", "save_area", "delete_area"]


def test_an_account_is_opened_with_its_first_post(as_keeper, place):
    typed = {
        "username": "xin", "name": "辛明", "new_phone": "13812345678", "new_password": make.PASSWORD,
        "role": Role.TOWNSHIP_ORGANIZER, "township": place.wenchang.pk, "title": "党建办",
    }  # fmt: skip
    assert as_keeper.post(url("officer", "add"), typed).status_code == 302
    officer = Officer.objects.get(username="xin")
    assert (officer.phone, check_password(make.PASSWORD, officer.password)) == ("13812345678", True)
    assert str(officer.posts.with_place().get()) == "文昌街道党建办"
    assert ChangeSet.objects.get().deed == "open_account"


def test_an_account_needs_a_place_and_a_password_that_holds(as_keeper, place):
    typed = {"username": "xin", "name": "辛明", "new_password": "12345", "role": Role.COUNTY_OFFICE}
    errors = as_keeper.post(url("officer", "add"), typed).context["adminform"].form.errors
    assert list(errors) == ["new_password"]
    answer = as_keeper.post(url("officer", "add"), typed | {"new_password": make.PASSWORD})
    assert list(answer.context["adminform"].form.errors) == ["__all__"]
    assert Officer.objects.filter(username="xin").count() == 0


def test_a_phone_number_is_replaced_without_being_shown(as_keeper, cast):
    Officer.objects.filter(pk=cast.eve.officer.pk).update(phone="13812345678")
    for page in (url("officer"), url("officer", "change", cast.eve.officer.pk)):
        text = as_keeper.get(page).content.decode()
        assert ("13812345678" in text, "138****5678" in text) == (False, True)
    assert saved(as_keeper, "officer", cast.eve.officer.pk, name="伊芳芳") == {}
    assert Officer.objects.get(username="eve").phone == "13812345678"
    assert saved(as_keeper, "officer", cast.eve.officer.pk, new_phone="13987654321") == {}
    assert Officer.objects.get(username="eve").phone == "13987654321"
    assert saved(as_keeper, "officer", cast.eve.officer.pk, new_phone="-") == {}
    assert Officer.objects.get(username="eve").phone == ""
    told = [value for change in Change.objects.all() for value in (change.before, change.after)]
    assert "12345678" not in str(told)


def test_who_sets_the_own_password_stays_signed_in(as_keeper, keeper):
    assert saved(as_keeper, "officer", keeper.officer.pk, new_password="a-new-password-of-keeper") == {}
    assert as_keeper.get(url("village")).status_code == 200
    assert check_password("a-new-password-of-keeper", Officer.objects.get(pk=keeper.officer.pk).password)


def test_a_post_is_given_and_ended(as_keeper, cast, place):
    given = {"officer": cast.eve.officer.pk, "role": Role.TOWNSHIP_ORGANIZER, "township": place.ningguo.pk}
    assert as_keeper.post(url("post", "add"), given).status_code == 302
    post = Post.objects.get(officer=cast.eve.officer, township=place.ningguo)
    assert saved(as_keeper, "post", post.pk, ended_on="2022-06-01") == {}
    assert Post.objects.get(pk=post.pk).ended_on == datetime.date(2022, 6, 1)
    assert [changeset.deed for changeset in ChangeSet.objects.all()] == ["give_post", "edit_post"]


def test_history_is_the_change_log(as_keeper):
    saved(as_keeper, "village", UNIT, name="甲村", reason="更名批复")
    saved(as_keeper, "village", UNIT, name="乙村")
    answer = as_keeper.get(url("village", "history", UNIT))
    told = [entry.get_change_message() for entry in answer.context["action_list"]]
    assert [("甲村" in line, "乙村" in line, "更名批复" in line) for line in told] == [
        (True, True, False),
        (True, False, True),
    ]
    assert "乙村" in answer.content.decode()

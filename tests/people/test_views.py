"""One's own password, and a county office that looks after its people: lists, slips, handing over."""

import datetime
import re

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fivestar.changes.models import ChangeSet
from tests import make
from villages.accounts import AccountState
from villages.actions import edit_post
from villages.choices import Role
from villages.models import Officer

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"
YEAR = timezone.localdate().year
PEOPLE = f"/{YEAR}/410871/people/"
OWN = "/account/password/"
NEW = "my-own-new-password"


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


def fresh(seat) -> Officer:
    return Officer.objects.get(pk=seat.officer.pk)


def last() -> ChangeSet:
    return ChangeSet.objects.order_by("-pk").first()


def sign_in(username: str, password: str) -> Client:
    browser = Client()
    browser.post("/sign-in/", {"username": username, "password": password})
    return browser


def is_in(browser: Client) -> bool:
    return not browser.get("/search/").headers.get("Location", "").startswith("/sign-in/")


# One's own password ------------------------------------------------------------------------------------------


def passwords(**changed) -> dict:
    return {"old_password": make.PASSWORD, "new_password": NEW, "new_password_again": NEW} | changed


def test_a_password_is_changed_here_and_other_sessions_end(cast):
    here, there = sign_in("eve", make.PASSWORD), sign_in("eve", make.PASSWORD)
    assert here.post(f"{OWN}?next=/search/%3Fq%3D1", passwords()).url == "/search/?q=1"
    assert check_password(NEW, fresh(cast.eve).password)
    assert (is_in(here), is_in(there)) == (True, False)
    assert (last().deed, last().by) == ("change_own_password", cast.eve.officer)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"old_password": "not-this-one"}, ["old_password"]),
        ({"old_password": ""}, ["old_password"]),
        ({"new_password_again": "something-else"}, ["new_password_again"]),
        ({"new_password": "short7", "new_password_again": "short7"}, ["new_password"]),
        ({"new_password": "1234567890", "new_password_again": "1234567890"}, ["new_password"]),
        ({"new_password": make.PASSWORD, "new_password_again": make.PASSWORD}, ["new_password"]),
        ({"new_password": "a\0b-long-enough", "new_password_again": "a\0b-long-enough"}, ["new_password"]),
    ],
)
def test_what_is_no_password_is_told_at_its_field(client, cast, changed, wrong):
    client.force_login(cast.eve.officer)
    page = client.post(OWN, passwords(**changed))
    assert page.status_code == 422
    assert [name for name in page.context["form"].errors if name != "new_password_again" or wrong == [name]] == wrong
    assert check_password(make.PASSWORD, fresh(cast.eve).password)


def test_no_password_comes_back_to_the_page(client, cast):
    client.force_login(cast.eve.officer)
    assert NEW not in client.post(OWN, passwords(old_password="wrong")).content.decode()


def test_whoever_guesses_the_present_password_is_locked_out_as_at_the_door(client, cast):
    client.force_login(cast.eve.officer)
    tries = [client.post(OWN, passwords(old_password="wrong")).status_code for _each in range(6)]
    assert tries == [422, 422, 422, 422, 429, 429]
    assert client.post(OWN, passwords()).status_code == 429


def test_the_way_back_never_leads_elsewhere(client, cast):
    client.force_login(cast.eve.officer)
    assert client.post(f"{OWN}?next=https://elsewhere.example/", passwords()).url == "/"


def test_the_stock_page_of_the_admin_leads_here(client, cast):
    client.force_login(cast.admin.officer)
    assert client.get("/admin/password_change/").url == OWN
    assert "/admin/password_change/" in client.get("/admin/").content.decode()


class TestFirstSignIn:
    """Whoever signs in with a given password sets an own one before anything else."""

    @pytest.fixture
    def eve(self, cast) -> Client:
        Officer.objects.filter(username="eve").update(must_change_password=True)
        return sign_in("eve", make.PASSWORD)

    def test_every_page_leads_to_the_own_password_and_back(self, eve, campaign):
        page = f"/{campaign.year}/410871062/?a=1"
        answer = eve.get(page)
        assert (answer.status_code, answer.url) == (302, f"{OWN}?next=%2F{campaign.year}%2F410871062%2F%3Fa%3D1")
        assert "old_password" not in eve.get(answer.url).context["form"].fields
        done = eve.post(answer.url, {"new_password": NEW, "new_password_again": NEW})
        assert done.url == page
        assert eve.get(page).status_code == 200

    def test_nothing_is_done_before(self, eve, campaign):
        before = ChangeSet.objects.count()
        answer = eve.post(f"/{campaign.year}/410871062/submit/", HTTP_REFERER="http://testserver/search/")
        assert answer.url == f"{OWN}?next=http%3A%2F%2Ftestserver%2Fsearch%2F"
        part = eve.get("/search/?q=a", HTTP_HX_REQUEST="true")
        assert part.headers["HX-Redirect"].startswith(OWN)
        assert ChangeSet.objects.count() == before

    def test_the_given_one_does_not_do(self, eve):
        page = eve.post(OWN, {"new_password": make.PASSWORD, "new_password_again": make.PASSWORD})
        assert list(page.context["form"].errors) == ["new_password"]

    def test_signing_out_and_the_language_stay_open(self, eve):
        assert eve.post("/language/", {"language": "en", "next": OWN}).url == OWN
        assert eve.get("/healthz").status_code == 200
        assert eve.post("/sign-out/").url == "/"
        assert not is_in(eve)

    def test_the_admin_waits_as_well(self, cast):
        Officer.objects.filter(username="admin").update(must_change_password=True)
        assert sign_in("admin", make.PASSWORD).get("/admin/").url.startswith(OWN)


# The list ----------------------------------------------------------------------------------------------------


def rows(page) -> dict[str, tuple]:
    return {
        row.officer.username: (row.state, row.may_end, row.may_reset, row.may_unlock)
        for place in page.context["places"]
        for row in place.rows
    }


def test_the_office_sees_every_post_of_its_county(ying, cast, campaign):
    page = ying.get(PEOPLE)
    new = AccountState.NEW
    assert rows(page) == {
        "ying": (AccountState.IN_USE, False, False, True),
        "yang": (new, False, False, True),
        "lei": (new, True, True, True),
        "shen": (new, True, True, True),
        "eve": (new, True, True, True),
        "wen": (new, True, True, True),
    }
    assert [place.name for place in page.context["people"].vacant] == ["李万街道"]
    assert "?post=township_organizer:410871060" in page.content.decode()
    assert [(state, number) for state, number in page.context["people"].states] == [(new, 5), (AccountState.IN_USE, 1)]


def test_states_narrow_the_list(ying, cast):
    long_ago = timezone.now() - datetime.timedelta(days=90)
    Officer.objects.filter(username="wen").update(last_login=long_ago)
    page = ying.get(PEOPLE, {"show": "unused"})
    assert list(rows(page)) == ["wen"]
    assert f"{long_ago:%Y-%m}" in page.content.decode()
    edit_post(by=cast.ying, post=cast.wen.post, version=1, values={"ended_on": timezone.localdate()})
    assert [post.officer.username for post in ying.get(PEOPLE, {"show": "ended"}).context["ended"]] == ["wen"]
    assert len(rows(ying.get(PEOPLE, {"show": "anything"}))) == 5


def test_phones_are_masked(ying, cast):
    Officer.objects.filter(username="eve").update(phone="13812345678")
    for page in (PEOPLE, f"{PEOPLE}{cast.eve.post.pk}/"):
        text = ying.get(page).content.decode()
        assert ("138****5678" in text, "13812345678" in text) == (True, False)


def test_three_townships_cost_what_one_costs(client, place, cast):
    make.seat("zhu", "朱平", Role.TOWNSHIP_ORGANIZER, place.zhuwang)

    def cost(seat, code: str) -> int:
        client.force_login(seat.officer)
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/{YEAR}/{code}/people/").status_code == 200
        return len(queries)

    assert cost(cast.zhou, "410803") == cost(cast.ying, "410871")


def test_a_locked_sign_in_is_opened_with_one_click(client, cast):
    for _each in range(5):
        client.post("/sign-in/", {"username": "eve", "password": "wrong"})
    client.force_login(cast.ying.officer)
    page = client.get(PEOPLE, {"show": "locked"})
    assert list(rows(page)) == ["eve"]
    (form,) = re.findall(rf'action="({PEOPLE}\d+/unlock/)"', page.content.decode())
    assert client.post(form).url == PEOPLE
    assert (last().deed, last().by) == ("unlock_sign_in", cast.ying.officer)
    assert is_in(sign_in("eve", make.PASSWORD))


# Passwords on slips ------------------------------------------------------------------------------------------


def slips(browser) -> list[tuple[str, str]]:
    page = browser.get(f"{PEOPLE}slips/")
    assert page.status_code == 200
    return [(officer.username, password) for officer, _post, password in page.context["slips"]]


def test_a_reset_gives_a_slip_and_ends_what_was_open(ying, cast):
    eve = sign_in("eve", make.PASSWORD)
    assert ying.post(f"{PEOPLE}{cast.eve.post.pk}/password/", {"token": "one", "sure": "1"}).url == f"{PEOPLE}slips/"
    ((username, password),) = slips(ying)
    assert (username, is_in(eve)) == ("eve", False)
    assert sign_in("eve", password).get("/").url.startswith(OWN)
    # Once an own password is set, nothing is left to print.
    sign_in("eve", password).post(OWN, {"new_password": NEW, "new_password_again": NEW})
    assert slips(ying) == []


def test_a_second_click_gives_the_same_slip(ying, cast):
    ying.post(f"{PEOPLE}{cast.eve.post.pk}/password/", {"token": "one", "sure": "1"})
    first, done = slips(ying), last()
    ying.post(f"{PEOPLE}{cast.eve.post.pk}/password/", {"token": "one", "sure": "1"})
    assert (slips(ying), last()) == (first, done)
    ying.post(f"{PEOPLE}{cast.eve.post.pk}/password/", {"sure": "1"})
    assert slips(ying) != first


def test_slips_are_shown_to_whoever_made_them_and_not_for_long(ying, cast, time_machine):
    moment = timezone.now()
    time_machine.move_to(moment, tick=False)
    ying.post(f"{PEOPLE}{cast.eve.post.pk}/password/", {"token": "one", "sure": "1"})
    assert len(slips(ying)) == 1
    assert slips(sign_in("yang", make.PASSWORD)) == []
    time_machine.move_to(moment + datetime.timedelta(minutes=15, seconds=1), tick=False)
    assert slips(ying) == []


def test_nothing_that_is_stored_tells_a_given_password(ying, cast):
    ying.post(f"{PEOPLE}{cast.eve.post.pk}/password/", {"token": "one", "sure": "1"})
    ((_eve, password),) = slips(ying)
    kept = [str(dict(ying.session)), *(str(vars(each)) for each in ChangeSet.objects.all())]
    assert [text for text in kept if password in text] == []


def test_an_office_resets_no_colleague(ying, cast):
    assert ying.post(f"{PEOPLE}{cast.yang.post.pk}/password/", {"token": "one", "sure": "1"}).status_code == 422
    assert check_password(make.PASSWORD, fresh(cast.yang).password)
    page = ying.get(f"{PEOPLE}{cast.yang.post.pk}/").content.decode()
    assert "/password/" not in page.replace(OWN, "")

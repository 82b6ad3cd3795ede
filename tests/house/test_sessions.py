"""Signed in for two idle hours and twelve in all; locked after five guesses from one place."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import resolve

from tests.pressing import Screen

MORNING = datetime(2026, 6, 2, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PASSWORD = "a-long-password"


@pytest.fixture
def eve(django_user_model, db):
    return django_user_model.objects.create_user("eve", password=PASSWORD, name="组织委员")


@pytest.fixture
def at(time_machine):
    """at(hours, minutes, seconds) moves the clock to so long after eight in the morning."""
    return lambda **after: time_machine.move_to(MORNING + timedelta(**after), tick=False)


@pytest.fixture
def is_in(client, eve, at):
    """is_in() asks for a page and says whether it was the page and not the door."""
    at(hours=0)
    client.force_login(eve)
    return lambda: client.get("/").headers.get("Location", "").startswith("/sign-in/") is False


class TestLimits:
    def test_two_hours_without_a_request_end_it(self, is_in, at):
        assert is_in()
        at(hours=2)
        assert is_in()
        at(hours=4, seconds=1)
        assert not is_in()

    def test_twelve_hours_end_it_however_busy(self, is_in, at):
        for hour in range(13):
            at(hours=hour)
            assert is_in(), hour
        at(hours=12, seconds=1)
        assert not is_in()

    def test_the_idle_limit_is_a_setting(self, is_in, at, settings):
        settings.SESSION_IDLE_LIMIT = timedelta(minutes=30)
        assert is_in()
        at(minutes=30, seconds=1)
        assert not is_in()

    def test_an_ended_session_is_gone_from_the_database(self, is_in, at):
        is_in()
        at(hours=3)
        is_in()
        assert Session.objects.count() == 0

    def test_a_visit_is_noted_at_most_once_a_minute(self, client, is_in, at):
        is_in()
        for second, noted in ((1, 0), (59, 0), (60, 60), (61, 60), (119, 60), (120, 120)):
            at(seconds=second)
            is_in()
            assert client.session["last_seen"] == (MORNING + timedelta(seconds=noted)).timestamp()


class TestKeptWords:
    """A form that was open too long comes back after signing in."""

    @pytest.fixture
    def sent_too_late(self, client, is_in, at):
        """Eve fills in a form, has lunch, and sends it."""
        is_in()
        at(hours=3)

        def send(**headers):
            return client.post(
                "/language/?from=form",
                {"language": "en", "words": ["第一行\n第二行", "<b>"]},
                HTTP_REFERER="http://testserver/sign-in/?page=1",
                **headers,
            )

        return send

    @pytest.fixture(autouse=True)
    def _closed_door(self, monkeypatch):
        """The form goes to an address that asks for signing in."""
        monkeypatch.setattr(resolve("/language/").func, "login_required", True)

    def sign_in(self, client, name):
        return client.post("/sign-in/", {"username": name, "password": PASSWORD, "next": "/sign-in/words/"})

    def test_they_come_back_to_whom_they_belong(self, client, sent_too_late):
        answer = sent_too_late()
        assert answer.headers["Location"] == "/sign-in/?next=%2Fsign-in%2Fwords%2F"
        assert self.sign_in(client, "eve").headers["Location"] == "/sign-in/words/"
        page = client.get("/sign-in/words/")
        assert (page.context["to"], page.context["page"]) == (
            "/language/?from=form",
            "http://testserver/sign-in/?page=1",
        )
        assert page.context["words"] == [("language", "en"), ("words", "第一行\n第二行"), ("words", "<b>")]
        assert "&lt;b&gt;" in page.content.decode()

    def test_nobody_else_sees_them(self, client, sent_too_late, django_user_model):
        django_user_model.objects.create_user("wen", password=PASSWORD, name="另一位")
        sent_too_late()
        self.sign_in(client, "wen")
        assert client.get("/sign-in/words/").headers["Location"] == "/"
        assert "kept_words" not in client.session

    @pytest.mark.parametrize(("name", "page"), [("eve", "/sign-in/words/"), ("wen", "/")])
    def test_so_do_those_of_whoever_signed_out_in_another_tab(self, client, is_in, django_user_model, name, page):
        django_user_model.objects.create_user("wen", password=PASSWORD, name="另一位")
        assert is_in()
        client.post("/sign-out/")
        answer = client.post("/language/?from=form", {"language": "en"})
        assert answer.headers["Location"] == "/sign-in/?next=%2Fsign-in%2Fwords%2F"
        self.sign_in(client, name)
        assert (client.get("/sign-in/words/").headers.get("Location") or "/sign-in/words/") == page

    def test_a_part_of_a_page_sends_the_whole_page_to_the_door(self, sent_too_late):
        answer = sent_too_late(HTTP_HX_REQUEST="true")
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/sign-in/?next=%2Fsign-in%2Fwords%2F")

    def test_without_words_the_way_leads_back_to_the_page(self, client, db):
        page = {"HTTP_REFERER": "http://testserver/sign-in/?page=1"}
        there = "/sign-in/?next=http%3A%2F%2Ftestserver%2Fsign-in%2F%3Fpage%3D1"
        assert client.post("/language/", {"language": "en"}, **page).headers["Location"] == there
        assert client.get("/language/", HTTP_HX_REQUEST="true", **page).headers["HX-Redirect"] == there

    def test_a_form_with_a_password_is_not_kept(self, client, is_in, at):
        is_in()
        at(hours=3)
        answer = client.post("/account/password/", {"old_password": PASSWORD, "new_password": "x"})
        assert (answer.headers["Location"], "kept_words" in client.session) == ("/sign-in/?next=%2F", False)

    def test_the_way_never_leads_elsewhere(self, client, db):
        answer = client.post("/language/", {"language": "en"}, HTTP_REFERER="http://elsewhere.example/")
        assert answer.headers["Location"] == "/sign-in/?next=%2F"

    def test_a_reader_goes_on_to_the_page_asked_for(self, client, db):
        assert client.get("/language/?a=1").headers["Location"] == "/sign-in/?next=/language/%3Fa%3D1"


class TestTurnedToken:
    """A page whose token turned, since somebody signed in anew in another tab: nothing is done, and no word is lost."""

    FORM = {"language": "en", "words": ["第一行\n第二行", "<b>"], "csrfmiddlewaretoken": "a" * 64}
    HERE = {"HTTP_ORIGIN": "http://testserver", "HTTP_REFERER": "http://testserver/?page=1"}

    @pytest.fixture
    def strict(self, eve):
        """A browser whose posts need the token of now; it has one."""
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(eve)
        strict.get("/account/password/")
        return strict

    def test_words_come_back_with_a_token_of_now(self, strict, eve):
        page = strict.post("/language/?from=form", self.FORM, **self.HERE)
        assert (page.status_code, page.context["to"], page.context["page"]) == (
            403, "/language/?from=form", "http://testserver/?page=1",
        )  # fmt: skip
        assert page.context["words"] == [("language", "en"), ("words", "第一行\n第二行"), ("words", "<b>")]
        assert page.context["written"] == "第一行\n第二行"  # to be copied by whoever wrote it
        assert "django_language" not in strict.cookies  # nothing was done
        assert "组织委员" in page.text  # as whom it would be sent
        screen = Screen(page)
        sent = screen.sent(screen.button("/language/?from=form"))
        assert strict.post("/language/?from=form", sent, **self.HERE).status_code == 302
        assert "django_language" in strict.cookies

    @pytest.mark.parametrize(
        "whence",
        [
            {},
            {"HTTP_ORIGIN": "null"},
            {"HTTP_ORIGIN": "http://elsewhere.example"},
            {"HTTP_REFERER": "http://elsewhere.example/"},
            {"HTTP_ORIGIN": "http://elsewhere.example", "HTTP_REFERER": "http://testserver/"},
            {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-site"},
            {"HTTP_REFERER": "/relative"},
        ],
    )
    def test_a_form_from_elsewhere_fills_no_page(self, strict, eve, whence):
        page = strict.post("/language/", self.FORM, **whence)
        assert (page.status_code, "第一行" in page.text) == (403, False)
        part = strict.post("/language/", self.FORM, HTTP_HX_REQUEST="true", HTTP_X_PERSON=str(eve.pk), **whence)
        assert (part.status_code, part.headers.get("X-CSRFToken"), "kept_words" in strict.session) == (403, None, False)

    def test_nobody_is_told_whose_words_came_after_signing_out(self, strict):
        """Somebody else may have signed in and out since the page was made."""
        token = Screen(strict.get("/account/password/")).fields
        (fits,) = {value for named in token.values() for name, value in named if name == "csrfmiddlewaretoken"}
        strict.post("/sign-out/", {"csrfmiddlewaretoken": fits}, **self.HERE)
        answer = strict.post("/language/", self.FORM, **self.HERE)
        assert answer.headers["Location"] == "/sign-in/?next=http%3A%2F%2Ftestserver%2F%3Fpage%3D1"
        assert "kept_words" not in strict.session

    def test_a_password_is_not_shown_again(self, strict):
        page = strict.post("/account/password/", {"old_password": PASSWORD, "new_password": "x"}, **self.HERE)
        assert (page.status_code, PASSWORD in page.text) == (403, False)

    def test_a_part_of_a_page_gets_the_token_of_now_and_goes_on(self, strict, eve):
        part = self.HERE | {"HTTP_HX_REQUEST": "true", "HTTP_X_PERSON": str(eve.pk)}
        answer = strict.post("/language/", self.FORM, **part)
        assert (answer.status_code, answer.content) == (403, b"")
        again = self.FORM | {"csrfmiddlewaretoken": answer.headers["X-CSRFToken"]}
        assert strict.post("/language/", again, **part).status_code < 400

    @pytest.mark.parametrize("person", ["", "0", "other"])
    def test_a_part_of_another_persons_page_does_not_go_on_by_itself(self, strict, eve, person):
        part = self.HERE | {"HTTP_HX_REQUEST": "true", "HTTP_X_PERSON": person}
        answer = strict.post("/language/", self.FORM, **part)
        assert (answer.headers["HX-Redirect"], answer.headers.get("X-CSRFToken")) == ("/sign-in/words/", None)
        page = strict.get("/sign-in/words/")
        assert page.context["turned"] is True
        assert page.context["words"] == [("language", "en"), ("words", "第一行\n第二行"), ("words", "<b>")]
        assert "组织委员" in page.text

    def test_the_page_says_for_whom_it_was_made(self, client, eve):
        client.force_login(eve)
        assert f'"X-Person": "{eve.pk}"' in client.get("/account/password/").text


class TestLock:
    """A whole office sits behind one address."""

    @pytest.fixture
    def tries(self, client, eve, django_user_model, db):
        django_user_model.objects.create_user("wen", password=PASSWORD, name="另一位")

        def tries(name, password=PASSWORD, address="10.0.0.1"):
            answer = client.post("/sign-in/", {"username": name, "password": password}, REMOTE_ADDR=address)
            client.cookies.clear()
            return answer.status_code

        return tries

    def test_the_fifth_wrong_password_locks_this_name_at_this_address_only(self, tries):
        assert [tries("eve", "wrong") for _ in range(5)] == [200, 200, 200, 200, 429]
        assert tries("eve") == 429
        assert tries("eve", address="10.0.0.2") == 302
        assert tries("wen") == 302

    def test_the_lock_opens_after_a_quarter_of_an_hour_and_guessing_does_not_prolong_it(self, tries, at):
        at(hours=0)
        for _ in range(5):
            tries("eve", "wrong")
        at(minutes=10)
        assert tries("eve", "wrong") == 429
        at(minutes=15, seconds=1)
        assert tries("eve") == 302

    def test_the_lock_says_what_to_do(self, tries, client):
        for _ in range(5):
            tries("eve", "wrong")
        answer = client.post("/sign-in/", {"username": "eve", "password": PASSWORD}, REMOTE_ADDR="10.0.0.1")
        assert answer.status_code == 429
        assert "registration/locked.html" in [template.name for template in answer.templates]

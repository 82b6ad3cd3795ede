"""Signed in for two idle hours and twelve in all; locked after five guesses from one place."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session

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

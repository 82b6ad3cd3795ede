"""The pages for whoever watches the server."""

from collections import namedtuple
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache

from fivestar import health


@pytest.fixture(autouse=True)
def _fresh_look():
    cache.delete("readiness")


def ready(client, **caller):
    answer = client.get("/readyz", **caller)
    return answer.status_code, answer.json()


def test_alive_without_a_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_says_all_to_this_machine(client):
    well = {"database": "ok", "migrations": "ok", "media": "ok", "disk": "ok"}
    assert ready(client) == (200, {"ready": True, "checks": well, "backup_age_seconds": None})
    assert Session.objects.count() == 0


@pytest.mark.django_db
def test_ready_says_only_yes_or_no_to_others(client):
    assert ready(client, REMOTE_ADDR="10.0.0.9") == (200, {"ready": True})


@pytest.mark.django_db
def test_little_room_is_not_ready(client, monkeypatch):
    usage = namedtuple("usage", "total used free")(10**10, 10**10 - 999_000_000, 999_000_000)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: usage)
    status, report = ready(client)
    assert (status, report["checks"]["disk"]) == (503, "RuntimeError: 999 MB free, 1000 MB needed")
    assert ready(client, REMOTE_ADDR="10.0.0.9") == (503, {"ready": False})


@pytest.mark.django_db
def test_media_that_cannot_be_written_is_not_ready(client, settings, tmp_path):
    (tmp_path / "media").write_text("a file where a folder should be")
    settings.MEDIA_ROOT = tmp_path / "media"
    status, report = ready(client)
    assert (status, report["checks"]["media"][:16]) == (503, "FileExistsError:")


@pytest.mark.django_db
def test_a_waiting_migration_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: [("villages", "0002")])
    status, report = ready(client)
    assert (status, report["checks"]["migrations"]) == (503, "RuntimeError: 1 migrations are not applied")


def test_a_database_that_refuses_is_not_ready(client):
    """Without the db mark pytest-django lets no query through, as a database that is down would."""
    status, report = ready(client)
    assert (status, report["ready"], report["checks"]["disk"]) == (503, False, "ok")
    assert report["checks"]["database"].startswith("RuntimeError: Database access not allowed")


@pytest.mark.django_db
def test_strangers_who_ask_often_cause_one_look(client, django_assert_num_queries):
    ready(client)
    with django_assert_num_queries(0):
        assert ready(client, REMOTE_ADDR="10.0.0.9") == (200, {"ready": True})


def test_the_age_of_the_last_verified_backup(settings, tmp_path, time_machine):
    settings.BACKUP_VERIFIED = tmp_path / "verified"
    assert health.backup_age() is None
    Path(settings.BACKUP_VERIFIED).touch()
    time_machine.move_to(settings.BACKUP_VERIFIED.stat().st_mtime + 3600, tick=False)
    assert health.backup_age() == 3600

"""The settings tell the truth or stop: an installation started as an operator would start it."""

import stat
import sys

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password, get_hasher, make_password
from django.db import connection

from fivestar.passwords import OfficeArgon2Hasher
from fivestar.settings import safe_journal
from tests.house.tree import installation, manage

PRODUCTION = {
    "PRODUCTION": "true",
    "SECRET_KEY": "9f3kq0Zr7wB2mX8vLcT1yHs5NdJ4gPaE6uRiQoWz_tests_only_0123456789",
    "ALLOWED_HOSTS": "fivestar.example",
}
SHOW = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "fivestar.settings"
from django.conf import settings
print({})
"""


def shown(*names: str, var, **environment) -> str:
    """Settings of an installation, as its own Python prints them."""
    asked = ", ".join(f"settings.{name}" for name in names)
    return installation(sys.executable, "-c", SHOW.format(asked), var=var, **environment).stdout.strip()


def test_a_clone_with_nothing_set_is_a_demo_on_sqlite_that_keeps_its_own_key(tmp_path):
    var = tmp_path / "var"
    asked = ("PRODUCTION", "DEMO", "DEBUG", "PLAIN_HTTP", "DATABASES['default']['NAME']")
    assert shown(*asked, var=var) == f"False True False True {var / 'fivestar.sqlite3'}"
    key = (var / "secret-key").read_text()
    assert len(key) == 50
    assert shown("SECRET_KEY", var=var) == key
    assert stat.S_IMODE((var / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(var.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("lacking", "added", "sentence"),
    [
        ("SECRET_KEY", {}, "SECRET_KEY is missing. Set it in the environment or in .env beside manage.py"),
        ("ALLOWED_HOSTS", {}, "ALLOWED_HOSTS is missing. Set it in the environment or in .env"),
        ("", {"DEMO": "true"}, "PRODUCTION and DEMO are both true."),
        ("", {"DEBUG": "true"}, "PRODUCTION and DEBUG are both true."),
    ],
)
def test_production_stops_with_a_sentence(tmp_path, lacking, added, sentence):
    environment = {key: value for key, value in PRODUCTION.items() if key != lacking} | added
    result = manage("check", var=tmp_path, **environment)
    assert result.returncode == 1
    assert result.stdout.startswith(f"fivestar does not start: {sentence}")
    assert result.stdout.count("\n") == 1


def test_the_deployment_check_of_production_is_clean(tmp_path):
    result = manage("check", "--deploy", "--fail-level=WARNING", var=tmp_path, **PRODUCTION)
    assert (result.returncode, result.stdout.splitlines()[-1]) == (
        0,
        "System check identified no issues (2 silenced).",
    )


def test_plain_http_in_production_is_possible_and_said_aloud(tmp_path):
    result = manage("check", "--deploy", var=tmp_path, PLAIN_HTTP="true", **PRODUCTION)
    assert (result.returncode, "fivestar.W001" in result.stdout) == (0, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("production", "plain", "said"), [(True, True, 1), (True, False, 0), (False, True, 0)])
def test_plain_http_in_production_is_said_on_every_page(client, settings, production, plain, said):
    settings.PRODUCTION, settings.PLAIN_HTTP = production, plain
    settings.LANGUAGE_CODE = "en"
    assert client.get("/sign-in/").content.decode().count("travel unencrypted") == said


def test_production_speaks_https_only_and_binds_its_cookies_to_this_host(tmp_path):
    asked = (
        "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME",
        "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
    )  # fmt: skip
    assert shown(*asked, var=tmp_path, **PRODUCTION) == "True 31536000 __Host-sessionid __Host-csrftoken True True"
    assert shown(*asked, var=tmp_path, PLAIN_HTTP="true", **PRODUCTION) == "False 0 sessionid csrftoken False False"


@pytest.mark.parametrize(
    ("version", "journal"),
    [
        ((3, 40, 1), "TRUNCATE"),
        ((3, 44, 5), "TRUNCATE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "TRUNCATE"),
        ((3, 50, 6), "TRUNCATE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
    ],
)
def test_the_journal_is_one_that_this_sqlite_keeps_safe(version, journal):
    assert safe_journal(version) == journal


@pytest.mark.django_db
def test_the_database_works_as_set():
    def says(question: str):
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]

    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False
    if connection.vendor == "sqlite":
        version = tuple(map(int, says("SELECT sqlite_version()").split(".")))
        assert says("PRAGMA journal_mode") == safe_journal(version).lower()
        assert says("PRAGMA synchronous") == 2  # FULL
        assert says("PRAGMA foreign_keys") == 1
        assert says("PRAGMA busy_timeout") == 20_000
        assert connection.transaction_mode == "IMMEDIATE"
    else:
        assert says("SHOW statement_timeout") == "15s"
        assert says("SHOW lock_timeout") == "5s"
        assert says("SHOW idle_in_transaction_session_timeout") == "30s"
        assert connection.settings_dict["CONN_HEALTH_CHECKS"] is True


def test_a_password_costs_19_mebibytes(settings):
    settings.PASSWORD_HASHERS = ["fivestar.passwords.OfficeArgon2Hasher"]
    kept = make_password("fivestar-demo")
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("fivestar-demo", kept)
    assert isinstance(get_hasher(), OfficeArgon2Hasher)

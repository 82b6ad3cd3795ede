"""Production refuses to start while accounts exist whose password is public."""

import pytest
from django.contrib.auth import get_user_model
from django.core import checks
from django.db import connections

from fivestar import production
from tests.house.test_settings import PRODUCTION
from tests.house.tree import installation, manage

DEMO_ACCOUNT = """
from django.core.management import call_command
call_command("migrate", "villages", verbosity=0)
from villages.models import Officer
Officer.objects.create_user("eve", name="演示", is_demo=True)
"""


@pytest.fixture
def account(db):
    return get_user_model().objects.create_user("eve", name="演示", is_demo=True)


def found() -> list[str]:
    return [message.id for message in production.check_demo_accounts(databases=["default"])]


def test_the_check_speaks_in_production_only(account, settings):
    assert found() == []
    settings.PRODUCTION = True
    assert found() == ["fivestar.E001"]
    account.delete()
    assert found() == []


def test_the_check_is_among_those_of_the_database(account, settings):
    settings.PRODUCTION = True
    messages = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    assert [message.id for message in messages] == ["fivestar.E001"]


def test_a_demo_database_stops_a_production_server(tmp_path):
    """The whole way: a database with a demo account, and gunicorn as production starts it."""
    # The tables of accounts are enough; with all others it takes ten times as long.
    assert manage("shell", "--verbosity=0", "--command", DEMO_ACCOUNT, var=tmp_path).returncode == 0
    result = installation("gunicorn", "--bind=127.0.0.1:0", var=tmp_path, **PRODUCTION)
    assert result.returncode == 1
    assert "eve" in result.stdout.splitlines()[-1]
    migrated = manage("migrate", var=tmp_path, **PRODUCTION)
    assert (migrated.returncode, "fivestar.E001" in migrated.stdout) == (1, True)


@pytest.mark.django_db(transaction=True)
def test_the_server_forks_without_an_open_connection(settings):
    settings.PRODUCTION = True
    production.refuse_demo_accounts()
    assert [connection.connection for connection in connections.all()] == [None]


def test_an_empty_database_has_no_demo_accounts(tmp_path):
    assert manage("check", "--database=default", var=tmp_path, **PRODUCTION).returncode == 0

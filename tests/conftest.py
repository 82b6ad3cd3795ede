"""The cast and the place of the tests, and which of them a further database is asked.

Most code is the same whatever stores the rows, and its tests need to run once. ``--again`` leaves out those that have
nothing to say about another database: whatever asks for none, and what is marked ``once`` because it asks for one
without depending on which. Everything else runs: models, deeds, reports, the change log, the admin, journeys.
"""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings

from fivestar.changes import guard
from tests import make
from tests.snapshot import kept

BEGINNING = import_module("campaigns.migrations.0001_squashed_0016_digest_mails")

# How long an example may take is no property of a rule, and the machine may be busy.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_addoption(parser):
    parser.addoption("--again", action="store_true", help="run only what may come out differently on another database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if config.getoption("again"):
        left_out = [item for item in items if not _depends_on_the_database(item)]
        items[:] = [item for item in items if _depends_on_the_database(item)]
        config.hook.pytest_deselected(items=left_out)
        if hasattr(config, "workeroutput"):
            config.workeroutput["left_out"] = [item.nodeid for item in left_out]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """What was left out stands in the closing line also when several processes run the tests: each has left out the
    same, and the first says so."""
    if node.gateway.id == "gw0":
        left_out = getattr(node, "workeroutput", {}).get("left_out", [])
        node.config.hook.pytest_deselected(items=[SimpleNamespace(nodeid=name) for name in left_out])


def _depends_on_the_database(item: pytest.Item) -> bool:
    asks = item.get_closest_marker("django_db") is not None or "django_db_setup" in item.fixturenames
    return asks and item.get_closest_marker("once") is None


@pytest.fixture(autouse=True, scope="session")
def _emptying_the_database_is_allowed():
    """SQLite's test database is emptied by DELETE, which the change log refuses at all other times. What a new database
    begins with is there again afterwards, so that no test depends on those before it."""
    empty = TransactionTestCase._fixture_teardown

    def teardown(case):
        guard.lift(connection)
        empty(case)
        BEGINNING.enter_published_days(apps, None)
        guard.protect(connection)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = empty


@pytest.fixture
@kept
def place(db):
    """A neighbourhood: one county with three townships, and another county next to it."""
    return make.place()


@pytest.fixture
@kept
def cast(place):
    """Eve and Wen (townships), Ying (county office), Lei (leader), Shen (task force), Han (city leader),
    Zhou (the neighbouring county's office), Nora without a post."""
    return make.cast(place)


@pytest.fixture
@kept
def campaign(place, cast):
    """This year's campaign of the county, and last year's, so that double counting shows."""
    return make.campaign(place, cast)


@pytest.fixture
@kept
def working(place, cast):
    """The county at work on approved plans, with last year's ledger beside this year's."""
    return make.working(place, cast)

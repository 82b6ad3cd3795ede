"""The cast and the place of the tests."""

import pytest
from django.db import connection
from django.test import TransactionTestCase

from fivestar.changes import guard
from tests import make
from tests.snapshot import kept


@pytest.fixture(autouse=True, scope="session")
def _emptying_the_database_is_allowed():
    """SQLite's test database is emptied by DELETE, which the change log refuses at all other times."""
    empty = TransactionTestCase._fixture_teardown

    def teardown(case):
        guard.lift(connection)
        empty(case)
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

"""A world that many tests share."""

import pytest
from django.db import transaction

from tests.doors import world as worlds


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once for a module, in a transaction around those of its tests, and gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)

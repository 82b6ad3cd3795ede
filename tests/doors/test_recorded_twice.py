"""Back, and sent again: every form that records something new asks once whether a second one is meant."""

import pytest
from django.db import transaction

from fivestar.changes.models import ChangeSet
from tests.pressing import Screen

pytestmark = [pytest.mark.once, pytest.mark.django_db]

# With what the second one that is meant is answered: some things there can be only one of.
RECORDING = {
    "/year/unit/problems/add/": 302,
    "/year/unit/projects/add/": 302,
    "/year/unit/opinions/add/": 302,
    "/year/county/vetoes/": 422,
    "/year/county/assignments/add/": 302,
    "/year/county/leaders/leader/": 422,
    "/year/county/pairings/pairing/": 302,
}


@pytest.mark.parametrize("route", RECORDING)
def test_the_same_form_with_a_new_token_is_asked_for_once(world, route):
    form, address = world.home.form(route, ""), world.home.address(route, "")
    office = world.browsers["ying"]
    with transaction.atomic():
        before = ChangeSet.objects.count()
        assert office.post(address, form | {"token": "first"}).status_code == 302
        page = office.post(address, form | {"token": "second"})
        assert (page.status_code, ChangeSet.objects.count()) == (409, before + 1)
        screen = Screen(page)
        (token,) = {
            value for named in screen.fields.values() for name, value in named if name == "token" and "again" in value
        }
        meant = RECORDING[route]
        assert office.post(address, form | {"token": token}).status_code == meant
        assert ChangeSet.objects.count() == before + (2 if meant == 302 else 1)
        transaction.set_rollback(True)

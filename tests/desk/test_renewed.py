"""A row that saves itself brings along whatever else of its page speaks of it: no sentence stays as it was at load."""

import pytest

from tests import make
from tests.planning.plans import JIN, XIN, YANG, YAO
from tests.swapping import shown

WENCHANG = (XIN, YAO, JIN, YANG)


@pytest.fixture
def eve(client, cast):
    client.force_login(cast.eve.officer)
    return client


@pytest.mark.parametrize("where", ["410871062", XIN])
@pytest.mark.parametrize("stars", ["", "industry safety civility ecology"])
def test_a_page_says_the_same_after_a_row_saved_itself_as_when_loaded_anew(eve, campaign, cast, where, stars):
    make.mark(cast.eve, campaign, dict.fromkeys(WENCHANG, "safety"))
    address = f"/{campaign.year}/{where}/"
    page = eve.get(address)
    row = {f"v-{XIN}": make.plan(campaign, XIN).version, f"t-{XIN}": stars.split()}
    answer = eve.post(address, row, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    fresh = shown(eve.get(address))
    assert shown(page) != fresh
    assert shown(page, answer) == fresh

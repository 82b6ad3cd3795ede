"""Planned levels against those held: who rises, keeps and falls, and exactly those units behind each figure."""

import re

import pytest

from campaigns.actions.campaign import record_held
from tests import make

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"


@pytest.fixture
def moved(campaign, cast):
    """One rises by two, one keeps, one falls to no target, one is not marked."""
    held = [(YAO, frozenset({"safety"})), (JIN, frozenset({"safety", "civility"}))]
    record_held(by=cast.ying, campaign=campaign, held=held)
    make.mark(cast.eve, campaign, {XIN: "industry safety", YAO: "safety", JIN: "none"})
    return campaign


@pytest.fixture
def url(moved) -> str:
    return f"/{moved.year}/410871/promotions/"


def test_units_are_counted_by_step_and_from_level_to_level(client, cast, url):
    client.force_login(cast.lei.officer)
    found = client.get(url).context["found"]
    assert dict(found.moves) == {(0, 2): 1, (1, 1): 1, (2, 0): 1}
    assert [(line.name, [number for _step, number in line.cells()], line.unmarked) for line in found.lines] == [
        ("李万街道", [0, 0, 0], 3), ("文昌街道", [1, 1, 1], 1), ("宁郭镇", [0, 0, 0], 3),
    ]  # fmt: skip


def test_each_figure_leads_to_exactly_its_units(client, cast, url):
    client.force_login(cast.lei.officer)
    page = client.get(url).content.decode()
    links = re.findall(r'href="([^"]*/units/\?[^"]*)"[^>]*>(\d+)</a>', page)
    assert len(links) == 6
    for address, number in links:
        listed = client.get(address.replace("&amp;", "&")).context["totals"]
        assert (address, listed.units) == (address, int(number))


def test_only_approved_plans_count_where_that_is_asked(client, cast, url, moved):
    make.submit(cast.eve, moved, XIN)
    make.approve(cast.ying, moved, XIN)
    client.force_login(cast.lei.officer)
    assert dict(client.get(url, {"source": "approved"}).context["found"].moves) == {(0, 2): 1}


def test_an_empty_campaign_says_where_to_go(client, cast, campaign):
    client.force_login(cast.ying.officer)
    page = client.get(f"/{campaign.year}/410871/promotions/")
    assert page.context["found"].total.marked == 0
    assert "/filings/" in page.content.decode()


@pytest.mark.parametrize(("who", "status"), [("ying", 200), ("lei", 200), ("han", 200), ("eve", 403), ("zhou", 404)])
def test_who_reads_it(client, cast, url, who, status):
    client.force_login(getattr(cast, who).officer)
    assert client.get(url).status_code == status

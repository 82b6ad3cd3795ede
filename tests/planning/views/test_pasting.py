"""Rows of the matrix pasted into a page: seen as they are understood, taken over together, or refused by line."""

import pytest

from fivestar.changes.models import ChangeSet
from tests import make
from tests.browsing import cost
from tests.planning.plans import JIN, XIN, YANG, YAO, deeds_since, says
from tests.pressing import Screen


@pytest.fixture
def eve(client, cast):
    client.force_login(cast.eve.officer)
    return client


@pytest.fixture
def url(campaign) -> str:
    return f"/{campaign.year}/410871062/stars/paste/"


def name(campaign, code: str) -> str:
    return make.plan(campaign, code).village.name


def test_pasted_rows_are_seen_and_taken_over_as_one_change(eve, url, campaign):
    assert eve.get(url).status_code == 200
    lines = "\n".join(f"{n}\t{name(campaign, code)}\t１\t\t1.0\t0\t" for n, code in enumerate([XIN, YAO, JIN, YANG], 1))
    before = ChangeSet.objects.latest("pk").pk
    page = eve.post(url, {"text": lines})
    assert (page.status_code, len(page.context["upload"].changed), deeds_since(before)) == (200, 4, [])
    screen = Screen(page)
    township = f"/{campaign.year}/410871062/"
    assert eve.post(township, screen.sent(screen.button(township))).status_code == 302
    assert {says(campaign, code)[:2] for code in (XIN, YAO, JIN, YANG)} == {("draft", "branch ecology")}
    assert deeds_since(before) == ["save_marks"]


def test_stars_that_a_block_does_not_show_stay(eve, url, campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "branch safety", YAO: "none"})
    page = eve.post(url, {"text": "★\n0", "unit": XIN, "star": "ecology"})
    sheets = {row.sheet.code: row.sheet for row in page.context["upload"].rows}
    assert sheets[XIN].targets == {"branch", "ecology", "safety"}
    assert (sheets[YAO].targets, sheets[YAO].no_target_reason) == (frozenset(), "集中整改")


@pytest.mark.parametrize(("text", "unit"), [("", ""), ("★\t★", ""), ("王庄村\t★\t★\t★\t★\t★", ""), ("？", XIN)])
def test_what_is_not_understood_takes_nothing_over_and_stays_to_be_mended(eve, url, text, unit):
    page = eve.post(url, {"text": text, "unit": unit, "star": "branch"})
    assert (page.status_code, page.context.get("upload"), len(page.context["problems"])) == (422, None, 1)
    screen = Screen(page)
    assert screen.sent(screen.button(url))["text"] == [text]


def test_a_star_or_unit_of_elsewhere_is_told(eve, url):
    for at in ({"unit": "410871101200", "star": "branch"}, {"unit": "x", "star": "y"}):
        assert eve.post(url, {"text": "★", **at}).status_code == 422


def test_thirty_lines_cost_what_one_costs(eve, url, campaign):
    lines = [f"{name(campaign, code)}\t★\t\t\t\t" for code in (XIN, YAO, JIN)]
    one, three = (cost(lambda text=text: eve.post(url, {"text": text})) for text in (lines[0], "\n".join(lines)))
    assert one == three

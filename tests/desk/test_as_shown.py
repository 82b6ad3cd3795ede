"""A button beside rows that can be edited acts on what one sees: the rows go along, saved by the same deed."""

import pytest

from campaigns.planning.actions.marks import return_plans
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import undo
from tests import make
from tests.browsing import told
from tests.planning.plans import JIN, XIN, YANG, YAO, deeds_since, says
from tests.pressing import Screen

WENCHANG = (XIN, YAO, JIN, YANG)


@pytest.fixture
def eve(client, cast):
    client.force_login(cast.eve.officer)
    return client


@pytest.fixture
def url(campaign) -> str:
    return f"/{campaign.year}/410871062/"


@pytest.fixture
def page(eve, url, campaign, cast) -> Screen:
    """The township's page, with all its units marked."""
    make.mark(cast.eve, campaign, dict.fromkeys(WENCHANG, "safety"))
    return Screen(eve.get(url))


def press(client, page: Screen, action: str, value: str = "", **changed):
    button = page.button(action, value)
    return client.post(button.action, page.sent(button, **changed))


def test_ticks_that_were_not_saved_are_submitted_as_one_change(eve, url, page, campaign, cast):
    before = ChangeSet.objects.latest("pk").pk
    assert press(eve, page, f"{url}submit/", **{f"t-{XIN}": ["safety", "civility"]}).status_code == 302
    assert [says(campaign, code)[:2] for code in WENCHANG] == [
        ("submitted", "civility safety"), *[("submitted", "safety")] * 3,
    ]  # fmt: skip
    assert deeds_since(before) == ["submit_plans"]
    undo(by=cast.eve, changeset=ChangeSet.objects.latest("pk"))
    assert says(campaign, XIN)[:2] == ("draft", "safety")


def test_a_unit_is_submitted_from_its_page_as_it_is_ticked_there(eve, url, page, campaign):
    unit = Screen(eve.get(f"/{campaign.year}/{XIN}/"))
    assert press(eve, unit, f"{url}submit/", **{f"t-{XIN}": ["industry"]}).status_code == 302
    assert [says(campaign, code)[:2] for code in (XIN, YAO)] == [("submitted", "industry"), ("draft", "safety")]


def test_what_a_colleague_marked_meanwhile_is_not_submitted_unseen(eve, url, page, campaign, cast):
    make.mark(cast.ying, campaign, {XIN: "civility"})
    before = ChangeSet.objects.latest("pk").pk
    answer = press(eve, page, f"{url}submit/", **{f"t-{YAO}": ["industry"]})
    assert (answer.status_code, deeds_since(before)) == (409, [])
    rows = answer.context["matrix"]
    assert (rows.row(XIN).is_stale, rows.row(YAO).entry.targets, rows.unsaved) == (True, {"industry"}, 2)
    assert [says(campaign, code)[:2] for code in (XIN, YAO)] == [("draft", "civility"), ("draft", "safety")]
    # Both were shown: sent again, it is meant.
    assert press(eve, Screen(answer), f"{url}submit/").status_code == 302
    assert [says(campaign, code)[:2] for code in (XIN, YAO)] == [("submitted", "safety"), ("submitted", "industry")]


def test_what_is_incomplete_is_not_submitted_and_kept_as_a_draft(eve, url, page, campaign):
    before = ChangeSet.objects.latest("pk").pk
    answer = press(eve, page, f"{url}submit/", **{f"t-{XIN}": [], f"t-{YAO}": ["civility"]})
    assert (answer.status_code, deeds_since(before)) == (422, ["save_marks"])
    assert [address for _, address in answer.context["problems"]] == [f"#u{XIN}"]
    assert [says(campaign, code)[:2] for code in (XIN, YAO)] == [("draft", ""), ("draft", "civility")]
    assert answer.context["matrix"].unsaved == 0
    # Its button to save saves, although the page came from the address that submits.
    assert press(eve, Screen(answer), url, **{f"t-{XIN}": ["industry"]}).status_code == 302
    assert [says(campaign, code)[:2] for code in (XIN, YAO)] == [("draft", "industry"), ("draft", "civility")]


def test_a_row_that_cannot_be_read_is_not_submitted_as_it_stood(eve, url, page, campaign):
    answer = press(eve, page, f"{url}submit/", **{f"r-{XIN}": ["长" * 121]})
    assert (answer.status_code, says(campaign, YAO)[0]) == (422, "draft")
    assert ("#r-" + XIN) in [address for _, address in answer.context["problems"]]


def test_what_was_opened_since_is_looked_at_first(eve, url, campaign, cast):
    """A bar that came later than the rows counts a unit whose row cannot be edited on the page."""
    make.mark(cast.eve, campaign, dict.fromkeys(WENCHANG, "safety"))
    make.submit(cast.eve, campaign, XIN)
    page = Screen(eve.get(url))
    return_plans(by=cast.ying, campaign=campaign, seen=make.seen(campaign, XIN), reason="再议")
    answer = press(eve, page, f"{url}submit/", open=list(WENCHANG))
    assert (answer.status_code, [address for _, address in answer.context["problems"]]) == (409, [f"#u{XIN}"])
    assert says(campaign, XIN)[0] == "returned"


def test_taking_back_saves_what_stands_open_beside(eve, url, campaign, cast):
    make.mark(cast.eve, campaign, dict.fromkeys(WENCHANG, "safety"))
    make.submit(cast.eve, campaign, XIN)
    answer = press(eve, Screen(eve.get(url)), f"{url}withdraw/", **{f"t-{YAO}": ["industry"]})
    assert answer.status_code == 302
    assert [says(campaign, code)[:2] for code in (XIN, YAO)] == [("draft", "safety"), ("draft", "industry")]
    assert told(eve.get(url)) == ["已撤回，可以继续修改。"]

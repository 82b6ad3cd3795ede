"""Pages show what the approved plan sheet says, say that it is the sheet's, and take it over by row, star and unit."""

import pytest

from campaigns.ledger.actions.tasks import sort_tasks
from tests import make
from tests.browsing import cost
from tests.ledger.test_shown import approve, ecology
from tests.planning.plans import XIN


@pytest.fixture
def approved(working, cast):
    approve(cast, working)
    return working


@pytest.fixture
def enter(client, cast):
    def enter(who: str):
        client.force_login(getattr(cast, who).officer)
        return client

    return enter


def sorted_all(cast, of):
    sort_tasks(by=cast.eve, campaign=of, reached=[], gaps=[row.pk for row in make.rows(of, XIN)])


def test_the_units_page_shows_marks_and_takes_over_by_row_star_and_unit(approved, cast, enter):
    sorted_all(cast, approved)
    eve, address = enter("eve"), f"/{approved.year}/{XIN}/ledger/"
    page = eve.get(address)
    assert page.text.count("张三") >= 3
    assert 'class="origin"' in page.text
    assert [row.lacks for row in page.context["ledger"].rows] == [[]] * 6
    versions = {f"v-{row.pk}": row.version for row in make.rows(approved, XIN)}
    one = ecology(approved)[0]
    for deed, stored in ((f"take:{one.pk}", 1), ("take_star:ecology", 3), ("take_all", 6)):
        versions = {f"v-{row.pk}": row.version for row in make.rows(approved, XIN)}
        assert eve.post(address, {"deed": deed, **versions}).status_code == 302
        assert sum(bool(row.person) for row in make.rows(approved, XIN)) == stored
    assert 'class="origin"' not in eve.get(address).text.split('<table class="boxed')[0]
    assert enter("shen").post(address, {"deed": "take_all", **versions}).status_code == 403


@pytest.mark.parametrize(
    "address", ["{unit}/ledger/", "{township}/ledger/", "{township}/ledger/?view=edit", "{township}/ledger/?view=paper"]
)
def test_pages_show_the_sheets_word_and_say_whose_it_is(approved, cast, enter, address):
    sorted_all(cast, approved)
    page = enter("eve").get(f"/{approved.year}/" + address.format(unit=XIN, township="410871062"))
    assert ("张三" in page.text, "〔计划表〕" in page.text or 'class="origin"' in page.text) == (True, True)


def test_a_row_that_saves_itself_stops_showing_the_sheets_word(approved, cast, enter):
    sorted_all(cast, approved)
    row = ecology(approved)[0]
    answer = enter("eve").post(
        f"/{approved.year}/{XIN}/ledger/", {f"v-{row.pk}": row.version, f"c-{row.pk}-person": "王五"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert f'<span class="inherited" id="i-c-{row.pk}-person" hx-swap-oob="true"></span>' in answer.text


def test_three_units_with_sheets_cost_what_one_costs(approved, cast, enter):
    eve, address = enter("eve"), f"/{approved.year}/410871062/ledger/"
    assert cost(lambda: eve.get(address + f"?unit={XIN}&star=ecology")) == cost(lambda: eve.get(address))

"""Two years at once: last year's is still rated while this year's is planned. Nobody's running year is hidden by the
next one, and every page leads to other years."""

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from campaigns.desk.reports.digest import digest_of_post, posts_with_digest
from campaigns.year.models.campaign import Campaign
from campaigns.year.rules import pages_in
from tests import make
from tests.planning.plans import XIN

COUNTY, WENCHANG, YANG = "410871", "410871062", "410871062203"
THIS = timezone.localdate().year
LAST = THIS - 1


@pytest.fixture
def both(working):
    """Last year's stars are being rated, this year's plans are made."""
    Campaign.objects.filter(year=LAST, county=COUNTY).update(phase="rating")
    Campaign.objects.filter(year=THIS, county=COUNTY).update(phase="planning")
    return working


def phases(**of_year):
    for year, phase in of_year.items():
        Campaign.objects.filter(year={"last": LAST, "this": THIS}[year], county=COUNTY).update(phase=phase)


def lands(client, seat) -> str:
    client.force_login(seat.officer)
    return client.get("/").url


@pytest.mark.parametrize(("who", "code"), [("eve", WENCHANG), ("ying", COUNTY), ("shen", COUNTY), ("lei", COUNTY)])
def test_whoever_works_lands_at_what_both_years_ask_for(client, cast, both, who, code):
    assert lands(client, getattr(cast, who)) == f"/{LAST}/{code}/todo/"
    page = client.get(f"/{LAST}/{code}/todo/")
    assert [part[0].year for part in page.context["of_years"]] == [LAST, THIS]
    assert page.text.index(f'id="of-{LAST}"') < page.text.index(f'id="of-{THIS}"')
    assert client.get("/todo/").url == f"/{LAST}/{code}/todo/"


def test_with_one_year_at_work_it_is_that_one_whichever_it_is(client, cast, both):
    phases(last="rating", this="closed")
    assert lands(client, cast.eve) == f"/{LAST}/{WENCHANG}/todo/"
    phases(last="closed", this="planning")
    assert lands(client, cast.eve) == f"/{THIS}/{WENCHANG}/"
    assert lands(client, cast.lei) == f"/{THIS}/{COUNTY}/"


def test_with_only_closed_ones_it_is_the_newest(client, cast, both):
    phases(last="closed", this="closed")
    assert [lands(client, seat) for seat in (cast.eve, cast.ying)] == [f"/{THIS}/{WENCHANG}/", f"/{THIS}/{COUNTY}/"]
    page = client.get(f"/{THIS}/{COUNTY}/todo/")
    assert [(part[0].year, part[1].lines) for part in page.context["of_years"]] == [(THIS, ())]


def test_above_counties_it_is_the_year_that_most_are_at_work_in(client, cast, both, place):
    make.campaign(place, cast, place.neighbour)
    neighbours = Campaign.objects.filter(county=place.neighbour)
    neighbours.filter(year=LAST).update(phase="creating")
    neighbours.filter(year=THIS).update(phase="closed")
    assert lands(client, cast.han) == f"/{LAST}/4108/"
    neighbours.filter(year=THIS).update(phase="planning")
    assert lands(client, cast.han) == f"/{THIS}/4108/"


def test_settings_lead_to_the_next_year_until_it_is_open(client, cast, both):
    client.force_login(cast.ying.officer)
    assert f'href="/{THIS + 1}/{COUNTY}/open/"' in client.get(f"/{THIS}/{COUNTY}/settings/").text
    assert "/open/" not in client.get(f"/{LAST}/{COUNTY}/settings/").text


def test_with_none_it_is_the_place(client, cast, place):
    assert lands(client, cast.eve) == f"/{THIS}/{WENCHANG}/"
    assert client.get("/todo/").url == "/"


def test_the_digest_tells_both_years(cast, both):
    ((post, campaigns),) = posts_with_digest(post=cast.eve.post.pk)
    assert [each.year for each in campaigns] == [LAST, THIS]
    page = digest_of_post(post, campaigns)
    assert page.subject == f"文昌街道{LAST}年“五星”支部创建待办（另有{THIS}年）"
    assert [f"【文昌街道{year}年“五星”支部创建待办】" in page.text for year in (LAST, THIS)] == [True, True]
    phases(last="closed", this="closed")
    assert posts_with_digest(post=cast.eve.post.pk) == []


def test_search_leads_to_the_oldest_at_work_and_names_the_other(client, cast, both):
    client.force_login(cast.eve.officer)
    page = client.get("/search/", {"q": "辛庄"})
    ((_group, ((hit, address),)),) = page.context["groups"]
    assert (address, hit.also) == (f"/{LAST}/{XIN}/", (THIS,))
    assert f'href="/{THIS}/{XIN}/"' in page.text
    assert [year for year, _address in page.context["ledgers"]] == [LAST, THIS]
    assert [
        hit.year for hit, _address in client.get("/search/", {"q": "辛庄", "year": THIS}).context["groups"][0][1]
    ] == [THIS]


# From year to year ------------------------------------------------------------------------------------------------


def other(client, page: str, year: int = LAST) -> str:
    return client.get(f"/{year}/", {"page": page}).url


@pytest.mark.parametrize(
    "page", ["{unit}/", "{unit}/ledger/", "{township}/", "{township}/todo/", "{township}/ledger/?star=ecology&sort=due"]
)
def test_a_page_leads_to_itself_in_another_year(client, cast, both, page):
    client.force_login(cast.eve.officer)
    below = page.format(unit=XIN, township=WENCHANG)
    assert other(client, f"/{THIS}/{below}") == f"/{LAST}/{below}"
    with translation.override("en"):
        shown = client.get(f"/{THIS}/{below}").text
    assert f'href="/{LAST}/?page=' in shown


def test_what_another_year_has_not_leads_to_the_nearest_above(client, cast, both):
    client.force_login(cast.eve.officer)
    row = make.rows(both, XIN)[0]
    assert other(client, f"/{THIS}/{XIN}/ledger/{row.pk}/") == f"/{LAST}/{XIN}/ledger/"
    assert other(client, f"/{THIS}/{WENCHANG}/ledger/?task={row.task_id}") == f"/{LAST}/{WENCHANG}/ledger/"
    Campaign.objects.get(year=LAST, county=COUNTY).plans.get(village=YANG).delete()
    assert other(client, f"/{THIS}/{YANG}/ledger/") == f"/{LAST}/{WENCHANG}/"
    assert [other(client, page) for page in ("", "//evil.example/", "/help/", f"/{THIS}/410871101/")] == ["/"] * 4
    client.force_login(cast.ying.officer)
    assert other(client, f"/{THIS}/{COUNTY}/people/") in (f"/{LAST}/{COUNTY}/people/", f"/{LAST}/{COUNTY}/")


def test_a_county_with_one_year_offers_none(client, cast, both):
    Campaign.objects.filter(year=LAST, county=COUNTY).update(county=cast.zhou.place)
    client.force_login(cast.eve.officer)
    assert 'class="tabs years"' not in client.get(f"/{THIS}/{WENCHANG}/").text


@given(
    st.sampled_from(["", "ledger/", "ledger/17/", "stars/ecology/"]),
    st.sampled_from(["", "a=1"]),
    st.integers(2001, 2099),
)
def test_a_page_is_looked_for_from_itself_upwards(below, query, year):
    found = pages_in(year, f"/2026/{XIN}/{below}" + (f"?{query}" if query else ""))
    assert all(address.startswith(f"/{year}/") for address in found)
    assert found[-5:] == [f"/{year}/{XIN[:digits]}/" for digits in (12, 9, 6, 4, 2)]
    assert not any("/17/" in address for address in found)


def test_what_is_no_page_of_a_year_is_looked_for_nowhere():
    assert [pages_in(2025, page) for page in ("", "/help/", "https://evil.example/2026/4108/", "//2026/4108/")] == [
        []
    ] * 4

"""Every page that says no has a way back, without a script."""

import re

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import RequestFactory

from fivestar import http
from fivestar.changes.deeds import Refused
from tests.planning.plans import XIN

HERE, ABOVE = "/2026/410871062/withdraw/", "/2026/410871062/"


def links(page) -> list[str]:
    main = page.content.decode().split("<main", 1)[1].split("</main>")[0]
    return re.findall(r'<a [^>]*href="([^"]+)"', main)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 500, 503])
def test_each_error_page_leads_back(db, status):
    request = RequestFactory().post(HERE, headers={"Referer": f"http://testserver{ABOVE}"})
    page = http.error_page(request, status, refusal=Refused("nein"))
    assert page.status_code == status
    assert links(page)[-2:] == [ABOVE, "/"]


@pytest.mark.parametrize(
    ("path", "referer", "before"),
    [
        (HERE, "", ABOVE),
        (f"/2026/{XIN}/ledger/77/", "", f"/2026/{XIN}/ledger/"),
        (ABOVE, "http://testserver/2026/410871/?a=1", "/2026/410871/?a=1"),
        (ABOVE, "http://evil.example/2026/410871/", "/2026/"),
        ("/nowhere/", "", "/"),
    ],
)
def test_the_page_before_is_where_one_came_from_or_the_nearest_above(path, referer, before):
    assert http.page_before(RequestFactory().get(path, headers={"Referer": referer})) == before


def test_an_address_that_only_takes_what_a_page_sends_says_so(client, cast, campaign):
    client.force_login(cast.eve.officer)
    page = client.get(f"/{campaign.year}/410871062/withdraw/")
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert links(page)[-2:] == [f"/{campaign.year}/410871062/", "/"]


def test_what_is_too_large_says_so(db):
    request = RequestFactory().post(ABOVE)
    assert http.bad_request(request, RequestDataTooBig()).status_code == 413
    assert http.bad_request(request, None).status_code == 400

"""The screen in a hall: a link of its own, a chart that pages by itself, and nothing beyond it."""

import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from campaigns.chart.actions import make_hall_link, withdraw_hall_link
from campaigns.chart.models import HallLink
from campaigns.chart.reports.chart import chart
from campaigns.chart.reports.hall import ROWS, hall_page
from campaigns.chart.rules import digest_of
from campaigns.planning.models.marks import Plan
from fivestar.changes.deeds import Refused
from fivestar.changes.models import Change
from tests import make


@pytest.fixture(autouse=True)
def _counted_anew():
    cache.clear()


@pytest.fixture
def link(working, cast) -> HallLink:
    make_hall_link(by=cast.ying, campaign=working, township=None, name="一楼大厅", digest=digest_of("secret"))
    return HallLink.objects.get()


def test_a_link_is_made_once_and_shown_once(client, cast, working):
    client.force_login(cast.eve.officer)
    page = f"/{working.year}/410871062/hall/"
    form = {"name": " 便民服务中心 ", "token": "a"}
    assert [client.post(page, form).url for _twice in range(2)] == [page, page]
    made = HallLink.objects.get()
    assert (made.name, made.place_code, made.made_by) == ("便民服务中心", "410871062", cast.eve.officer)
    address = client.get(page).context["address"]
    token = re.fullmatch(r"http://testserver/hall/([A-Za-z0-9_-]{32})/", address)[1]
    assert digest_of(token) == made.digest
    assert client.get(page).context["address"] == ""
    told = str(Change.objects.filter(model="campaigns.halllink").values_list("after"))
    assert (token in told, made.digest in told) == (False, False)
    client.logout()
    screen = client.get(address)
    assert (screen.status_code, screen.context["place"].name) == (200, "文昌街道")
    assert client.post(page, {"name": "甲"}).status_code == 302
    assert HallLink.objects.count() == 1


def test_what_everybody_sees(client, link, working, django_assert_num_queries):
    with django_assert_num_queries(8):
        page = client.get("/hall/secret/")
    with django_assert_num_queries(1):  # whether the link still holds; the chart is counted twice a minute at most
        third = client.get("/hall/secret/?page=4")
    assert (page.context["page"].of, third.context["page"].sheet.name) == (5, "文昌街道")
    assert '<noscript><meta http-equiv="refresh" content="20; url=?page=2"></noscript>' in page.text
    assert 'url=?page=1"' in client.get("/hall/secret/?page=5").text
    assert "http-equiv" not in client.get("/hall/secret/?page=2&hold=1").text
    assert [client.get(f"/hall/secret/?page={odd}").context["page"].number for odd in ("6", "0", "-1", "²", "x")] == [
        1, 1, 1, 1, 1,
    ]  # fmt: skip
    links = {href for href in re.findall(r'<a [^>]*href="([^"]*)"', page.text + third.text) if href[0] != "?"}
    assert (links, "应敏" in page.text, page.cookies) == (set(), False, {})
    headers = {name: page[name] for name in ("X-Robots-Tag", "Referrer-Policy")}
    assert headers == {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
    assert "no-store" in page["Cache-Control"]
    assert (client.get("/hall/other/").status_code, client.get("/hall/").status_code) == (404, 404)


def test_a_hall_tells_what_is_kept_apart_from_what_is_reached(client, link, working):
    """The first page counts 姚郭庄's kept star neither as reached nor under way; its own page says why."""
    first = client.get("/hall/secret/")
    row = re.search(r"<tr><th scope=\"row\" colspan=\"6\">★待 待复核</th>(.*?)</tr>", first.text)[1]
    assert re.findall(r"[0-9]+", re.sub(r"<[^>]*>", " ", row)) == ["0", "0", "1", "0", "0", "1"]
    assert '<td class="n">0%（0/5）</td>' in first.text
    assert "个村（社区）尚未标星" in first.text
    pages = [client.get(f"/hall/secret/?page={number}").text for number in range(2, 6)]
    assert sum(text.count("<b>★待</b> <span>待复核</span>") for text in pages) == 1
    assert all("<b>★待</b> <small>待复核</small>" in text for text in pages)  # the legend


def test_the_log_does_not_tell_the_token(client, link, caplog):
    client.get("/hall/secret/")
    assert [record.what for record in caplog.records if hasattr(record, "what")] == ["GET /hall/…/"]


def test_what_is_withdrawn_stops(client, link, cast, working):
    client.force_login(cast.ying.officer)
    assert client.get("/hall/secret/").status_code == 200
    page = f"/{working.year}/410871/hall/"
    assert client.post(f"{page}{link.pk}/withdraw/", {"version": 7, "sure": "1"}).status_code == 409
    assert client.post(f"{page}{link.pk}/withdraw/", {"version": 1, "sure": "1"}).url == page
    gone = client.get("/hall/secret/")
    assert (gone.status_code, "http-equiv" in gone.text, "此链接已停用" in gone.text) == (410, False, True)
    assert client.get("/hall/secret/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert client.post(f"{page}{link.pk}/withdraw/", {"version": 2, "sure": "1"}).status_code == 422


def test_who_makes_and_withdraws(client, link, cast, place, working):
    def make_by(seat, township):
        make_hall_link(by=seat, campaign=working, township=township, name="乙", digest=digest_of(seat.title))

    for seat, township in ((cast.eve, None), (cast.wen, place.wenchang), (cast.lei, None), (cast.zhou, None)):
        with pytest.raises(Refused):
            make_by(seat, township)
        with pytest.raises(Refused):
            withdraw_hall_link(by=seat, link=link, version=1)
    make_by(cast.wen, place.ningguo)
    withdraw_hall_link(by=cast.ying, link=HallLink.objects.get(township=place.ningguo), version=1)
    client.force_login(cast.eve.officer)
    page = client.get(f"/{working.year}/410871062/hall/")
    assert list(page.context["links"]) == []
    assert (
        client.post(f"/{working.year}/410871062/hall/{link.pk}/withdraw/", {"version": 1, "sure": "1"}).status_code
        == 404
    )


def test_a_long_list_is_split_evenly(working, place):
    for number in range(210, 210 + ROWS):
        Plan.objects.create(campaign=working, village=make.unit(place.liwan, number, f"{number}村"), kind="village")
    shown = chart(working, place.liwan, Plan.objects.at(working.year, "410871060"), timezone.localdate())
    pages = [hall_page(shown, number) for number in range(1, 5)]
    assert [page.table and len(page.table.rows) for page in pages] == [None, 7, 7, 1]
    assert [(page.next, page.previous) for page in pages] == [(2, 4), (3, 1), (4, 2), (1, 3)]

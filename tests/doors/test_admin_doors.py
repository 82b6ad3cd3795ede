"""Who gets in where in the admin: every list and record × a county office that may open it, and an administrator."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.doors.world import World, routes
from villages.models import Area, Officer

PAGES = ("changelist", "add", "change", "history", "delete")
# ying: the county office, its account allowed to open the admin. there: a record of the county next to hers, which for
# the admin does not exist: it sends people to its front page (302). Dashes: there is no such record.
TABLE = """
                        ying                            admin
                        list add open log delete there  list add open log delete there
villages.province        200 403  200 200    403     -   200 403  200 200    403     -
villages.city            200 403  200 200    403     -   200 403  200 200    403     -
villages.county          200 403  200 200    403   302   200 403  200 200    403   200
villages.township        200 403  200 200    403   302   200 403  200 200    403   200
villages.village         200 403  200 200    403   302   200 403  200 200    403   200
villages.area            200 200  200 200    200   302   200 200  200 200    200   200
villages.post            200 403  200 200    403   302   200 200  200 200    403   200
villages.officer         200 403  200 200    403   302   200 200  200 200    403   200
campaigns.star           200 403  200 200    403   302   200 403  200 200    403   200
campaigns.task           200 200  200 200    200   302   200 200  200 200    200   200
campaigns.dayoff         200 403  200 200    403     -   200 200  200 200    200     -
campaigns.veto           200 200  200 200    200   302   200 200  200 200    200   200
campaigns.campaign       200 403  200 200    403   302   200 403  200 200    403   200
campaigns.filing         200 403  200 200    403   302   200 403  200 200    403   200
campaigns.plan           200 403  200 200    403   302   200 403  200 200    403   200
campaigns.figuresheet    200 403  200 200    403   302   200 403  200 200    403   200
campaigns.publishedpercentage 200 403 200 200   403   302   200 403  200 200    403   200
campaigns.planversion    200 403  200 200    403   302   200 403  200 200    403   200
campaigns.answer         200 403  200 200    403   302   200 403  200 200    403   200
campaigns.opinion        200 403  200 200    403   302   200 403  200 200    403   200
campaigns.project        200 403  200 200    403   302   200 403  200 200    403   200
campaigns.unittask       200 403  200 200    403   302   200 403  200 200    403   200
campaigns.problem        200 403  200 200    403   302   200 403  200 200    403   200
campaigns.vetohit        200 403  200 200    403   302   200 403  200 200    403   200
campaigns.assignment     200 403  200 200    403   302   200 403  200 200    403   200
campaigns.contactleader  200 403  200 200    403   302   200 403  200 200    403   200
campaigns.visit          200 403  200 200    403   302   200 403  200 200    403   200
campaigns.pairing        200 403  200 200    403   302   200 403  200 200    403   200
changes.changeset        200 403  200 200    403   302   200 403  200 200    403   200
axes.accessattempt       403 403    -   -      -     -   200 403    -   -      -     -
axes.accesslog           403 403    -   -      -     -   200 403    -   -      -     -
axes.accessfailurelog    403 403    -   -      -     -   200 403    -   -      -     -
"""
ROWS = {row.split()[0]: row.split()[1:] for row in TABLE.splitlines()[3:]}
MODELS = {model._meta.label_lower: model for model in admin.site._registry}
# How a record belongs to a county.
COUNTY = {
    "county": "pk", "township": "county", "village": "township__county", "area": "township__county",
    "post": "county", "officer": "posts__county", "star": "campaign__county", "task": "star__campaign__county",
    "veto": "campaign__county", "campaign": "county", "filing": "campaign__county", "plan": "campaign__county",
    "figuresheet": "campaign__county", "planversion": "campaign__county",
    "publishedpercentage": "campaign__county", "answer": "campaign__county",
    "opinion": "campaign__county", "project": "plan__campaign__county", "unittask": "plan__campaign__county",
    "problem": "plan__campaign__county", "vetohit": "plan__campaign__county", "assignment": "campaign__county",
    "contactleader": "campaign__county", "visit": "plan__campaign__county", "pairing": "campaign__county",
    "changeset": "place",
}  # fmt: skip


@pytest.fixture
def opened(world, db) -> World:
    Officer.objects.filter(username="ying").update(is_staff=True)
    for site in (world.home, world.next_door):
        Area.objects.create(township_id=site.words["township"], name="东片")
    return world


def address(label: str, page: str, county: str = "") -> str:
    """A page of a model's records; with a county that of one of its records."""
    model = MODELS[label]
    name = f"admin:{label.replace('.', '_')}_{page}"
    if page in ("changelist", "add"):
        return reverse(name)
    records = model._base_manager.order_by("pk")
    if lookup := COUNTY.get(model._meta.model_name):
        records = records.filter(**{lookup: county})
    return reverse(name, args=[records.first().pk])


def test_every_model_of_the_admin_is_in_the_table():
    assert sorted(ROWS) == sorted(MODELS)


@pytest.mark.parametrize("label", ROWS)
def test_lists_and_records(opened, label):
    home, there = (site.words["county"] for site in (opened.home, opened.next_door))

    def line(who: str, expected: list[str]) -> list[str]:
        asked = [*((page, home) for page in PAGES), ("change", there)]
        return [
            "-" if cell == "-" else opened.knock(who, "GET", address(label, page, county)).cell
            for cell, (page, county) in zip(expected, asked, strict=True)
        ]

    got = [*line("ying", ROWS[label][:6]), *line("admin", ROWS[label][6:])]
    assert got == ROWS[label]


@pytest.mark.parametrize("who", ["nobody", "nora", "eve", "lei", "zhou"])
def test_whoever_may_not_open_the_admin_gets_no_page_of_it(opened, who):
    plain = {route for route in routes(admin=True) if "(" not in route} - {"/admin/logout/"}
    addresses = {route.replace("object_id", "1").replace("content_type_id", "1") for route in plain}
    browser = opened.browsers[who]
    # All addresses of the admin lead to its own door, which says the same whatever is behind it.
    door = browser.get("/admin/login/", {"next": "/admin/"})
    if who == "nobody":
        assert door.url.startswith("/sign-in/?next=/admin/")
    else:
        assert door.status_code == 403
    for address in [*addresses, "/admin/villages/", "/admin/anything/"]:
        answer = browser.get(address)
        if answer.status_code == 302 and answer.url == f"/admin/login/?next={address}":
            continue
        if who == "nobody":
            assert answer.url.startswith("/sign-in/?next=/admin/"), address
        else:
            assert answer.status_code == 403, address

"""Who gets in where: every address of the site × everyone in the cast × own and other place, reading and doing.

doors.py has the table. The addresses come from the URLconf: one that is missing there fails here.
"""

import re

import pytest
from django.test import Client

from tests.doors.doors import LINES, TAKEN_BY, Line, next_door
from tests.doors.world import Site, World, routes

ROUTES = sorted(set(routes()))
DEEDS = [line for line in LINES if line.is_deed]
NEXT_DOOR = [next_door(line) for line in LINES if re.search("county|township|unit|/id/", line.route)]


def answers(world: World, line: Line, at: Site) -> dict[str, tuple[str, int]]:
    """For everyone: what they get, and how many change sets that made."""
    form, address, readers = at.form(line.route, line.case), at.address(line.route, line.case), written_for(line)
    got = {who: world.knock(who, line.method, address, form, written=who in readers) for who in line.expected}
    return {who: (answer.cell, answer.sets) for who, answer in got.items()}


def written_for(line: Line) -> set[str]:
    """For whom an answer is written out: the first and the last who get it, of each status. For the others it would be
    much the same again."""
    by_cell: dict[str, list[str]] = {}
    for who, cell in line.expected.items():
        by_cell.setdefault(cell, []).append(who)
    return {who for cell, all_who in by_cell.items() if cell in ("200", "422") for who in (all_who[0], all_who[-1])}


def promised(line: Line) -> dict[str, tuple[str, int]]:
    """What a line promises to each: only a deed that is done makes a change set."""
    return {who: (cell, int(line.is_deed and cell == "302")) for who, cell in line.expected.items()}


def test_no_address_is_missing_from_the_table():
    assert sorted({line.route for line in LINES}) == ROUTES


def test_every_deed_is_done_by_somebody():
    """A form that nobody succeeds with at home proves nothing where it is sent to another place. What only shows a deed
    is paired with the line that does it, by the same people."""
    done = {str(line): {who for who, cell in line.expected.items() if cell == "302"} for line in DEEDS}
    shown = {str(line): {who for who, cell in line.expected.items() if cell == "200"} for line in DEEDS}
    assert {name for name, people in done.items() if not people} == TAKEN_BY.keys()
    assert {name: done[TAKEN_BY[name]] for name in TAKEN_BY} == {name: shown[name] for name in TAKEN_BY}


@pytest.mark.django_db
@pytest.mark.parametrize("line", LINES, ids=str)
def test_at_home(world, line):
    assert answers(world, line, world.home) == promised(line)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("line", NEXT_DOOR, ids=str)
def test_next_door(world, line):
    assert answers(world, line, world.next_door) == promised(line)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_has_no_line_is_not_done(world, method):
    """Whoever reads a page without a deed, or asks for a deed without a page, is told so."""
    there = {line.route for line in LINES if line.method == method}
    open_to_all = ("/healthz", "/readyz", "/admin/login/", "/hall/token/")
    got = {
        route: (world.knock("nobody", method, address).cell, world.knock("ying", method, address).cell)
        for route in ROUTES
        if route not in there
        for address in [world.home.address(route, "confirmed")]
    }
    assert got == {route: ("405" if route in open_to_all else "door", "405") for route in got}


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_form_of_another_place_changes_nothing_there(world, deed):
    """Whoever sends the neighbours' form to an address of their own reaches none of the neighbours' records."""
    addresses = {
        "ying": world.home.address(deed.route, deed.case),
        "wen": world.home.address(deed.route, deed.case).replace("410871062", "410871101"),
    }
    strange = {"ying": (world.next_door, "410803"), "wen": (world.home, "410871062")}
    for who, (site, code) in strange.items():
        form = site.form(deed.route, deed.case)
        touched = world.knock(who, "POST", addresses[who], form, written=False).touched
        assert {place for place in touched if place.startswith(code)} == set(), who


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_form_that_another_site_sends_is_refused(world, deed):
    """Signed in as someone who may, but without the token of a page of ours."""
    who = next(who for who, cell in deed.expected.items() if cell in ("302", "200", "422"))
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = world.browsers[who].cookies
    trusting, world.browsers[who] = world.browsers[who], strict
    try:
        form = world.home.form(deed.route, deed.case)
        answer = world.knock(who, "POST", world.home.address(deed.route, deed.case), form, written=False)
    finally:
        world.browsers[who] = trusting
    assert (answer.cell, answer.sets) == ("403", 0)

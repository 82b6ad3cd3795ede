"""Who gets in where: every address of the site × everyone in the cast × own and other place, reading and doing.

The table says what each role should get. The addresses come from the URLconf: one that is missing here fails.
"""

import re
from dataclasses import dataclass, replace

import pytest
from django.test import Client

from tests.screens.world import Site, World, routes

# nobody: not signed in. nora: no post. eve: the township of these addresses; wen: the one next to it. ying, lei, shen:
# their county's office, leader, task force. han: leader of their city. zhou: office of another county of that city.
# feng: leader of the province. admin: administrator of the province.
# door is the way to the sign-in page; a number is the status of the answer. What has no line answers 405.
# Where a deed is done (302), the change log has one change set more; everywhere else it has not.
TABLE = """
                                                 nobody nora  eve  wen ying  lei shen  han zhou feng admin
GET  /                                             door  200  302  302  302  302  302  302  302  302  302
GET  /sign-in/                                      200  302  302  302  302  302  302  302  302  302  302
POST /sign-in/                                      200  302  302  302  302  302  302  302  302  302  302
GET  /sign-in/words/                               door  302  302  302  302  302  302  302  302  302  302
POST /sign-out/                                    door  302  302  302  302  302  302  302  302  302  302
POST /post/                                        door  302  302  302  302  302  302  302  302  302  302
GET  /language/                                     302  302  302  302  302  302  302  302  302  302  302
POST /language/                                     302  302  302  302  302  302  302  302  302  302  302
GET  /admin/login/                                 door  403  403  403  403  403  403  403  403  403  302
GET  /admin/password_change/                       door  403  403  403  403  403  403  403  403  403  302
GET  /search/                                      door  200  200  200  200  200  200  200  200  200  200
GET  /account/password/                            door  200  200  200  200  200  200  200  200  200  200
POST /account/password/               wrong        door  422  422  422  422  422  422  422  422  422  422
GET  /healthz                                       200  200  200  200  200  200  200  200  200  200  200
GET  /readyz                                        200  200  200  200  200  200  200  200  200  200  200

GET  /year/province/                               door  404  403  403  403  403  403  403  403  200  200
GET  /year/province/log/                           door  404  403  403  403  403  403  403  403  200  200
GET  /year/city/                                   door  404  403  403  403  403  403  200  403  200  200
GET  /year/city/log/                               door  404  403  403  403  403  403  200  403  200  200

GET  /year/county/                                 door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/log/                             door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/units/                           door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/filings/                         door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/findings/                        door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/findings/key/       open         door  404  403  403  200  404  404  404  404  404  404
GET  /year/county/findings/key/       confirmed    door  404  403  403  200  200  200  200  404  200  200
POST /year/county/findings/key/       open         door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/units/decide/                    door  404  403  403  200  403  403  403  404  403  403
POST /year/county/units/decide/                    door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/stars/                           door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/stars/kind/star/                 door  404  403  403  200  403  403  403  404  403  403
POST /year/county/stars/kind/star/                 door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/standard/                        door  404  200  200  200  200  200  200  404  200  200
GET  /year/county/open/                            door  404  403  403  200  403  403  403  404  403  403
POST /year/county/open/                            door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/settings/                        door  404  403  403  200  403  403  403  404  403  403
POST /year/county/settings/                        door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/settings/phase/                  door  404  403  403  200  403  403  403  404  403  403
POST /year/county/settings/phase/                  door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/settings/units/                  door  404  403  403  200  403  403  403  404  403  403
POST /year/county/settings/units/                  door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/settings/held/                   door  404  403  403  200  403  403  403  404  403  403
POST /year/county/settings/held/                   door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/plan/                            door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/plan/figures/                    door  404  403  403  200  200  200  200  404  200  200
POST /year/county/plan/figures/                    door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/plan/freeze/                     door  404  403  403  200  403  403  403  404  403  403
POST /year/county/plan/freeze/                     door  404  403  403  302  403  403  403  404  403  403
GET  /year/county/plan/compare/                    door  404  403  403  200  200  200  200  404  200  200
GET  /year/county/plan/versions/version/           door  404  403  403  200  200  200  200  404  200  200

GET  /year/township/                               door  404  200  404  200  200  200  200  404  200  200
POST /year/township/                               door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/stars.xlsx                     door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/upload/                        door  404  200  404  200  403  403  403  404  403  403
POST /year/township/upload/           to look at   door  404  200  404  200  403  403  403  404  403  403
POST /year/township/submit/                        door  404  302  404  302  403  403  403  404  403  403
POST /year/township/withdraw/                      door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/log/                           door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/units/                         door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/findings/                      door  404  200  404  200  200  200  200  404  200  200
GET  /year/township/findings/key/     open         door  404  200  404  200  404  404  404  404  404  404
GET  /year/township/findings/key/     confirmed    door  404  200  404  200  200  200  200  404  200  200
POST /year/township/findings/key/     open         door  404  302  404  302  403  403  403  404  403  403
GET  /year/township/units/decide/                  door  404  403  404  200  403  403  403  404  403  403
POST /year/township/units/decide/                  door  404  403  404  302  403  403  403  404  403  403
GET  /year/township/extend/                        door  404  403  404  200  403  403  403  404  403  403
POST /year/township/extend/                        door  404  403  404  302  403  403  403  404  403  403
GET  /year/township/share/                         door  404  200  404  200  200  200  200  404  200  200
POST /year/township/share/                         door  404  403  404  302  403  403  403  404  403  403
GET  /year/township/declared/                      door  404  200  404  200  200  200  200  404  200  200
POST /year/township/declared/                      door  404  302  404  302  403  403  403  404  403  403

GET  /year/unit/                                   door  404  200  404  200  200  200  200  404  200  200
POST /year/unit/                                   door  404  302  404  302  403  403  403  404  403  403
GET  /year/unit/log/                               door  404  200  404  200  200  200  200  404  200  200
GET  /changes/change/                              door  404  200  404  200  200  200  200  404  200  200
GET  /changes/change/undo/                         door  404  302  404  302  302  302  302  404  302  302
POST /changes/change/undo/            of eve       door  404  302  404  422  422  422  422  404  422  422
"""


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    method: str
    route: str
    case: str
    expected: dict[str, str]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.method, self.route, self.case]))

    @property
    def is_deed(self) -> bool:
        """Whether records change; what the other forms change is one's own session."""
        return self.method == "POST" and self.route.startswith(("/year/", "/changes/"))


def _read(table: str) -> tuple[list[str], list[Line]]:
    head, *rows = filter(None, table.splitlines())
    roles = head.split()
    lines = []
    for row in rows:
        method, route, *words = row.split()
        case, cells = words[: -len(roles)], words[-len(roles) :]
        lines.append(Line(method, route, " ".join(case), dict(zip(roles, cells, strict=True))))
    return roles, lines


ROLES, LINES = _read(TABLE)
ROUTES = sorted(set(routes()))
DEEDS = [line for line in LINES if line.is_deed]


def next_door(line: Line) -> Line:
    """The same line for an address in the neighbouring county: zhou is its office, and those of home are strangers."""
    strangers = dict.fromkeys(("eve", "wen", "ying", "lei", "shen"), "404")
    return replace(line, expected=line.expected | strangers | {"zhou": line.expected["ying"]})


NEXT_DOOR = [next_door(line) for line in LINES if re.search("county|township|unit|/change/", line.route)]


def answers(world: World, line: Line, at: Site) -> dict[str, tuple[str, int]]:
    """For everyone: what they get, and how many change sets that made."""
    form = at.forms.get(line.route)
    got = {who: world.knock(who, line.method, at.address(line.route, line.case), form) for who in ROLES}
    return {who: (answer.cell, answer.sets) for who, answer in got.items()}


def promised(line: Line) -> dict[str, tuple[str, int]]:
    """What a line promises to each: only a deed that is done makes a change set."""
    return {who: (cell, int(line.is_deed and cell == "302")) for who, cell in line.expected.items()}


def test_no_address_is_missing_from_the_table():
    assert sorted({line.route for line in LINES}) == ROUTES


@pytest.mark.django_db
@pytest.mark.parametrize("line", LINES, ids=str)
def test_at_home(world, line):
    assert answers(world, line, world.home) == promised(line)


@pytest.mark.django_db
@pytest.mark.parametrize("line", NEXT_DOOR, ids=str)
def test_next_door(world, line):
    assert answers(world, line, world.next_door) == promised(line)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_has_no_line_is_not_done(world, method):
    """Whoever reads a page without a deed, or asks for a deed without a page, is told so."""
    there = {line.route for line in LINES if line.method == method}
    open_to_all = ("/healthz", "/readyz", "/admin/login/")
    got = {
        route: (world.knock("nobody", method, address).cell, world.knock("ying", method, address).cell)
        for route in ROUTES
        if route not in there
        for address in [world.home.address(route, "confirmed")]
    }
    assert got == {route: ("405" if route in open_to_all else "door", "405") for route in got}


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_form_of_another_place_changes_nothing_there(world, deed):
    """Whoever sends the neighbours' form to an address of their own reaches none of the neighbours' records."""
    addresses = {
        "ying": world.home.address(deed.route, deed.case),
        "wen": world.home.address(deed.route, deed.case).replace("410871062", "410871101"),
    }
    strange = {"ying": (world.next_door.forms, "410803"), "wen": (world.home.forms, "410871062")}
    for who, (forms, code) in strange.items():
        touched = world.knock(who, "POST", addresses[who], forms[deed.route]).touched
        assert {place for place in touched if place.startswith(code)} == set(), who


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_form_that_another_site_sends_is_refused(world, deed):
    """Signed in as someone who may, but without the token of a page of ours."""
    who = next(who for who, cell in deed.expected.items() if cell in ("302", "200"))
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = world.browsers[who].cookies
    trusting, world.browsers[who] = world.browsers[who], strict
    try:
        answer = world.knock(who, "POST", world.home.address(deed.route, deed.case), world.home.forms[deed.route])
    finally:
        world.browsers[who] = trusting
    assert (answer.cell, answer.sets) == ("403", 0)

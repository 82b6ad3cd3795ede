"""Every page of the table of doors in a real browser, as someone whom it is for: readable for all, at a desk and on a
phone, by day and by night, without an error and without asking another host."""

from collections.abc import Iterator

import pytest
from django.test.signals import template_rendered
from playwright.sync_api import Page

from campaigns.ledger.models import UnitTask
from campaigns.planning.choices import AnswerState
from campaigns.planning.reports.findings import findings
from campaigns.problems.actions import add_problems, fix_problems
from campaigns.problems.models import Problem
from campaigns.problems.rules import ProblemSheet
from campaigns.projects.models import Project
from campaigns.sheets.actions.sheet import ask_change
from campaigns.sheets.models.sheet import ChangeRequest
from campaigns.vetoes.actions import enter_veto_hit
from campaigns.vetoes.models import VetoHit
from campaigns.year.models.campaign import Campaign
from fivestar.changes.models import ChangeSet
from tests.browser.conftest import DESK, watch
from tests.browser.deeper import deeper
from tests.doors.doors import LINES
from tests.doors.world import Site
from villages.access import Seat
from villages.models import Officer, Post

# How a page looks and reads does not depend on the database.
pytestmark = pytest.mark.once

PHONE = {"width": 390, "height": 844}
# In this order: whoever is first to be let in is the one whom the page is for.
READERS = ("eve", "ying", "han", "admin", "nora", "nobody")
NO_PAGES = ("/healthz", "/readyz", "/files/id/")
# Pages on which most time is spent; they are also read in the colours of the night.
MAIN = (
    "/sign-in/", "/year/county/", "/year/county/plan/", "/year/county/units/", "/year/county/findings/",
    "/year/county/units/decide/", "/year/county/settings/", "/year/township/", "/year/unit/", "/changes/id/",
)  # fmt: skip
# Plans are approved in 李万街道, so that is where ledgers are; Eve does not see it.
IN_LIWAN = (
    "/year/unit/ledger/", "/year/unit/ledger/row/", "/year/unit/ledger/row/evidence/",
    "/year/township/ledger/sort/star/", "/year/township/evidence/file/",
)  # fmt: skip

PAGES = [
    line
    for line in LINES
    if line.method == "GET" and "200" in line.expected.values()
    if line.route not in NO_PAGES and not line.route.endswith(".xlsx")
    if (line.route, line.case) != ("/year/township/findings/key/", "open")  # the demo's township has a confirmed one
]


@pytest.fixture(scope="module")
def site(db) -> Site:
    """The demo's own words for what varies in an address; besides, Nora without a post, and a request for a change."""
    Officer.objects.create_user("nora", name="农拉")
    campaign, unit, approved = Campaign.objects.get(county="410871"), "410871062201", "410871060209"
    [post] = Post.objects.with_place().filter(officer__username="li")
    ask_change(by=Seat(post.officer, post, (post,)), campaign=campaign, codes=[approved], reason="多报了一颗星")
    eve = Post.objects.with_place().get(officer__username="eve")
    ying = Post.objects.with_place().get(officer__username="ying")
    sheets = [ProblemSheet(unit, "ecology", None, {"text": text}) for text in ("户厕缺人", "坑塘未治")]
    add_problems(by=Seat(eve.officer, eve, (eve,)), campaign=campaign, sheets=sheets)
    open_, fixed = Problem.objects.order_by("pk")
    fix_problems(by=Seat(eve.officer, eve, (eve,)), campaign=campaign, seen={fixed.pk: 1}, fix="已清淤")
    enter_veto_hit(
        by=Seat(ying.officer, ying, (ying,)), plan=campaign.plans.get(village=unit),
        veto=campaign.vetoes.filter(star=None).first(), department="组织部", found="待核实",
    )  # fmt: skip
    words = {
        "year": campaign.year, "province": "41", "city": "4108", "county": "410871", "township": "410871062",
        "unit": unit, "kind": "village", "star": "ecology", "version": campaign.versions.get().pk,
        "id": ChangeSet.objects.filter(by__username="eve").latest("pk").pk, "holder": eve.pk,
        "problem": open_.pk, "fixed": fixed.pk, "hit": VetoHit.objects.get().pk,
        "opinion": campaign.opinions.get(place=unit).pk, "project": Project.objects.get(plan__village=unit).pk,
    }  # fmt: skip
    row = UnitTask.objects.filter(plan__campaign=campaign, plan__village=approved, in_force=True).first()
    of_row = {"unit": approved, "township": approved[:9], "star": "safety", "row": str(row.pk)}
    own = {"/year/county/requests/id/": {"id": str(ChangeRequest.objects.get().pk)}}
    own |= dict.fromkeys(IN_LIWAN, of_row)
    seats = [Seat(each.officer, each, (each,)) for each in (ying, eve, post)]
    more, everywhere = deeper(campaign, *seats, row)
    own |= more
    words |= everywhere
    queries = {"/year/county/standard/add/": f"?star={campaign.stars.first().pk}"}
    by_state = {row.state: row.key for row in findings(campaign) if row.finding.place == "410871062"}
    still_open = next(row.key for row in findings(campaign) if row.state == AnswerState.OPEN)
    keys = {"confirmed": by_state[AnswerState.CONFIRMED], "open": still_open}
    return Site(campaign, {word: str(meant) for word, meant in words.items()}, own, keys, {}, queries)


@pytest.fixture(scope="module")
def window(browser, browser_context_args, server):
    """(one window for all pages, which fetches styles and scripts once; what went wrong in it)."""
    context, wrong = browser.new_context(**browser_context_args), []
    yield watch(context.new_page(), server, wrong), wrong
    context.close()
    assert wrong == []


@pytest.fixture
def page(window):
    page, wrong = window
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    yield page
    told, wrong[:] = wrong[:], []
    assert told == []


def reader(line) -> str:
    if line.route in IN_LIWAN:
        return "ying"
    return next(who for who in READERS if line.expected[who] == "200")


def fits(page: Page) -> None:
    """Nothing is wider than the window: only tables with a frame of their own may be, inside it."""
    width, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= window, page.evaluate(
        """() => [...document.querySelectorAll("main *, header *, footer *")]
            .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map(each => each.outerHTML.slice(0, 120)).slice(0, 5)"""
    )


@pytest.fixture(scope="module")
def read_already() -> set[str]:
    """Templates of which a page was read by axe."""
    return set()


@pytest.fixture
def rendered(db) -> Iterator[list[str]]:
    """Names of the templates that the server fills in, a page's own before those of its parts."""
    names: list[str] = []

    def note(sender, template, **_more):
        names.append(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


@pytest.mark.parametrize("line", PAGES, ids=str)
def test_a_page_is_readable_for_all(page, sign_in, axe, site, settings, rendered, read_already, line):
    """Pages of one template have the same names, colours and order, whichever place they show: axe reads the first."""
    settings.DEMO = True
    who = reader(line)
    sign_in("" if who == "nobody" else who)
    response = page.goto(site.address(line.route, line.case))
    assert response.status == 200
    is_new = rendered[0] not in read_already
    read_already.add(rendered[0])
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        fits(page)
        if is_new:
            axe(page)
    if line.route in MAIN:
        page.emulate_media(color_scheme="dark")
        axe(page)


@pytest.mark.parametrize(("who", "route", "status"), [("eve", "/year/county/", 403), ("zhou", "/year/township/", 404)])
def test_a_page_that_says_no_is_readable_too(page, sign_in, axe, site, who, route, status):
    sign_in(who)
    assert page.goto(site.address(route)).status == status
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        fits(page)
        axe(page)

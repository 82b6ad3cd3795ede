"""Two neighbouring counties with something at each of their addresses, and everyone with a browser of their own."""

import datetime
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from campaigns.chart.actions import make_hall_link
from campaigns.chart.rules import digest_of
from campaigns.opening.forms import read_held
from campaigns.planning.actions.figures import freeze_plan, record_percentage, save_figures
from campaigns.planning.actions.findings import answer_finding
from campaigns.planning.choices import AnswerState, Source, Stage
from campaigns.planning.exchange.matrix import write_matrix
from campaigns.planning.forms.shares import read_shares
from campaigns.planning.reports.facts import campaign_facts
from campaigns.planning.reports.findings import FindingRow, findings
from campaigns.planning.reports.matrix import matrix
from campaigns.planning.reports.naming import held_units, star_names
from campaigns.planning.reports.shares import share_places
from campaigns.planning.rules.creation import digest, frozen
from campaigns.planning.rules.facts import Printed
from campaigns.planning.rules.figures import Figures
from campaigns.planning.rules.shares import digest as shares_digest
from campaigns.sheets.actions.mapping import keep_mapping
from campaigns.sheets.exchange.sheets import SheetBook, write_sheets
from campaigns.sheets.models.mapping import ColumnMapping
from campaigns.sheets.models.sheet import Sheet
from campaigns.sheets.reports.sheet import sheet_rows
from campaigns.workbooks import layout
from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign, Filing, Star
from fivestar import sessions
from fivestar.changes.models import Change, ChangeSet
from fivestar.http import LEVELS
from tests import make
from tests.doors.depth import depth, enlarge
from tests.doors.listing import listing
from tests.doors.taking import taking
from tests.doors.timing import timing
from villages.access import Seat
from villages.choices import Role
from villages.models import Township


def routes(admin: bool = False, resolver=None, before: str = "/", space: str = "") -> Iterator[str]:
    """Every address that the URLconf knows, with what varies as a word: ``/year/county/log/``.

    admin -- those of the admin instead of all others.
    """
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + re.sub(r"<(?:(\w+):)?(\w+)>", _word, str(entry.pattern))
        if not isinstance(entry, URLPattern):
            yield from routes(admin, entry, route, entry.namespace or space)
        elif (space == "admin") == admin:
            yield from _at_each_level(route)


def _at_each_level(route: str) -> list[str]:
    """A route whose page is alike at several levels, once for each of them."""
    parts = route.split("/")
    shared = next((part for part in parts if len(LEVELS.get(part, ())) > 1), None)
    if shared is None:
        return [route]
    return ["/".join(level if part == shared else part for part in parts) for level in LEVELS[shared]]


def _word(parameter: re.Match) -> str:
    converter, name = parameter.groups()
    return converter if name == "code" else {"star_code": "star", "pk": "id", "post": "holder"}.get(name, name)


@dataclass
class Site:
    """What stands at a county's addresses.

    words -- what the words of a route mean.
    own   -- what they mean on one route only.
    keys  -- findings by what has been said of them.
    queries -- what a page is asked with.
    forms -- for each route where something is done, what its form sends so that it is done.
    """

    campaign: Campaign
    words: dict[str, str]
    own: dict[str, dict[str, str]]
    keys: dict[str, str]
    forms: dict[str, dict]
    queries: dict[str, str]

    def form(self, route: str, case: str = "") -> dict | None:
        return self.forms.get(f"{route} {case}") or self.forms.get(route)

    def address(self, route: str, case: str = "") -> str:
        """The address that a route has here, with the query that the page needs.

        case -- of a line of the table; for a finding's page it says which finding.
        """
        words = self.words | self.own.get(route, {}) | {"key": self.keys.get(case, "")}
        if route == "/year/county/open/":
            words |= {"year": str(self.campaign.year + 1)}
        path = "/".join(words.get(part, part) for part in route.split("/"))
        path += self.queries.get(route, "")
        asked = {"decide": "?deed=approve&state=submitted", "step": f"?step=recheck&problem={words.get('fixed')}"}
        return path + asked.get(route.strip("/").rpartition("/")[2], "")


def site(campaign: Campaign, township: Township, office: Seat, organizer: Seat) -> Site:
    """A township in the middle of planning: units in several states, one finding confirmed and another open."""
    units = campaign.plans.filter(village__township=township).order_by("village").values_list("village", flat=True)
    begun, complete, handed_in, to_decide = units[:4]
    save_figures(
        by=office, campaign=campaign, township=None, source=Source.PLAN, version=0,
        figures=[Figures(Kind.VILLAGE, {5: 1, 4: 0, 3: 0, 2: 1, 1: 0}, {"branch": 1, "industry": 2, "safety": 2})],
    )  # fmt: skip
    record_percentage(by=office, campaign=campaign, percentage=Printed("四星以上村", 1, 3, "行政村", "33"))
    freeze_plan(
        by=office, campaign=campaign, stage=Stage.OPINION, name="征求意见稿", note="",
        content=frozen(campaign_facts(campaign)),
    )  # fmt: skip
    save_figures(
        by=organizer, campaign=campaign, township=township, source=Source.DECLARED, version=0,
        figures=[Figures(Kind.VILLAGE, {5: 2, 4: 0, 3: 0, 2: 2, 1: 0}, {"branch": 1, "industry": 2, "safety": 2})],
    )  # fmt: skip
    make.mark(office, campaign, {complete: "industry safety", handed_in: "industry", to_decide: "safety"})
    make.submit(organizer, campaign, handed_in, to_decide)
    own, deep = depth(campaign, township, office, organizer, begun=begun, handed_in=handed_in, to_decide=to_decide)
    make.mark(organizer, campaign, {begun: "civility"})
    confirmed, still_open = findings(campaign, township.code)[:2]
    answer_finding(
        by=office, campaign=campaign, finding=confirmed.finding, state=AnswerState.CONFIRMED, text="",
        digest=confirmed.finding.digest,
    )  # fmt: skip
    star = campaign.stars.get(kind=Kind.VILLAGE, code="industry")
    keep_mapping(
        by=office, county=campaign.county, name="村情台账", columns={"村名": "unit"}, year=campaign.year,
    )  # fmt: skip
    make_hall_link(
        by=office, campaign=campaign, township=township, name="一楼大厅", digest=digest_of(campaign.county_id)
    )  # fmt: skip
    words = {
        "token": campaign.county_id, "link": campaign.hall_links.get().pk,
        "year": campaign.year, "province": "41", "city": "4108", "county": campaign.county_id,
        "township": township.code, "unit": begun, "kind": star.kind, "star": star.code,
        "version": campaign.versions.get().pk, "number": "1",
        "id": ChangeSet.objects.filter(by=organizer.officer).latest("pk").pk, "holder": organizer.post.pk,
    }  # fmt: skip
    forms = {
        **_frame_forms(),
        **_township_forms(campaign, township, begun=begun, complete=complete, handed_in=handed_in, finding=still_open),
        **_county_forms(campaign, star, unit=make.plan(campaign, complete).village.name),
        **_people_forms(organizer, township),
        **listing(campaign, organizer),
        **taking(campaign, township, office, unit=begun),
        **deep,
        **{f"/year/{of}/hall/": {"name": "二楼大厅"} for of in ("county", "township")},
        **{f"/year/{of}/hall/link/withdraw/": {"version": 1, "sure": "1"} for of in ("county", "township")},
    }
    at_work, queries, timed = timing(campaign)  # last: it sends what the ledgers say now
    words |= at_work
    forms |= timed
    # Came to the county after the campaign was opened, for the page that takes such units in.
    make.unit(township, 250, "新设村")
    words = {word: str(meant) for word, meant in words.items()}
    return Site(campaign, words, own, {"open": still_open.key, "confirmed": confirmed.key}, forms, queries)


def _frame_forms() -> dict[str, dict]:
    return {
        "/sign-in/": {"username": "nobody", "password": "wrong"},
        "/sign-out/": {},
        "/account/password/": {"old_password": "wrong"},
        "/post/": {"post": ""},
        "/language/": {"language": "zh-hans"},
        "/changes/id/undo/": {},
    }


def _township_forms(
    campaign: Campaign, township: Township, *, begun: str, complete: str, handed_in: str, finding: FindingRow
) -> dict[str, dict]:
    marks = {f"v-{begun}": make.plan(campaign, begun).version, f"t-{begun}": ["industry", "safety"]}
    waiting = campaign.plans.filter(state="submitted").values_list("village", "version")
    decision = {"seen": " ".join(f"{code}:{version}" for code, version in waiting), "reason": "同意"}
    answer = {"state": "explained", "text": "正在核对", "digest": finding.finding.digest, "version": 0}
    filing = Filing.objects.get(campaign=campaign, township=township)
    until = campaign.plan_due + datetime.timedelta(days=3)
    book = write_matrix(matrix(campaign, township, timezone.localdate()))
    names = star_names(campaign)
    own = Sheet.objects.for_list().filter(plan__campaign=campaign, plan__village__township=township)
    sheets = write_sheets(SheetBook(str(township), campaign.year, campaign.span, "创建", sheet_rows(own, names), names))
    return {
        "/year/township/": marks,
        "/year/unit/": marks,
        "/year/township/submit/": {"unit": complete},
        "/year/township/withdraw/": {"unit": handed_in},
        "/year/township/stars/paste/": {"text": f"{complete}\t★\t★\t\t\t"},
        "/year/township/upload/": {"file": SimpleUploadedFile("标星表.xlsx", book)},
        "/year/township/sheets/upload/": {"file": SimpleUploadedFile("计划表.xlsx", sheets)},
        "/year/township/summary/sign/": {
            "signed_by_name": "王书记",
            "signed_on": timezone.localdate(),
            "version": filing.version,
        },
        "/year/township/units/decide/": decision,
        "/year/county/units/decide/": decision,
        "/year/township/extend/": {"until": until, "reason": "停电", "version": filing.version},
        "/year/township/findings/key/": answer,
        "/year/county/findings/key/": answer,
        "/year/township/share/": {"village-level-5": 1, "version": 0},
        "/year/township/declared/": {"village-level-5": 1, "version": 1},
    }


def _county_forms(campaign: Campaign, star: Star, *, unit: str) -> dict[str, dict]:
    settings = make.settings(campaign.year) | {"word": "creation", "capstone": "warning"}
    line = f"{unit} {star.name}"
    names = {kind: {each.code: each.name for each in stars} for kind, stars in campaign.star_sets().items()}
    kept = ColumnMapping.objects.get(county=campaign.county)
    seen = read_held(line, held_units(campaign), names).digest
    _facts, places = share_places(campaign)
    table = f"乡镇\t五星\n{places[0].name}\t1"
    shares = {
        "village": table,
        "record": "1",
        "seen": shares_digest([read_shares(table, "village", names["village"], places)]),
    }
    return {
        "/year/county/plan/shares/": shares,
        "/year/county/plan/figures/": {"village-level-5": 2, "version": 1},
        "/year/county/plan/freeze/": {"stage": "review", "seen": digest(frozen(campaign_facts(campaign)))},
        "/year/county/plan/percentages/": {
            "name": "三星以上村",
            "part": "52",
            "base": "104",
            "base_name": "行政村",
            "printed": "50",
        },
        "/year/county/stars/kind/star/": {"department": "农业农村局", "version": star.version},
        "/year/county/open/": settings | {"standard": "henan-2022"},
        "/year/county/settings/": settings | {"budget": 600, "version": campaign.version},
        "/year/county/settings/phase/": {"phase": "creating", "version": campaign.version},
        "/year/county/settings/units/": {},
        "/year/county/sheets/mapping/forget/": {"mapping": kept.pk, "version": kept.version},
        "/year/county/settings/held/": {"text": line, "record": "1", "seen": seen},
    }


def _people_forms(organizer: Seat, township: Township) -> dict[str, dict]:
    return {
        "/year/county/people/add/": {"post": f"township_organizer:{township.code}", "name": "新人"},
        "/year/county/people/holder/password/": {"sure": "1"},
        "/year/county/people/holder/unlock/": {},
        "/year/county/people/holder/end/": {"version": organizer.post.version},
        "/year/county/people/holder/handover/": {"name": "新人", "version": organizer.post.version},
    }


@dataclass(frozen=True)
class Answer:
    """What someone gets at an address.

    cell    -- the status; ``door`` for the way to the sign-in page.
    sets    -- how many change sets that made.
    touched -- the places whose records it changed.
    """

    cell: str
    sets: int
    touched: frozenset[str]


@dataclass
class World:
    """home: 示范区 with 文昌街道, eve's. next_door: 中站区, zhou's, with 朱村街道.

    last -- key of the last change set of all: what somebody does makes later ones.
    """

    home: Site
    next_door: Site
    browsers: dict[str, Client]
    last: int

    def knock(self, who: str, method: str, address: str, form: dict | None = None, *, written: bool = True) -> Answer:
        """Ask for an address, or send it a form. Nothing of it stays.

        written -- whether a page that opens is written, too; who gets in is decided before.
        """
        browser = self.browsers[who]
        cookies = browser.cookies.copy()
        if file := (form or {}).get("file"):
            file.seek(0)
        with transaction.atomic(), nullcontext() if written else _unwritten():
            if method == "POST":
                response = browser.post(address, {"token": uuid.uuid4().hex, **(form or {})})
            else:
                response = browser.get(address)
            sets = ChangeSet.objects.filter(pk__gt=self.last).count()
            changes = Change.objects.filter(changeset__gt=self.last) if sets else Change.objects.none()
            answer = Answer(_cell(response), sets, frozenset(changes.values_list("place", flat=True)))
            transaction.set_rollback(True)
        browser.cookies = cookies
        return answer


@contextmanager
def _unwritten() -> Iterator[None]:
    """Views do all that they do, but no template is filled in and no workbook saved: a good part of the time."""
    with (
        mock.patch.object(Template, "render", return_value=""),
        mock.patch.object(layout, "bytes_of", return_value=b""),
    ):
        yield


def _cell(response) -> str:
    at_the_door = response.status_code == 302 and response.url.startswith("/sign-in/?next=")
    return "door" if at_the_door else str(response.status_code)


def build() -> World:
    """Both counties and everyone in them. Nora has no post; of the people only admin may open the admin."""
    place = make.place()
    for number, name in ((201, "一村"), (202, "二村"), (203, "三村")):
        make.unit(place.zhuwang, number, name)
    for township in (place.wenchang, place.zhuwang):
        enlarge(township)
    cast = make.cast(place)
    feng = make.seat("feng", "冯远", Role.PROVINCE_LEADER, place.province)
    organizer = make.seat("mo", "莫言", Role.TOWNSHIP_ORGANIZER, place.zhuwang)
    home = site(make.campaign(place, cast), place.wenchang, cast.ying, cast.eve)
    there = site(make.campaign(place, cast, place.neighbour), place.zhuwang, cast.zhou, organizer)
    browsers = {"nobody": Client()}
    for who, seat in {**vars(cast), "feng": feng}.items():
        browsers[who] = Client()
        browsers[who].force_login(seat.officer)
        _note_visit(browsers[who])
    return World(home, there, browsers, ChangeSet.objects.latest("pk").pk)


def _note_visit(browser: Client) -> None:
    """Ahead of time: as nothing of a request stays, each would note that it is the first."""
    session = browser.session
    session[sessions.BEGUN] = time.time()
    session[sessions.SEEN] = time.time() + 3600
    session.save()

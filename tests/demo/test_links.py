"""Each figure that is a link leads to as many rows as it says, for everybody and in both seasons.

The crawl opens one page of each kind (its route, and what its list is narrowed to) and follows one figure of each kind
on it; who comes later opens what nobody has opened before, and always a first page of their own. What a figure and a
list say of themselves stands in ``campaigns/templatetags/figures.py``.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from campaigns.demo.autumn import Autumn
from campaigns.demo.load import Loader
from villages.models import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Each looks at pages of places of their own level and at what these count anywhere.
ROLES = {"ying": (6,), "lei": (6,), "shen": (6,), "eve": (9,), "han": (4,)}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "rect", "line", "path", "polyline"}
# Pages of places, which say other things in each season; a list is looked through in the season that comes first.
PLACES = ("todo", "home", "county", "township", "city", "star", "creation_plan")
LISTS: set[tuple] = set()
MOST_QUESTIONS = 0  # of a list whose own figures are followed, too
# What these say decides what is counted; of the others it is enough that they are there.
TELLING = ("state", "due", "show")
MOST_ROWS = 30  # of a list whose pages are all opened, to see that it has the rows that it says
SHOWING = {"sort", "view", "page", "paper", "sheet", "all", "part", "deed", "step"}  # how a list is shown, not what
# Pages of one record: what counts one thing may lead to it. A unit's page lists more than its opinions.
RECORDS = ("assignment", "problem", "task", "opinion", "veto", "unit_sheet", "unit", "pairing", "finding")
# Answers that are no pages to follow links on.
FILES = re.compile(r"\.xlsx$|/download|/files?/|^/(admin|static|i18n|changes)/")
FIGURE = re.compile(r"[\d\s/%.,★−+]*\d[\d\s/%.,★−+]*|.*[(（]\d+[)）]\s*", re.DOTALL)
BROKEN = re.compile(r"\b(None|nan|NaN|undefined)\b")


@dataclass
class Link:
    """A link between ``<main>`` and its end. figure, of -- what it says that it counts, and what these are."""

    address: str
    figure: str | None
    of: str
    in_pages: bool
    text: str = ""


@dataclass
class Counted:
    """An element that says how many rows its list has. numbers -- of rows, units or stars."""

    anchor: str
    numbers: dict[str, str]


class Reader(HTMLParser):
    """What a page says of its figures and its lists."""

    def __init__(self, page: str):
        super().__init__()
        self.links: list[Link] = []
        self.counts: list[Counted] = []
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.rows, self.is_list, self.next = 0, False, ""
        self._within: list[str] = []  # tags that are open
        self._lists: list[bool] = []  # which of them are lists that say so by data-rows: their lines are counted
        self._link: Link | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.addresses += [said[name] for name in ("href", "action", "src") if name in said]
        if tag in ("tr", "li") and self._lists:
            self.rows += self._lists[-1]
        if tag not in VOID:
            self._within.append(tag)
            self._lists.append("data-rows" in said)
            self.is_list |= self._lists[-1]
        if "data-count" in said:
            numbers = {name.removeprefix("data-"): said[name] for name in said if name.startswith("data-")}
            self.counts.append(Counted(said.get("id", ""), numbers))
        if tag == "a" and "main" in self._within:
            in_pages = said.get("rel") in ("prev", "next") or "nav" in self._within
            self._link = Link(said.get("href", ""), said.get("data-figure"), said.get("data-of", "count"), in_pages)
            self.links.append(self._link)
        self.next = said.get("href", "") if said.get("rel") == "next" else self.next

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:  # what stands for itself is not open
            while self._within[-1] != tag:
                self._leave()
            self._leave()
        if tag == "a":
            self._link = None

    def _leave(self) -> None:
        del self._within[-1:], self._lists[-1:]

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "textarea"} & set(self._within):
            self.words.append(data)
        if self._link is not None:
            self._link.text += data

    def number(self, anchor: str, of: str) -> str | None:
        """What the list below an anchor says that it has; None where none or several say so."""
        said = [each.numbers.get(of) for each in self.counts if each.anchor == anchor]
        return said[0] if len(said) == 1 else None


@dataclass
class Crawl:
    """One person's way through the pages. wrong -- what was found on it, as sentences."""

    who: str
    wrong: list[str] = field(default_factory=list)
    pages: dict[str, Reader] = field(default_factory=dict)
    followed: int = 0

    def __post_init__(self):
        self.client = Client()
        self.client.force_login(Officer.objects.get(username=self.who))

    def page(self, address: str) -> Reader | None:
        """A page, once; None for what is none, or is closed to this person."""
        if address not in self.pages:
            answer = self.client.get(address, follow=True)
            is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
            self.pages[address] = self._looked_through(address, answer) if is_page else None
            if answer.status_code != 200:
                self.wrong.append(f"{address} answers {answer.status_code}")
        return self.pages[address]

    def _looked_through(self, address: str, answer) -> Reader:
        reader = Reader(answer.text)
        if broken := [each for each in reader.words if BROKEN.search(each)]:
            self.wrong.append(f"{address} shows {broken[0].strip()!r}")
        for each in reader.addresses:
            if BROKEN.search(each) or "//" in urlsplit(each).path:
                self.wrong.append(f"{address} leads to {each}")
        return reader

    def go(self, known: set, figures: set) -> None:
        """From the first page on; others have been to the ``known`` kinds of pages and followed these ``figures``."""
        ahead = deque([str(self.client.get("/").headers.get("Location", "/"))])
        entered = set()
        while ahead:
            here = ahead.popleft()
            kind = kind_of(here)
            is_first = not entered  # a first page says something else to each
            if kind is None or not (is_first or general(kind) not in known | entered) or not self._enters(kind):
                continue
            entered.add(general(kind))
            reader = self.page(here)
            for link in reader.links if reader else ():
                address, _hash, anchor = urljoin(here, link.address).partition("#")
                target = kind_of(address)
                if target is None:
                    continue
                ahead.append(address)
                if link.figure is None:
                    if FIGURE.fullmatch(link.text) and not link.in_pages:
                        self.wrong.append(
                            f"{here}: {link.text.strip()!r} to {link.address} does not say what it counts"
                        )
                elif (mark := (self.who * is_first, kind[0], general(target), anchor, link.of)) not in figures:
                    figures.add(mark)
                    self._follow(here, link, address, anchor)
        known |= {kind for kind in entered if kind[0] not in ("todo", "home")}

    def _rows(self, address: str, first: Reader) -> int:
        """The rows of a list, on all its pages."""
        rows, page = first.rows, first
        while page.next:
            address = urljoin(address, page.next)
            page = self.page(address)
            rows += page.rows
        return rows

    def _enters(self, kind: tuple) -> bool:
        """Whether the figures of such a page are followed, too."""
        _name, level, asked = kind
        shows = {name for name, _value in asked}
        return level in (0, *ROLES[self.who]) and len(asked) <= MOST_QUESTIONS and not shows & SHOWING

    def _follow(self, here: str, link: Link, address: str, anchor: str) -> None:
        self.followed += 1
        there = self.page(address)
        number = there.number(anchor, link.of) if there else None
        if link.figure == "1" and resolve(urlsplit(address).path).view_name in RECORDS:
            return
        if number and there.is_list and not anchor and int(number) <= MOST_ROWS:
            if (rows := self._rows(address, there)) != int(number):
                self.wrong.append(f"{address} says {number} and has {rows} rows")
        if number != link.figure:
            words = " ".join(link.text.split())
            self.wrong.append(f"{here}: {words!r} says {link.figure}, {link.address} has {number}")


def kind_of(address: str) -> tuple | None:
    """What makes a page one of its kind; None for what is no page of ours."""
    parts = urlsplit(address)
    if not parts.path.startswith("/") or parts.netloc or FILES.search(parts.path):
        return None
    match = resolve(parts.path)
    asked = dict(parse_qsl(parts.query))
    alone = len(asked) == 1
    narrowed = tuple(sorted((name, value if alone and name in TELLING else "") for name, value in asked.items()))
    return match.view_name, len(str(match.kwargs.get("code", ""))), narrowed


def general(kind: tuple) -> tuple:
    """A kind of page whatever the level of its place: the same lists are those of a county and of a township."""
    name, _level, asked = kind
    return name, asked


@pytest.fixture(scope="module", params=[Autumn, Loader])
def season(request, django_db_setup, django_db_blocker):
    """A season of the demo, gone after the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        request.param(timezone.localdate()).load()
        yield request.param.__name__
        transaction.set_rollback(True)


def test_each_figure_leads_to_what_it_counts(season):
    known, figures, crawls = set(LISTS), set(), []
    for who in ROLES:
        crawls.append(crawl := Crawl(who))
        crawl.go(known, figures)
    assert [f"{crawl.who}: {each}" for crawl in crawls for each in crawl.wrong] == []
    assert sum(crawl.followed for crawl in crawls) > 50
    LISTS.update(kind for kind in known if kind[0] not in PLACES)

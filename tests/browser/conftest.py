"""A real browser: the demo's pages at the width of a desk and of a phone, signed in as anyone, read by axe.

Each module of tests gets the demo once, in the test database, and a server before it. What a test changes stays for the
next: journeys keep to townships of their own.

The browser is the system's Chromium, or the one that FIVESTAR_CHROMIUM names; none is downloaded. Without one
the tests are skipped, except where CI=true says that nothing may be.
"""

import functools
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page
from pytest_django.live_server_helper import LiveServer

from campaigns.demo.load import Loader
from tests.browser.copies import Copies
from tests.browser.reading import Reader
from villages.models import Officer

# Playwright keeps an event loop running in the test's thread, so Django believes that each query is made from
# asynchronous code. It is not: page and query take turns.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

DESK = {"width": 1280, "height": 900}
NOTED = ("Failed to load resource", "Response Status Error Code 4")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """How Chromium is started; skips (or in CI fails) where there is none."""
    chromium = os.environ.get("FIVESTAR_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        reason = "no Chromium: install it, or name one in FIVESTAR_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return {"executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="session", autouse=True)
def whole_pages():
    """A click or key is over when the page that it leads to has been read, not when its first byte is there.

    What waits for one element is right either way. What lists elements would find those that were read so far.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("click", "press"):
            patch.setattr(Locator, name, _until_read(getattr(Locator, name)))
        yield


def _until_read(act):
    @functools.wraps(act)
    def acted(locator: Locator, *args, **kwargs):
        act(locator, *args, **kwargs)
        if not locator.page.is_closed():
            locator.page.wait_for_load_state("domcontentloaded")

    return acted


@pytest.fixture(scope="session")
def copies(django_db_setup, django_db_blocker):
    """The test database as it was before, and with the demo in it, which is loaded once."""
    with django_db_blocker.unblock():
        copies = Copies()
        copies.keep("before")
        Loader(timezone.localdate()).load()
        copies.keep("demo")
        copies.put_back("before")
    yield copies
    with django_db_blocker.unblock():
        copies.forget()


@pytest.fixture(scope="module")
def db(copies, django_db_blocker):
    """The test database with the demo in it. It is really written, since the server has connections of its own."""
    with django_db_blocker.unblock():
        copies.put_back("demo")
        yield
        copies.put_back("before")


@pytest.fixture(scope="module")
def server(db):
    """The program at work; ``server.url`` is where."""
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser_context_args(server):
    """A new browser: addresses that begin with a slash are the server's."""
    return {
        "base_url": server.url,
        "viewport": DESK,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "reduced_motion": "reduce",
    }


def watch(page: Page, server: LiveServer, wrong: list[str]) -> Page:
    """Note what a page does wrong: calls another host, breaks a rule of the content policy, throws an error, or asks
    whether to leave it where nothing would be lost. A test in which something would be takes the question itself."""

    def on_request(request):
        if request.url.startswith(("http:", "https:")) and not request.url.startswith(server.url):
            wrong.append(f"asked another host: {request.url}")

    def on_console(message):
        # Chromium and htmx also note each answer from 400 on here. Tests that expect another check it themselves.
        if message.type == "error" and not message.text.startswith(NOTED):
            wrong.append(f"console: {message.text} at {message.location['url']}")

    def on_dialog(dialog):
        wrong.append(f"{dialog.type}: {dialog.message} on {page.url}")
        dialog.accept()

    page.on("request", on_request)
    page.on("dialog", on_dialog)
    page.on("console", on_console)
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.set_default_timeout(10_000)
    return page


@pytest.fixture
def watched(server):
    """watched(page) is the page, which may do nothing wrong."""
    wrong = []
    yield lambda page: watch(page, server, wrong)
    assert wrong == []


@pytest.fixture
def page(page, watched):
    return watched(page)


@pytest.fixture
def another(new_context, watched, server):
    """another(username) is a page in a browser of its own, signed in; further arguments are the context's."""

    def another(username: str, **context) -> Page:
        page = watched(new_context(**context).new_page())
        enter(page, server, username)
        return page

    return another


@pytest.fixture
def sign_in(page, server):
    """sign_in(username) lets the page continue as this person, or as nobody without a name."""
    return lambda username="": enter(page, server, username)


def enter(page: Page, server: LiveServer, username: str) -> None:
    """Sign in without the form."""
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    if username:
        client = Client()
        client.force_login(Officer.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        host = urlsplit(server.url).hostname
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": host, "path": "/"}])


@pytest.fixture(scope="session")
def axe():
    """axe(page) asserts that nothing on the page keeps people out: no serious and no critical violation."""
    reader = Reader()

    def read(page):
        assert reader.violations(page) == []

    return read

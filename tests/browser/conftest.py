"""A real browser: pages at the width of a desk and of a phone, signed in as anyone, read by axe.

The browser is the system's Chromium, or the one that FIVESTAR_CHROMIUM names; none is downloaded. Without one
the tests are skipped, except where CI=true says that nothing may be.
"""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

# Playwright keeps an event loop running in the test's thread, so Django believes that each query is made from
# asynchronous code. It is not: page and query take turns.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
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


@pytest.fixture(scope="session")
def browser_context_args():
    return {"viewport": DESK, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}


@pytest.fixture
def page(page, live_server):
    """A page that calls no other host, breaks no rule of the content policy and throws no error."""
    wrong = []

    def on_request(request):
        if request.url.startswith(("http:", "https:")) and not request.url.startswith(live_server.url):
            wrong.append(f"asked another host: {request.url}")

    def on_console(message):
        # Chromium also notes each answer from 400 on here. Tests that expect another answer check it themselves.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            wrong.append(f"console: {message.text}")

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.set_default_timeout(10_000)
    yield page
    assert wrong == []


@pytest.fixture(params=[DESK, PHONE], ids=["1280px", "390px"])
def sized_page(page, request):
    """The page once as wide as a desk's screen and once as a phone's."""
    page.set_viewport_size(request.param)
    return page


@pytest.fixture
def sign_in(page, live_server):
    """sign_in(officer) lets the page continue as this officer, or as nobody without one."""

    def sign_in(officer=None):
        page.context.clear_cookies()
        if officer is None:
            return
        client = Client()
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        host = urlsplit(live_server.url).hostname
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": host, "path": "/"}])

    return sign_in


@pytest.fixture(scope="session")
def axe():
    """axe(page) asserts that nothing on the page keeps people out: no serious and no critical violation."""
    reader = Axe()

    def read(page):
        violations = reader.run(page).response["violations"]
        assert [
            f"{violation['impact']}: {violation['help']}: {node['target']} {node['html'][:160]}"
            for violation in violations
            if violation["impact"] in {"serious", "critical"}
            for node in violation["nodes"]
        ] == []

    return read

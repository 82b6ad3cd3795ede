"""python docs/pictures.py: the pictures of the user's guide, taken from the demo by Chromium.

Needs what develops (playwright) and Chromium, or the browser that FIVESTAR_CHROMIUM names. A server of its own works on
a database of its own in a temporary folder; only static/img/guide/ is written. templates/desk/guide/_picture.html
shows them, in the size that they have here.
"""

import base64
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "static/img/guide"
WIDTH, HEIGHT = 1120, 640  # of a window; a picture is as wide and at most as high
MOST_BYTES = 60_000
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

Picture = tuple[str, str, Callable[[Page], str]]


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("FIVESTAR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("No Chromium was found. Install it, or name one in FIVESTAR_CHROMIUM.")
    for season, pictures in PICTURES.items():
        take_all(chromium, season, pictures)


def take_all(chromium: str, season: str, pictures: Iterable[Picture]) -> None:
    """Take the pictures of one season of the demo."""
    with serving(season) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, who, show in pictures:
            context = browser.new_context(
                base_url=address,
                viewport={"width": WIDTH, "height": HEIGHT},
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                reduced_motion="reduce",
            )
            page = context.new_page()
            enter(page, who)
            take(page, name, show(page))
            context.close()
        browser.close()


@contextmanager
def serving(season: str) -> Iterator[str]:
    """A server with a fresh demo of a season; its address."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            **os.environ,
            "VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/pictures.sqlite3", "DEBUG": "true",
        }  # fmt: skip

        def manage(*words: str) -> list[str]:
            return [sys.executable, str(ROOT / "manage.py"), *words]

        for words in (("migrate", "--verbosity", "0"), ("demo", "--season", season)):
            subprocess.run(manage(*words), env=environ, check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            place = f"127.0.0.1:{free.getsockname()[1]}"
        server = subprocess.Popen(
            manage("runserver", place, "--noreload"), env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_for(f"http://{place}/healthz")
            yield f"http://{place}"
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    for _try in range(100):
        try:
            urllib.request.urlopen(address, timeout=2)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not start.")


def enter(page: Page, who: str) -> None:
    page.goto("/sign-in/")
    page.fill("[name=username]", who)
    page.fill("[name=password]", "fivestar-demo")
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)


def take(page: Page, name: str, top: str) -> None:
    """Take a picture of the page from an element down, without the notice that this is a demo.

    The best quality is taken that fits into the size that a page on a slow network may load.
    """
    page.evaluate("document.querySelector('.demo')?.remove(); document.activeElement.blur()")
    page.evaluate("top => window.scrollTo(0, document.querySelector(top).getBoundingClientRect().top - 12)", top)
    cdp = page.context.new_cdp_session(page)
    for quality in (80, 65, 50, 35):
        shot = cdp.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        picture = base64.b64decode(shot["data"])
        if len(picture) <= MOST_BYTES:
            break
    (FOLDER / f"{name}.webp").write_bytes(picture)
    print(f"{name}: {len(picture) // 1000} KB at {quality}")


def at(path: str, top: str = "body") -> Callable[[Page], str]:
    """A page below a place of this year, shown from an element down."""

    def show(page: Page) -> str:
        page.goto(f"/{time.localtime().tm_year}/{path}")
        return top

    return show


def upload(page: Page) -> str:
    """A workbook that was filled in, before anything of it is taken over."""
    at("410871101/")(page)
    file = BytesIO(page.request.get(page.url + "stars.xlsx").body())
    book = load_workbook(file)
    sheet = book.worksheets[0]
    for cell in ("F6", "H7", "G8"):
        sheet[cell] = None if sheet[cell].value else "★"
    sheet["E10"] = "也许"
    changed = BytesIO()
    book.save(changed)
    page.goto(page.url + "upload/")
    page.set_input_files(
        "[name=file]",
        {"name": "宁郭镇标星表.xlsx", "mimeType": "application/octet-stream", "buffer": changed.getvalue()},
    )
    page.click("main form .btn-main")
    page.wait_for_selector("main table")
    return "h1"


# By season of the demo: (name, whose page, how it is reached).
PLANNING: tuple[Picture, ...] = (
    ("matrix", "wen", at("410871101/", "#village")),
    ("upload", "wen", upload),
    ("sheet", "eve", at("410871062201/sheet/", "h1")),
    ("decide", "ying", at("410871/units/?state=submitted", "main .btn-main")),
    ("plan", "ying", at("410871/plan/", "h1")),
    ("county", "lei", at("410871/")),
    ("city", "han", at("4108/")),
    ("star", "shen", at("410871/stars/ecology/", "h1")),
    ("people", "admin", at("410871/people/")),
)
AUTUMN: tuple[Picture, ...] = (
    ("ledger", "eve", at("410871062201/ledger/", "h1")),
    ("problems", "ying", at("410871/problems/", "h1")),
    ("chart", "lei", at("410871/chart/", "h1")),
)
PICTURES = {"planning": PLANNING, "autumn": AUTUMN}


if __name__ == "__main__":
    main()

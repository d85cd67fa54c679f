"""The fixtures of a site, shared by the tests of its rooms and of the browser."""

from __future__ import annotations

import importlib.util
import os
import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from db import accounts, follows, practice, saved
from db.engine import Database
from db.rules.registration import Piece
from db.sealing import Keyring
from db.settings import Settings
from web.guards import COOKIE

CHROMIUM = Path("/usr/bin/chromium")
LOOKS = {"light": (1280, "light"), "dark": (1280, "dark"), "phone": (360, "light")}
ALL_RULES = """sized => axe.run(document, {
    resultTypes: ["violations"], rules: {"color-contrast": {enabled: false}, "target-size": {enabled: sized}},
}).then(found => found.violations.map(one => one.id))"""
# The colours of a text follow from its element and those around it, so one of a kind is judged, whichever page it is on.
CONTRAST = """seen => {
    const judged = new Set(seen), fresh = new Map();
    for (const one of document.body.querySelectorAll("*")) {
        if (![...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
        let kind = "";
        for (let at = one; at; at = at.parentElement) {
            kind += at.tagName + [...at.attributes].map(({name, value}) => /class|aria|type/.test(name) ? value : name) + ">";
        }
        if (!judged.has(kind)) fresh.set(kind, one);
    }
    if (!fresh.size) return [[], []];
    return axe.run({include: [...fresh.values()]}, {runOnly: ["color-contrast"]})
        .then(found => [[...fresh.keys()], found.violations.map(one => one.id + " " + one.nodes[0].html)]);
}"""
PICTURES = os.environ.get("PICTURES")

_spec = importlib.util.spec_from_file_location("site_fixtures", Path(__file__).parents[1] / "site_fixtures.py")
assert _spec is not None and _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
globals().update({name: value for name, value in vars(_module).items() if not name.startswith("_")})


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Debian's chromium for the tests of a file; it holds an event loop, which other tests need for themselves."""
    if not CHROMIUM.exists():
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail("REQUIRE_ALL=1, but Debian's chromium is not installed")
        pytest.skip("Debian's chromium is not installed (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The browser needs one engine only: the pages are the same."""
    return sqlite_url


@pytest.fixture
def site(app: Any) -> Iterator[str]:
    """Serve the application on a port of its own, and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)


@pytest.fixture
def address(site: str, newsroom: Any) -> str:
    """Serve a site with two stories of a day."""
    newsroom.article("Boards must publish reviews", topics=("case-reviews", "child-protection"), event="ncasc-2011")
    newsroom.article("Another story of the day")
    return site


@pytest.fixture
def larch(db: Database, newsroom: Any, settings: Settings, now: Any) -> Any:
    """Return a reader with something on each of their pages."""
    account = accounts.add(db, address="larch@example.org", handle="Larch", role="reader", now=now)
    ring = Keyring(settings.practice_keys)
    answers = {"type": "Reading", "learnt": "To ask about the school run first.", "peer": "We spoke in supervision."}
    day = now.date() - timedelta(days=6)
    practice.keep(db, ring, account.id, Piece("r" * 22, "Boards must publish reviews", "", day, answers), 10)
    practice.keep(db, ring, account.id, Piece("s" * 22, "An older piece", "", day.replace(year=2024), {}), 10)
    return account


@pytest.fixture
def signed_in(larch: Any, db: Database, address: str, now: Any) -> Any:
    """Return what opens a browser window of that reader."""
    saved.save(db, larch.id, "boards-must-publish-reviews", 10, now)
    saved.remember(db, larch.id)
    follows.follow(db, larch.id, "topic", "case-reviews", 10, now)
    follows.follow(db, larch.id, "event", "ncasc-2011", 10, now)
    token = accounts.open_session(db, larch.id, now, timedelta(days=1))

    def window(browser: Any, **options: Any) -> Any:
        context = browser.new_context(**options)
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        return context

    return window


@pytest.fixture(scope="session")
def barriers() -> Callable[[Any], list[str]]:
    """What says which barriers axe finds on a page: in a wide window, light and dark, and on a phone; and if it scrolls sideways.

    PICTURES names a folder for a picture of each look.
    """
    from axe_playwright_python.sync_playwright import Axe

    script = Axe().axe_script
    judged: dict[str, list[str]] = {"light": [], "dark": []}

    def found(page: Any) -> list[str]:
        page.evaluate(script)
        problems = [f"{problem} ({look})" for look in LOOKS for problem in looked_at(page, look, judged)]
        page.set_viewport_size({"width": 1280, "height": 900})
        return problems

    return found


def looked_at(page: Any, look: str, judged: dict[str, list[str]]) -> list[str]:
    """Return what is wrong with a page in one look."""
    width, scheme = LOOKS[look]
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    if PICTURES:
        name = re.sub(r"\W+", "-", page.url.partition("//")[2].partition("/")[2])[:60]
        page.screenshot(path=f"{PICTURES}/{name}-{look}.png", full_page=True)
    problems = [] if page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") else ["too wide"]
    if look != "phone":
        kinds, faint = page.evaluate(CONTRAST, judged[scheme])
        judged[scheme] += kinds
        problems += faint
    return problems if look == "dark" else problems + list(page.evaluate(ALL_RULES, look == "phone"))

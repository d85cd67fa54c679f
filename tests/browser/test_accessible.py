"""The main pages in a real browser: no barrier that axe can find, no sideways scrolling, light and dark."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from db.types import Mention, SpokenQuote

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
CHROMIUM = Path("/usr/bin/chromium")
VIEWS = {"phone": (360, "light"), "desk": (1280, "light"), "dark": (1280, "dark")}
PAGES = [
    "/", "/topics", "/topics/case-reviews", "/events/ncasc-2011", "/stories/boards-must-publish-reviews", "/search?q=boards",
    "/sources", "/glossary", "/about", "/house-rules", "/sign-in", "/subscribe", "/digests", "/moderation/log", "/nothing-here",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():  # type: ignore[no-untyped-def]
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
def address(app, newsroom, now) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """Serve the site on loopback with a story, a quote and a debate."""
    said = SpokenQuote("Tim Loughton", "We will write to every board.", "minister", "said", 0, True)
    newsroom.article(
        "Boards must publish reviews",
        topics=("case-reviews", "child-protection"),
        quotes=(said,),
        people=(Mention("Tim Loughton", "person", "minister"),),
        event="ncasc-2011",
    )
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)


@pytest.mark.parametrize("view", VIEWS)
def test_every_page_is_open_to_everybody(browser, address: str, view: str) -> None:  # type: ignore[no-untyped-def]
    from axe_playwright_python.sync_playwright import Axe

    width, scheme = VIEWS[view]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found = {}
    for path in PAGES:
        page.goto(address + path)
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        problems = [violation["id"] for violation in Axe().run(page).response["violations"]]
        if over > 0 or problems:
            found[path] = (over, problems)
    context.close()
    assert found == {}


def test_a_reader_goes_by_keyboard_from_the_front_page_to_a_story(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the page"
    page.locator(".title a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/stories/**")
    assert "Boards must publish reviews" in page.locator("h1").inner_text()
    context.close()


def test_no_page_asks_anybody_else(browser, address: str) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(address + path)
    context.close()
    assert [url for url in asked if not url.startswith((address, "data:"))] == []

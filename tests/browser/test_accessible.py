"""The main pages in a real browser: no barrier that axe can find, no sideways scrolling, light and dark."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db import accounts, audit, commitments, editing, proposals, sources, tasks, trails
from db.editing import Editor
from db.engine import Database
from db.settings import Settings
from db.sources import Failed
from db.types import DateAhead, Mention, Promise, SpokenQuote
from web.guards import COOKIE

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
PAGES = [
    "/", "/topics", "/topics/case-reviews", "/events/ncasc-2011", "/stories/boards-must-publish-reviews", "/search?q=boards",
    "/sources", "/glossary", "/about", "/house-rules", "/sign-in", "/subscribe", "/digests", "/moderation/log", "/nothing-here",
    "/commitments", "/commitments/1", "/duties", "/duties/staying-put", "/dates", "/nations/england", "/editions/2026-11",
    "/corrections", "/voices", "/stories/boards-must-publish-reviews/error", "/privacy", "/terms", "/accessibility", "/choices",
    "/search?q=publish&nation=England", "/dev/components", "/brief?day=2026-11-25", "/brief?story=boards-must-publish-reviews", "/people/tim-loughton", "/search?q=SCR",
]  # fmt: skip
EDITORS = [
    "/moderation", "/editing", "/editing/commitments", "/editing/stories/boards-must-publish-reviews",
    "/editing/corrections", "/editing/commitments/1", "/editing/stories/boards-must-publish-reviews/restore",
    "/admin", "/admin/sources", "/admin/sources/dfe", "/admin/log",
]  # fmt: skip


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Show what only a developer sees too."""
    return replace(settings, dev=True, base_url="http://127.0.0.1")


@pytest.fixture
def address(site: str, newsroom: Any, now: datetime) -> str:
    """Serve the site on loopback with a story, a quote and a debate."""
    said = SpokenQuote("Tim Loughton", "We will write to every board.", "minister", "said", 0, True)
    story = newsroom.article(
        "Boards must publish reviews",
        html="<p>Each LSCB has to publish its reviews.</p>",
        topics=("case-reviews", "child-protection"),
        quotes=(said,),
        people=(Mention("Tim Loughton", "person", "minister"),),
        event="ncasc-2011",
    )
    furnish(newsroom, story, now)
    return site


def furnish(newsroom, story: int, now) -> None:  # type: ignore[no-untyped-def]
    """Give the story a trail, a duty, a commitment and a date, and the editors something to decide."""
    db, editor = newsroom.db, Editor("Hazel", "She said so.", now)
    earlier = newsroom.article("Boards told to publish reviews", at=now - timedelta(days=90))
    trails.link(db, earlier, story, "shares boards", 0.5, now)
    promises = [
        Promise("Tim Loughton", f"write letter {number}", f"He will write letter {number}.") for number in (1, 2)
    ]
    dates = [DateAhead("consultation", now.date() + timedelta(days=9 + n), f"It closes soon {n}.") for n in (1, 2)]
    with db.write():
        article = editing.members(db, story)[0].id
        commitments.keep_found(db, article, promises, dates, ["staying-put"], now)
    commitments.confirm(
        db, 1, who="Tim Loughton", what="write to boards", due_words="soon", due_on=now.date(), duty_id="staying-put",
        editor=editor,
    )  # fmt: skip
    commitments.decide_date(db, 1, what="Consultation closes", day=dates[0].day, confirmed=True, now=now)
    proposals.propose_merge(db, earlier, story, "shares boards", 0.5, now)


def test_every_page_is_open_to_everybody_and_asks_nobody_else(browser: Any, barriers: Any, address: str) -> None:
    assert shut(browser, barriers, address, PAGES) == {}


def test_the_editors_pages_are_open_to_every_editor(
    browser: Any, barriers: Any, address: str, db: Database, now: datetime
) -> None:
    hazel = accounts.add(db, address="hazel@example.org", handle="Hazel", role="operator", now=now)
    token = accounts.open_session(db, hazel.id, now, timedelta(days=1))
    (dfe,) = sources.named(db, ["dfe"])
    for _ in range(5):
        sources.note_failure(db, dfe.id, Failed(403, "It refuses us."), now, now)
    tasks.ask(db, "check", "dfe", now)
    audit.note(db, now, "switched dfe on", "Hazel", hazel.id)
    assert shut(browser, barriers, address, EDITORS, token) == {}


def shut(browser: Any, barriers: Any, address: str, paths: list[str], token: str | None = None) -> dict[str, list[str]]:
    """Return the pages that have a barrier or ask another server for something, with what it is."""
    context = browser.new_context(bypass_csp=True)
    if token:
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    found: dict[str, list[str]] = {}
    for path in paths:
        page.goto(address + path)
        problems = barriers(page) + [url for url in asked if not url.startswith((address, "data:"))]
        if problems:
            found[path] = problems
        if token:
            assert page.url == address + path, "not signed in"
        asked.clear()
    context.close()
    return found


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


def test_what_is_new_since_the_last_visit_is_marked(browser: Any, address: str) -> None:
    """Only the browser remembers; a first visit marks nothing, a new one what came since."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + "/")
    assert page.locator(".new:visible").count() == 0
    assert page.locator("#since").inner_text() == ""
    page.evaluate("""() => {
        const visit = JSON.parse(localStorage.getItem("visit"));
        localStorage.setItem("visit", JSON.stringify({ seen: visit.seen - 1, last: visit.last - 3600 * 1000 }));
    }""")
    page.goto(address + "/")
    assert page.locator(".new:visible").count() == 1
    assert page.locator("#since").inner_text().startswith("1 story is new here since your last visit on ")
    page.goto(address + "/")
    assert page.locator(".new:visible").count() == 1, "the same visit goes on"
    context.close()


def test_the_first_view_is_light(browser: Any, address: str) -> None:
    """Page, style, script, fonts and pictures of a first visit, as they go over the wire."""
    context = browser.new_context()
    page = context.new_page()
    weights: dict[str, int] = {}
    page.on("response", lambda got: weights.update({got.url: int(got.headers.get("content-length", "0"))}))
    for path in ("/", "/stories/boards-must-publish-reviews"):
        weights.clear()
        page.goto(address + path, wait_until="networkidle")
        assert 2_000 < sum(weights.values()) < 60_000, weights
    context.close()
    static = Path("web/static")
    assert (static / "site.css").stat().st_size < 20_000
    assert (static / "site.js").stat().st_size < 5_000


def test_a_page_works_at_four_hundred_per_cent(browser: Any, address: str) -> None:
    """A screen of 1280 pixels at 400 % is 320 wide (WCAG 1.4.10)."""
    context = browser.new_context(viewport={"width": 320, "height": 256})
    page = context.new_page()
    wide = []
    for path in PAGES:
        page.goto(address + path)
        if page.evaluate("document.documentElement.scrollWidth > 320"):
            wide.append(path)
    context.close()
    assert wide == []


def test_what_is_pressed_is_large_enough_and_keeps_its_focus_ring(browser: Any, address: str) -> None:
    """Buttons, fields and links outside of texts are 24 pixels high at least (WCAG 2.5.8)."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, forced_colors="active")
    page = context.new_page()
    small = {}
    for path in ("/", "/search?q=boards", "/subscribe", "/stories/boards-must-publish-reviews"):
        page.goto(address + path)
        found = page.evaluate("""() => [...document.querySelectorAll("button, input:not([type=hidden]), select, nav a, summary")]
            .filter(one => one.offsetParent !== null && !one.closest("label"))
            .filter(one => one.getBoundingClientRect().height < 24).map(one => one.outerHTML.slice(0, 80))""")
        if found:
            small[path] = found
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    context.close()
    assert small == {}


def test_buttons_that_need_the_script_are_there_only_with_it(browser: Any, address: str) -> None:
    for path, button in (
        ("/stories/boards-must-publish-reviews", "[data-copy]"),
        ("/brief?story=boards-must-publish-reviews", "[data-print]"),
    ):
        for script in (True, False):
            context = browser.new_context(java_script_enabled=script)
            page = context.new_page()
            page.goto(address + path)
            assert page.locator(button).count() == 1
            assert page.locator(f"{button}:visible").count() == script, (path, script)
            context.close()

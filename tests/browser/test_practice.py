"""A reader's own pages in a real browser: with and without script, on a phone, without a connection, on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest

from db import accounts, follows, posting, practice, saved
from db.engine import Database
from db.rules.registration import Piece
from db.sealing import Keyring
from db.settings import Settings
from web.guards import COOKIE

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
STORY = "/stories/boards-must-publish-reviews"
REF = "r" * 22
# A delay in milliseconds, and bytes a second.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
OWN = [
    "/my", "/my-saved", "/my-follows", "/cpd", "/cpd/new?story=boards-must-publish-reviews", f"/cpd/pieces/{REF}",
    "/cpd/choices", "/cpd/print?year=all", "/follow/topic/adoption", f"{STORY}/save", STORY, "/brief?day=2026-11-26",
    "/brief?story=boards-must-publish-reviews&line=For+Monday", "/offline", "/choices",
]  # fmt: skip


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, base_url="http://127.0.0.1")


@pytest.fixture
def address(site: str, newsroom: Any) -> str:
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
    practice.keep(db, ring, account.id, Piece(REF, "Boards must publish reviews", "", day, answers), 10)
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


def test_every_own_page_is_open_to_everybody(browser: Any, barriers: Any, signed_in: Any, address: str) -> None:
    context = signed_in(browser, bypass_csp=True)
    page, found = context.new_page(), {}
    for path in OWN:
        page.goto(address + path)
        if problems := barriers(page):
            found[path] = problems
    context.close()
    assert found == {}


@pytest.mark.parametrize("script", [True, False])
def test_a_story_is_saved_to_the_record_on_a_phone(browser: Any, signed_in: Any, address: str, script: bool) -> None:
    context = signed_in(browser, viewport={"width": 360, "height": 700}, java_script_enabled=script)
    page = context.new_page()
    page.goto(address + STORY)
    page.get_by_role("link", name="Save to my CPD").click()
    page.get_by_role("button", name="Save").first.click()
    assert "Saved. Only you can read it." in page.locator("main").inner_text()
    page.get_by_role("link", name="Boards must publish reviews").first.click()
    page.get_by_label("What I learnt", exact=True).fill("Something new.")
    page.get_by_role("button", name="Save").last.click()
    page.get_by_role("link", name="Look at it to print").click()
    assert "Something new." in page.locator("main").inner_text()
    context.close()


def test_saving_is_two_taps_and_little_to_load_on_a_slow_phone(
    browser: Any, signed_in: Any, address: str, record_property: Any
) -> None:
    context = signed_in(browser, viewport={"width": 360, "height": 700}, has_touch=True)
    page, loaded = context.new_page(), 0
    phone = context.new_cdp_session(page)
    phone.send("Network.enable")
    phone.send("Network.emulateNetworkConditions", SLOW_3G)
    phone.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address + STORY)

    def count(event: dict[str, Any]) -> None:
        nonlocal loaded
        loaded += event["encodedDataLength"]

    phone.on("Network.loadingFinished", count)
    began = perf_counter()
    page.get_by_role("link", name="Save to my CPD").tap()
    page.get_by_role("button", name="Save").first.tap()
    page.get_by_text("Saved. Only you can read it.").wait_for()
    record_property("seconds from the story to the record", round(perf_counter() - began, 1))
    assert loaded < 60_000
    context.close()


def test_what_was_typed_comes_back_to_its_tab_and_to_no_other(browser: Any, signed_in: Any, address: str) -> None:
    context = signed_in(browser)
    page = context.new_page()
    form = f"{address}/cpd/new?story=boards-must-publish-reviews"
    page.goto(form)
    page.get_by_label("What I learnt", exact=True).fill("Half a thought")
    context.set_offline(True)
    page.get_by_role("button", name="Save").first.click()
    assert "You are offline." in page.locator("[data-draft-told]").inner_text()
    context.set_offline(False)
    page.reload()
    assert page.get_by_label("What I learnt", exact=True).input_value() == "Half a thought"
    other = context.new_page()
    other.goto(form)
    assert other.get_by_label("What I learnt", exact=True).input_value() == ""
    page.get_by_role("button", name="Save").first.click()
    page.wait_for_url("**/cpd?**")
    page.goto(form)
    assert page.get_by_label("What I learnt", exact=True).input_value() == "", "what is saved is no draft any more"
    page.get_by_label("What I learnt", exact=True).fill("Mine")
    page.goto(address + "/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    assert page.evaluate("sessionStorage.length") == 0
    context.close()


LEARNT, FORM = "What I learnt", "/cpd/new?story=boards-must-publish-reviews"


def field(page: Any, label: str = LEARNT) -> Any:
    return page.get_by_label(label, exact=True)


def save(page: Any) -> None:
    page.get_by_role("button", name="Save").last.click()


def test_a_draft_is_not_shown_to_the_next_who_signs_in(
    browser: Any, signed_in: Any, address: str, db: Database, now: Any
) -> None:
    context = signed_in(browser)
    page = context.new_page()
    page.goto(address + FORM)
    field(page).fill("What my supervisor said")
    oak = accounts.add(db, address="oak@example.org", handle="Oak", role="reader", now=now)
    token = accounts.open_session(db, oak.id, now, timedelta(days=1))
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    page.goto(address + FORM)
    assert field(page).input_value() == ""
    assert page.evaluate("sessionStorage.length") == 0
    context.close()


def test_a_draft_that_met_a_problem_ends_when_it_is_saved(browser: Any, signed_in: Any, address: str) -> None:
    context = signed_in(browser)
    page = context.new_page()
    page.goto(address + FORM)
    field(page, "What it was").fill("")
    field(page).fill("First words")
    save(page)
    assert "Say in a line" in page.locator(".errors").inner_text()
    field(page).fill("First words, and more")
    page.goto(f"{address}/cpd/new")
    assert field(page).input_value() == "", "it is the draft of another form"
    page.goto(address + FORM)
    assert field(page).input_value() == "First words, and more"
    field(page, "What it was").fill("Reviews")
    save(page)
    page.wait_for_url("**/cpd?**")
    assert page.evaluate("sessionStorage.length") == 0
    context.close()


def test_a_page_loaded_anew_after_another_windows_save_shows_both_texts(
    browser: Any, signed_in: Any, address: str
) -> None:
    context = signed_in(browser)
    page, other = context.new_page(), context.new_page()
    for window, words in ((page, "From this window"), (other, "From the other window")):
        window.goto(f"{address}/cpd/pieces/{REF}")
        field(window).fill(words)
    save(other)
    other.wait_for_url("**/cpd?**")
    page.reload()
    assert field(page).input_value() == "From this window"
    save(page)
    assert page.locator("pre.kept").inner_text() == "From the other window"
    assert field(page).input_value() == "From this window"
    context.close()


def test_a_piece_whose_answer_was_lost_is_kept_once(
    browser: Any, signed_in: Any, larch: Any, address: str, db: Database
) -> None:
    context = signed_in(browser)
    page = context.new_page()
    page.goto(address + FORM)
    field(page).fill("In the tunnel")

    def lose(route: Any) -> None:
        route.fetch(max_redirects=0)
        route.fulfill(status=204)  # the browser stays where it is

    page.route("**/cpd/pieces", lose, times=1)
    with page.expect_response("**/cpd/pieces"):
        save(page)
    page.reload()
    assert field(page).input_value() == "In the tunnel"
    save(page)
    page.wait_for_url("**/cpd?**")
    assert len(list(db.copy_out("cpd_piece"))) == 3, "two were there before"
    context.close()


def switch_on(page: Any, address: str) -> None:
    page.goto(address + "/choices")
    page.get_by_role("button", name="Keep the newest edition in this browser").click()
    page.get_by_text("Switched on.").wait_for()
    page.wait_for_function("caches.match('/stories/another-story-of-the-day').then(found => !!found)")


def test_the_edition_is_read_without_a_connection(browser: Any, signed_in: Any, address: str) -> None:
    context = signed_in(browser)
    page = context.new_page()
    switch_on(page, address)
    page.goto(address + "/my-saved")
    page.wait_for_function("caches.open('saved').then(one => one.keys()).then(found => found.length === 1)")
    context.set_offline(True)
    page.goto(address + "/")
    page.get_by_role("link", name="Boards must publish reviews").first.click()
    page.wait_for_url(f"**{STORY}")
    text = page.locator("body").inner_text()
    assert "The whole text." in text
    assert "Sign in" in text, "the page that everybody sees"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 248, 242)", "with its style"
    for private in ("/cpd", "/my-saved", "/account"):
        page.goto(address + private)
        assert page.locator("h1").inner_text() == "Without a connection"
    page.locator("[data-kept] a").first.wait_for()
    assert page.locator("[data-kept] a").count() == 2
    kept = page.evaluate("""async () => {
        const all = [];
        for (const name of await caches.keys()) {
            for (const one of await (await caches.open(name)).keys()) { all.push(await (await caches.match(one)).text()); }
        }
        return all.join();
    }""")
    assert "My pages" not in kept
    context.set_offline(False)
    page.goto(address + "/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_function("caches.has('saved').then(found => !found)")
    page.goto(address + "/choices")
    page.get_by_role("button", name="Stop, and delete what is kept").click()
    page.get_by_text("Switched off.").wait_for()
    assert page.evaluate("caches.keys()") == []
    context.close()


def test_a_removed_comment_leaves_the_browser_at_the_next_contact(
    browser: Any, address: str, newsroom: Any, larch: Any, db: Database, now: Any
) -> None:
    words = "A word that must go."
    comment = newsroom.comment("boards-must-publish-reviews", larch, words)
    context = browser.new_context()
    page = context.new_page()
    switch_on(page, address)
    held = f"caches.match('{STORY}').then(found => found.text()).then(text => text.includes('{words}'))"
    assert page.evaluate(held)
    posting.withdraw(db, comment, larch, now)
    page.goto(address + "/topics")
    page.wait_for_function(f"caches.match('{STORY}').then(found => found ? found.text() : '{words}')"
                           f".then(text => !text.includes('{words}'))")  # fmt: skip
    context.close()


def test_nothing_is_kept_unless_a_reader_asks(browser: Any, address: str) -> None:
    for script in (True, False):
        context = browser.new_context(java_script_enabled=script)
        page = context.new_page()
        for path in ("/", STORY, "/choices", "/offline"):
            page.goto(address + path)
        assert page.locator("[data-offline]:visible").count() == 0
        page.goto(address + "/choices")
        assert page.locator("[data-on]:visible").count() == (1 if script else 0)
        assert page.evaluate("caches.keys()") == []
        context.close()


def test_a_brief_takes_two_pages_at_most(browser: Any, newsroom: Any, address: str, db: Database) -> None:
    words = "Words that a headline of many words brings to the team meeting when it is as long as headlines get, "
    slugs = [newsroom.slug(newsroom.article(f"{words}{n}", summary="A sentence of a summary. " * 20)) for n in range(7)]
    line = "A line of one's own that is as long as a line can be, and then a little. " * 3
    page = browser.new_page()
    page.goto(address + "/brief?" + "&".join(f"story={slug}&line={line[:200]}" for slug in slugs))
    assert page.locator(".brief section:not(.screen)").count() == 7
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 2
    page.close()

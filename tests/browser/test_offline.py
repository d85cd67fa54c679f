"""Reading without a connection in a real browser: what is kept, for whom, and what leaves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db import accounts, changes, posting, saved
from db.engine import Database
from db.settings import Settings
from db.stories import by_slug
from web.guards import COOKIE

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
STORY = "/stories/boards-must-publish-reviews"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, base_url="http://127.0.0.1")


def until(page: Any, truth: str) -> None:
    """Wait until a promise of the page comes true; `wait_for_function` takes the promise itself for true."""
    for _ in range(100):
        if page.evaluate(truth):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {truth}")


def switch_on(page: Any, address: str) -> None:
    page.goto(address + "/choices")
    page.get_by_role("button", name="Keep the newest edition in this browser").click()
    page.get_by_text("Switched on.").wait_for()
    until(page, "caches.match('/stories/another-story-of-the-day').then(found => !!found)")


def saved_stories(page: Any, count: int) -> None:
    """Wait until so many saved stories are kept in the browser."""
    until(
        page,
        f"""caches.open('saved').then(one => one.keys()).then(
        found => found.filter(one => one.url.includes('/stories/')).length === {count})""",
    )


def test_a_saved_story_is_kept_from_its_own_page_and_let_go_there(
    browser: Any, signed_in: Any, address: str, newsroom: Any, now: Any
) -> None:
    newsroom.article("An older one", at=now.replace(month=10))
    context = signed_in(browser)
    page = context.new_page()
    switch_on(page, address)
    page.goto(f"{address}/stories/an-older-one")
    page.get_by_role("button", name="Save for later").click()
    saved_stories(page, 1)
    context.set_offline(True)
    page.goto(f"{address}/stories/an-older-one")
    assert "The whole text." in page.locator("body").inner_text()
    context.set_offline(False)
    page.reload()
    page.get_by_role("button", name="Saved: take it off my list").click()
    saved_stories(page, 0)
    context.close()


def test_a_long_list_of_saved_stories_stays_whole(
    browser: Any, signed_in: Any, address: str, newsroom: Any, larch: Any, db: Database, now: Any
) -> None:
    for number in range(31):
        slug = newsroom.slug(newsroom.article(f"Story {number}", at=now.replace(month=10)))
        saved.save(db, larch.id, slug, 100, now + timedelta(minutes=number))
    context = signed_in(browser)
    page = context.new_page()
    switch_on(page, address)
    page.goto(f"{address}/my-saved")
    saved_stories(page, 30)
    page.get_by_role("link", name="Older ones").click()
    saved_stories(page, 32)
    context.close()


def test_saved_stories_come_back_after_a_connection_was_lost_while_they_were_renewed(
    browser: Any, signed_in: Any, address: str, db: Database, now: Any
) -> None:
    context = signed_in(browser)
    page = context.new_page()
    switch_on(page, address)
    page.goto(f"{address}/my-saved")
    saved_stories(page, 1)
    changes.story_changed(db, by_slug(db, "another-story-of-the-day").id, now, removed=True)
    (worker,) = context.service_workers
    worker.evaluate("""() => {
        const real = self.fetch;
        self.back = () => { self.fetch = real; };
        self.fetch = (what, how) => String(what).startsWith("/stories/") ? Promise.reject(new TypeError("gone")) : real(what, how);
    }""")
    page.goto(f"{address}/topics")
    worker.evaluate("() => contact()")
    saved_stories(page, 0)
    worker.evaluate("self.back()")
    page.goto(f"{address}/topics")
    saved_stories(page, 1)
    context.close()


def test_whoever_signs_in_next_finds_nothing_that_another_saved(
    browser: Any, signed_in: Any, address: str, db: Database, now: Any
) -> None:
    context = signed_in(browser)
    page = context.new_page()
    switch_on(page, address)
    page.goto(f"{address}/my-saved")
    saved_stories(page, 1)
    context.clear_cookies()
    page.goto(f"{address}/sign-in")
    page.get_by_label("Your mail address").fill("oak@example.org")
    page.get_by_role("button", name="Mail me a link").click()
    until(page, "caches.has('saved').then(found => !found)")
    oak = accounts.add(db, address="oak@example.org", handle="Oak", role="reader", now=now)
    token = accounts.open_session(db, oak.id, now, timedelta(days=1))
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    page.goto(f"{address}/my-saved")
    assert "Nothing yet" in page.locator("main").inner_text()
    saved_stories(page, 0)
    context.close()


def test_the_edition_is_read_without_a_connection(browser: Any, signed_in: Any, address: str) -> None:
    context = signed_in(browser)
    page = context.new_page()
    switch_on(page, address)
    page.goto(address + "/my-saved")
    saved_stories(page, 1)
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
    until(page, "caches.has('saved').then(found => !found)")
    page.goto(address + "/choices")
    page.get_by_role("button", name="Stop, and delete what is kept").click()
    page.get_by_text("Switched off.").wait_for()
    assert page.evaluate("caches.keys()") == []
    context.close()


def test_a_connection_that_hangs_is_not_waited_for_for_ever(browser: Any, signed_in: Any, address: str) -> None:
    context = signed_in(browser)
    page = context.new_page()
    switch_on(page, address)
    (worker,) = context.service_workers
    worker.evaluate("""() => {
        const real = self.fetch;
        self.SLOW = 100;
        self.fetch = (what, how) => what.mode === "navigate" ? new Promise(() => {}) : real(what, how);
    }""")
    page.goto(address + STORY, timeout=10_000)
    assert "The whole text." in page.locator("body").inner_text()
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
    until(page, f"caches.match('{STORY}').then(found => found ? found.text() : '{words}')"
                           f".then(text => !text.includes('{words}'))")  # fmt: skip
    context.close()


def test_what_was_put_right_is_fetched_anew_once_an_hour_and_never_lost(
    browser: Any, signed_in: Any, address: str, db: Database, clock: Any
) -> None:
    context = signed_in(browser)
    page = context.new_page()
    switch_on(page, address)
    page.goto(f"{address}/my-saved")
    saved_stories(page, 1)
    (worker,) = context.service_workers
    worker.evaluate("""() => {
        const real = self.fetch;
        self.asked = [];
        self.away = false;
        self.fetch = (what, how) => {
            if (String(what).startsWith("/stories/")) {
                self.asked.push(what);
                if (self.away) { return Promise.reject(new TypeError("gone")); }
            }
            return real(what, how);
        };
    }""")

    def contact() -> list[str]:
        worker.evaluate("() => { self.asked = []; return contact(); }")
        return sorted(set(worker.evaluate("self.asked")))

    def correct() -> None:
        changes.story_changed(db, by_slug(db, "another-story-of-the-day").id, clock.now, corrected=True)
        clock.now += timedelta(minutes=10)  # until then the page cache may answer with the older file

    assert contact() == []
    correct()
    assert contact() == [], "it was fetched less than an hour ago"
    worker.evaluate("self.HOUR = 0; self.away = true")
    assert contact() == ["/stories/another-story-of-the-day", STORY]
    saved_stories(page, 1)
    assert page.evaluate("caches.match('/stories/another-story-of-the-day').then(found => !!found)")
    worker.evaluate("self.away = false")
    assert contact() == ["/stories/another-story-of-the-day", STORY], "what did not come is asked for again"
    assert contact() == []
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

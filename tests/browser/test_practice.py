"""A reader's own pages in a real browser: with and without script, on a phone, in two windows, on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest

from db import accounts, outbox
from db.engine import Database
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


def test_a_brief_takes_two_pages_at_most(browser: Any, newsroom: Any, address: str, db: Database) -> None:
    words = "Words that a headline of many words brings to the team meeting when it is as long as headlines get, "
    slugs = [newsroom.slug(newsroom.article(f"{words}{n}", summary="A sentence of a summary. " * 20)) for n in range(7)]
    line = "A line of one's own that is as long as a line can be, and then a little. " * 3
    page = browser.new_page()
    page.goto(address + "/brief?" + "&".join(f"story={slug}&line={line[:200]}" for slug in slugs))
    assert page.locator(".brief section:not(.screen)").count() == 7
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 2
    page.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_line_that_was_only_typed_is_mailed_and_printed(
    browser: Any, signed_in: Any, address: str, db: Database, now: Any, script: bool
) -> None:
    context = signed_in(browser, java_script_enabled=script)
    page = context.new_page()
    page.goto(address + "/brief?story=boards-must-publish-reviews&story=another-story-of-the-day")
    page.get_by_label("Your line for").last.fill("Ask about this on Monday")
    page.emulate_media(media="print")
    assert ("Ask about this on Monday" in page.locator("main").inner_text()) is script
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Mail it to me").click()
    page.get_by_text("On its way to your own address.").wait_for()
    assert "csrf" not in page.url
    assert page.get_by_label("Your line for").last.input_value() == "Ask about this on Monday"
    (mail,) = outbox.claim(db, "test", now, now, 10)
    assert "   Ask about this on Monday" in mail.message
    page.get_by_label("Your line for").first.fill("And this")
    page.get_by_role("button", name="Keep the lines").last.click()
    page.wait_for_url("**line=And+this**")
    assert "csrf" not in page.url
    context.close()

"""A reader's own pages in a real browser: with and without script, on a phone, in two windows, on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from time import perf_counter
from typing import Any

import pytest

from db import outbox
from db.engine import Database
from db.settings import Settings

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

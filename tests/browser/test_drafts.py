"""What was typed and not saved, in a real browser: whose it is, how long it stays, when it is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db import accounts
from db.engine import Database
from db.settings import Settings
from web.guards import COOKIE

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
REF = "r" * 22
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('draft-') && key !== 'draft-reader')"
SECRET = "What my supervisor said"
LEARNT, FORM = "What I learnt", "/cpd/new?story=boards-must-publish-reviews"


def field(page: Any, label: str = LEARNT) -> Any:
    return page.get_by_label(label, exact=True)


def save(page: Any) -> None:
    page.get_by_role("button", name="Save").last.click()


def drafts(page: Any) -> list[str]:
    """Return the drafts that a browser keeps, whichever tab they are of."""
    return [str(page.evaluate(f"localStorage.getItem({key!r})")) for key in page.evaluate(KEPT)]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, base_url="http://127.0.0.1")


@pytest.fixture
def sign_in(db: Database, address: str, now: Any) -> Callable[[Any, int], None]:
    """Return what signs an account into a browser, as the site does."""

    def enter(context: Any, account_id: int) -> None:
        token = accounts.open_session(db, account_id, now, timedelta(days=1))
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])

    return enter


@pytest.fixture
def oak(db: Database, now: Any) -> Any:
    return accounts.add(db, address="oak@example.org", handle="Oak", role="reader", now=now)


def test_what_was_typed_outlives_its_tab_until_it_is_saved(browser: Any, signed_in: Any, address: str) -> None:
    context = signed_in(browser)
    page = context.new_page()
    page.goto(address + FORM)
    field(page).fill("Half a thought")
    context.set_offline(True)
    save(page)
    assert "You are offline." in page.locator("[data-draft-told]").inner_text()
    context.set_offline(False)
    page.reload()
    assert field(page).input_value() == "Half a thought"
    page.close()
    page = context.new_page()
    page.goto(address + "/cpd/new")
    assert field(page).input_value() == "", "it is the draft of another form"
    page.goto(address + FORM)
    assert field(page).input_value() == "Half a thought"
    assert "Brought back" in page.locator("[data-draft-back]").inner_text()
    save(page)
    page.wait_for_url("**/cpd?**")
    assert drafts(page) == []
    page.goto(address + FORM)
    assert field(page).input_value() == "", "what is saved is no draft any more"
    context.close()


def test_what_was_brought_back_can_be_deleted(browser: Any, signed_in: Any, address: str) -> None:
    context = signed_in(browser)
    page = context.new_page()
    page.goto(f"{address}/cpd/pieces/{REF}")
    field(page).fill("Half a thought")
    page.close()
    page = context.new_page()
    page.goto(f"{address}/cpd/pieces/{REF}")
    page.get_by_role("button", name="Delete what was brought back").click()
    page.locator("[data-draft-back]").wait_for(state="hidden")
    assert field(page).input_value() == "To ask about the school run first.", "what is kept"
    assert drafts(page) == []
    context.close()


@pytest.mark.parametrize("button", ["Sign out", "Sign out everywhere", "Delete my account"])
def test_a_draft_is_gone_after_signing_out_in_whichever_tab(
    browser: Any, signed_in: Any, sign_in: Any, larch: Any, address: str, button: str
) -> None:
    context = signed_in(browser)
    page, other = context.new_page(), context.new_page()
    page.goto(address + FORM)
    field(page).fill(SECRET)
    other.goto(address + ("/account/delete" if "Delete" in button else "/account"))
    if "Delete" in button:
        other.locator("input[name=sure]").fill("Larch")
    other.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(address + "/")
    assert drafts(page) == drafts(other) == []
    page.wait_for_load_state()
    assert SECRET not in page.content()
    page.go_back()
    assert page.locator("textarea").count() == 0
    if "Delete" not in button:
        sign_in(context, larch.id)
        page.goto(address + FORM)
        assert field(page).input_value() == "", "also for its owner"
    context.close()


def test_a_tab_that_slept_while_its_owner_signed_out_keeps_nothing(browser: Any, signed_in: Any, address: str) -> None:
    context = signed_in(browser)
    page = context.new_page()
    page.add_init_script("window.addEventListener('storage', event => event.stopImmediatePropagation(), true)")
    other = context.new_page()
    page.goto(address + FORM)
    field(page).fill(SECRET)
    other.goto(address + "/account")
    other.get_by_role("button", name="Sign out", exact=True).click()
    other.wait_for_url(address + "/")
    assert field(page).input_value() == SECRET, "it heard of nothing"
    field(page).press_sequentially(" to me")
    page.wait_for_url(address + "/")
    assert drafts(page) == []
    context.close()


def test_a_draft_is_never_shown_to_the_next_who_signs_in(
    browser: Any, signed_in: Any, sign_in: Any, oak: Any, address: str
) -> None:
    context = signed_in(browser)
    page, other = context.new_page(), context.new_page()
    page.goto(address + FORM)
    field(page).fill(SECRET)
    sign_in(context, oak.id)
    other.goto(address + FORM)
    assert field(other).input_value() == ""
    page.wait_for_url(address + "/")
    page.wait_for_load_state()
    assert SECRET not in page.content()
    assert drafts(other) == []
    context.close()


def test_a_session_that_ran_out_ends_no_draft_and_shows_it_to_nobody_else(
    browser: Any, signed_in: Any, sign_in: Any, larch: Any, address: str
) -> None:
    context = signed_in(browser)
    page = context.new_page()
    page.goto(address + FORM)
    field(page).fill(SECRET)
    context.clear_cookies()
    page.goto(address + FORM)
    assert "/sign-in" in page.url
    page.wait_for_load_state()
    assert SECRET not in page.content()
    sign_in(context, larch.id)
    page.goto(address + FORM)
    assert field(page).input_value() == SECRET
    context.close()


def test_a_draft_is_deleted_with_its_piece(browser: Any, signed_in: Any, address: str) -> None:
    context = signed_in(browser)
    page = context.new_page()
    page.set_default_timeout(5_000)
    page.goto(address + FORM)
    field(page).fill("Of another piece")
    page.goto(f"{address}/cpd/pieces/{REF}")
    field(page).fill(SECRET)
    page.get_by_text("Delete this piece").click()
    page.get_by_role("button", name="Delete it").click()
    page.get_by_text("“Boards must publish reviews” is deleted.").wait_for()
    assert SECRET not in "".join(drafts(page))
    assert "Of another piece" in "".join(drafts(page))
    page.goto(f"{address}/cpd/choices")
    page.locator("input[name=sure]").fill("delete my record")
    page.get_by_role("button", name="Delete my whole record").click()
    page.get_by_text("Your whole record is deleted: 1 piece.").wait_for()
    assert drafts(page) == []
    context.close()


def test_a_draft_ends_after_a_week(browser: Any, signed_in: Any, address: str) -> None:
    context = signed_in(browser)
    page = context.new_page()
    page.goto(address + FORM)
    field(page).fill(SECRET)
    age = """days => Object.keys(localStorage).filter(key => key.includes("~")).forEach(key => {
        const draft = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify({...draft, at: Date.now() - days * 24 * 3600 * 1000}));
    })"""
    for days, left in ((6.9, 1), (7.1, 0)):
        page.evaluate(age, days)
        page.goto(address + "/topics")
        assert len(drafts(page)) == left
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
    assert drafts(page) == []
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

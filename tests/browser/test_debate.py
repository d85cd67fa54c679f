"""The journeys of the debate in a real browser, with and without its script, by keyboard, and with a passkey."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from db import accounts, outbox
from db.engine import Database
from db.settings import Settings
from web.guards import COOKIE

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
STORY = "/stories/boards-must-publish-reviews"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def settings(settings: Settings, port: int) -> Settings:
    """A passkey belongs to a host by name, and needs https or localhost."""
    return replace(settings, base_url=f"http://localhost:{port}", comments_held_first=1)


@pytest.fixture
def address(app: Any, newsroom: Any, port: int) -> Iterator[str]:
    newsroom.article("Boards must publish reviews")
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{port}"
    server.shutdown()
    thread.join(timeout=10)


def newest_link(db: Database, now: Any, address: str) -> str:
    """Return the first address of ours in the newest mail."""
    mail = outbox.claim(db, "test", now, now, 100)[-1]
    found = re.search(rf"{address}/\S+", mail.message)
    assert found
    return found[0]


def moderator(browser: Any, address: str, db: Database, now: Any, **options: Any) -> Any:
    hazel = accounts.add(db, address="hazel@example.org", handle="Hazel", role="moderator", now=now)
    token = accounts.open_session(db, hazel.id, now, timedelta(days=1))
    context = browser.new_context(**options)
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    return context.new_page()


def sign_up(page: Any, address: str, db: Database, now: Any, mailbox: str, handle: str) -> None:
    page.goto(f"{address}{STORY}")
    page.get_by_role("link", name="Sign in to join the debate").click()
    page.get_by_label("Your mail address").fill(mailbox)
    page.get_by_role("button", name="Mail me a link").click()
    page.goto(newest_link(db, now, address))
    page.get_by_role("button", name="Sign in to Common Thread").click()
    page.get_by_label("Your name here").fill(handle)
    page.get_by_label("I am 18 or over").check()
    page.get_by_role("button", name="Begin").click()


def post(page: Any, words: str) -> None:
    page.get_by_label("Your comment").fill(words)
    page.get_by_role("button", name="Post", exact=True).click()


@pytest.mark.parametrize("script", [True, False], ids=["with its script", "without"])
def test_from_signing_up_to_being_forgotten(
    browser: Any, address: str, db: Database, now: Any, script: bool, tmp_path: Path
) -> None:
    """Sign up, comment, held, released, answered, followed, reported, appealed, closed, withdrawn, taken out, deleted."""
    options = {"java_script_enabled": script, "viewport": {"width": 360, "height": 800}, "bypass_csp": script}
    hazel = moderator(browser, address, db, now, **options)
    larch = browser.new_context(**options).new_page()
    sign_up(larch, address, db, now, "larch@example.org", "Larch")
    post(larch, "Our board does this, and it helps.")
    larch.get_by_text("Waiting for a moderator").first.wait_for()
    hazel.goto(f"{address}/moderation")
    hazel.get_by_role("link", name="One by one").click()
    hazel.get_by_role("button", name="Publish").click()
    larch.goto(f"{address}{STORY}")
    larch.get_by_text("Our board does this, and it helps.").first.wait_for()
    hazel.goto(f"{address}{STORY}")
    hazel.get_by_role("link", name="Answer Larch").click()
    post(hazel, "How do you do it?")
    larch.goto(f"{address}{STORY}")
    larch.get_by_role("link", name="Follow this thread").click()
    larch.get_by_label("When somebody answers me").check()
    larch.get_by_role("button", name="Keep").click()
    larch.get_by_text("when somebody answers me").first.wait_for()
    reader = browser.new_context(**options).new_page()
    reader.goto(f"{address}{STORY}")
    reader.get_by_role("link", name="Report this comment by Larch").click()
    reader.get_by_label("It could identify a child").check()
    reader.get_by_role("button", name="Send the report").click()
    reader.get_by_text("The comment is hidden now").first.wait_for()
    reader.locator("a[href*='/reports/']").click()
    reader.get_by_text("has not looked at it yet").first.wait_for()
    hazel.goto(f"{address}/moderation")
    hazel.get_by_label("A reason from the list").select_option("off-topic")
    hazel.get_by_role("button", name="Take down").click()
    larch.goto(f"{address}/my-comments")
    larch.get_by_text("Taken down by a moderator").first.wait_for()
    larch.get_by_role("link", name="Appeal").click()
    larch.get_by_label("Why was the decision wrong?").fill("It is about the board.")
    larch.get_by_role("button", name="Appeal").click()
    hazel.goto(f"{address}/moderation")
    hazel.get_by_label("Your answer, which whoever appealed reads").fill("You are right.")
    hazel.get_by_role("button", name="Uphold").click()
    larch.goto(f"{address}/my-comments")
    larch.get_by_text("Your appeal was upheld.").first.wait_for()
    hazel.goto(f"{address}/moderation/stories{STORY.removeprefix('/stories')}/thread")
    hazel.get_by_label("Your reason").first.fill("It is said.")
    hazel.get_by_role("button", name="Close it").click()
    hazel.get_by_text("Comments are closed.").first.wait_for()
    larch.goto(f"{address}/my-comments")
    larch.get_by_role("button", name="Withdraw it").click()
    larch.get_by_text("You withdrew it").first.wait_for()
    larch.goto(f"{address}/account")
    with larch.expect_download() as taken:
        larch.get_by_role("link", name="Everything we keep of you").click()
    assert "larch@example.org" in Path(taken.value.path()).read_text("utf-8")
    larch.get_by_role("link", name="Delete my account").click()
    larch.get_by_label("Type your name to confirm").fill("Larch")
    larch.get_by_role("button", name="Delete my account").click()
    assert accounts.find(db, "larch@example.org") is None


PAGES = [
    "/account", "/account/delete", "/my-comments", "/my-follows", f"{STORY}", f"{STORY}/comment", f"{STORY}/comment?answer=1&quote=1",
    f"{STORY}/thread", f"{STORY}/thread?order=newest", f"{STORY}/follow", f"{STORY}/question", "/comments/1/answers",
    "/comments/1/label", "/comments/1/report", "/comments/1/change", "/comments/1/appeal", "/comments/1/notice", "/data-complaint",
    "/moderation", "/moderation?blur=1", "/moderation/next", "/moderation/figures", "/moderation/rota", "/moderation/notices",
    "/moderation/log", f"/moderation{STORY}/thread", "/sign-in",
]  # fmt: skip


def test_every_page_of_the_debate_is_open_to_everybody(
    browser: Any, barriers: Any, address: str, db: Database, now: Any, newsroom: Any
) -> None:
    from db import complaints, moderation, notices, reports
    from db.moderation import Moderator
    from db.notices import Given

    page = moderator(browser, address, db, now, bypass_csp=True)
    hazel = accounts.by_handle(db, "Hazel")
    larch = accounts.add(db, address="larch@example.org", handle="Larch", role="reader", now=now)
    slug = STORY.rpartition("/")[2]
    moderation.ask_question(db, slug, "Should every review be published in full?", Moderator("Hazel"), now)
    first = newsroom.comment(slug, hazel, "Our board does this.")
    newsroom.comment(slug, larch, "How? The panel heard he was beaten.", first)
    newsroom.comment(slug, larch, "W" * 300)
    newsroom.comment(slug, larch, "Waits for somebody.", first=9)
    reports.report(db, 3, "child", "It names a school.", "k", now, 20)
    notices.give(db, 2, Given("Jane Roe", "jane@example.net", "w", "m", "u", False, True), now)
    complaints.complain(db, "jo@example.net", "You mailed me twice, I think.", now)
    complaints.record_breach(db, "A list was mailed.", "12", "None known.", "Called back.", hazel.id, now)
    found = {}
    for path in PAGES:
        answer = page.goto(address + path)
        problems = barriers(page)
        if problems or answer.status >= 500:
            found[path] = (answer.status, problems)
    assert found == {}


def test_a_comment_is_written_by_keyboard_alone(browser: Any, address: str, db: Database, now: Any) -> None:
    page = moderator(browser, address, db, now, java_script_enabled=False)
    page.goto(f"{address}{STORY}/comment")
    page.get_by_label("Your comment").focus()
    page.keyboard.type("By keyboard.")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Post":
            break
    page.keyboard.press("Enter")
    page.locator("#comment-1").get_by_text("By keyboard.").wait_for()


def test_a_moderator_decides_by_key(browser: Any, address: str, db: Database, now: Any, newsroom: Any) -> None:
    larch = accounts.add(db, address="larch@example.org", handle="Larch", role="reader", now=now)
    newsroom.comment(STORY.rpartition("/")[2], larch, "Waits.", first=9)
    page = moderator(browser, address, db, now)
    page.goto(f"{address}/moderation/next")
    page.keyboard.press("p")
    assert page.locator(":focus").inner_text() == "Publish"
    page.keyboard.press("Enter")
    page.get_by_text("Nothing waits.").wait_for()


def test_new_comments_are_marked_since_the_last_visit(
    browser: Any, address: str, db: Database, now: Any, newsroom: Any
) -> None:
    larch = accounts.add(db, address="larch@example.org", handle="Larch", role="reader", now=now)
    slug = STORY.rpartition("/")[2]
    newsroom.comment(slug, larch, "Old.")
    page = moderator(browser, address, db, now)
    page.goto(f"{address}{STORY}")
    assert page.locator(".comment .new:visible").count() == 0
    newsroom.comment(slug, larch, "Fresh.")
    page.goto(f"{address}{STORY}")
    assert page.locator(".comment .new:visible").count() == 1


def test_a_passkey_signs_in(browser: Any, address: str, db: Database, now: Any) -> None:
    page = moderator(browser, address, db, now)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto(f"{address}/account")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("Passkey of").first.wait_for()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto(f"{address}/account")
    assert "/sign-in" in page.url
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"{address}/account")
    page.get_by_text("last used").first.wait_for()
    page.get_by_role("button", name="Forget it").click()
    page.wait_for_load_state()
    assert "Passkey of" not in page.content()

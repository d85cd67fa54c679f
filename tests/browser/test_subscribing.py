"""Mail in a real browser without script, on a phone: sign up, confirm, choose, pause, move, leave; no barrier on the way."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import subscriptions
from db.engine import Database
from db.settings import Settings
from db.subscriptions import Consent, More

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, base_url="http://127.0.0.1")


@pytest.fixture
def address(site: str, newsroom: Any) -> str:
    newsroom.article("Foster carers wanted", topics=("fostering-kinship",), event="ncasc-2011")
    return site


def newest(db: Database, address: str) -> str:
    """Return the first link of the newest mail."""
    names = [column.name for column in db.columns("outbox")]
    mail = dict(zip(names, list(db.copy_out("outbox"))[-1], strict=True))
    found = re.search(r"http://127\.0\.0\.1(/\S+)", str(mail["message"]))
    assert found is not None
    return address + found[1]


def look(page: Any, name: str) -> None:
    """Keep a picture where somebody wants to look."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


def test_from_signing_up_to_leaving_without_script(browser: Any, address: str, db: Database, now: Any) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}).new_page()
    page.goto(f"{address}/events/ncasc-2011")
    page.get_by_role("link", name="daily and weekly emails").click()
    assert page.get_by_label("National Children and Adult Services Conference").is_checked()
    page.get_by_role("button", name="Mail me the link").click()
    page.get_by_text("There is a problem").first.wait_for()
    page.get_by_label("The daily:").check()
    page.get_by_label("Fostering & kinship").check()
    page.get_by_label("18:00").check()
    page.get_by_label("Your mail address").fill("anna@example.org")
    look(page, "1-sign-up")
    page.get_by_role("button", name="Mail me the link").click()
    page.get_by_role("heading", name="Look at your mail").wait_for()
    assert list(subscriptions.everything(db)) == []
    page.goto(newest(db, address))
    look(page, "2-confirm")
    page.get_by_role("button", name="Yes, send it to me").click()
    page.get_by_text("Thank you, it is confirmed").first.wait_for()
    look(page, "3-preferences")
    page.get_by_text("Headlines only").click()
    page.get_by_label("Wales").check()
    page.get_by_role("button", name="Save the daily").click()
    page.get_by_text("Saved.").first.wait_for()
    (one,) = subscriptions.of(db, 1)
    assert (one.nations, one.events, one.density, one.delivery) == (("Wales",), ("ncasc",), "headlines", "18:00")
    page.get_by_role("button", name="Pause my mails").click()
    page.get_by_text("Enter a day from tomorrow").first.wait_for()
    look(page, "4-pause-wrong")
    page.get_by_label("Two weeks").check()
    page.get_by_role("button", name="Pause my mails").click()
    page.get_by_text("Nothing is sent before Thursday 10 December 2026").first.wait_for()
    look(page, "5-paused")
    page.get_by_role("button", name="Go on now").click()
    page.wait_for_load_state()
    assert "Paused." not in page.content()
    page.get_by_label("Your new mail address").fill("anna@new.example")
    page.get_by_role("button", name="Mail the link to the new address").click()
    page.goto(newest(db, address))
    look(page, "6-move")
    page.get_by_role("button", name="Yes, send them here").click()
    page.get_by_text("They go to anna@new.example").first.wait_for()
    with page.expect_download() as taken:
        page.get_by_role("link", name="as text").click()
    assert "anna@new.example" in Path(taken.value.path()).read_text("utf-8")
    page.get_by_role("button", name="Leave all mails").click()
    page.get_by_text("You get no mail from us").first.wait_for()
    look(page, "7-left")


def test_every_page_of_the_mail_is_open_to_everybody(
    browser: Any, barriers: Any, address: str, db: Database, now: Any
) -> None:
    more = More(("Wales",), ("ncasc",), "headlines", "18:00")
    consent = Consent("Yes.", now, "/")
    anna = subscriptions.subscribe(db, "anna@example.org", ("daily", "weekly"), ("send",), consent, now, more)
    subscriptions.pause(db, anna, now.date().replace(day=30), now)
    page = browser.new_context(bypass_csp=True).new_page()
    own, found = f"/preferences/{anna.secret}", {}
    for path in (
        "/subscribe?event=ncasc", "/preferences", own, f"{own}?topic=adoption", f"/unsubscribe/{anna.secret}/daily",
        f"/unsubscribe/{'x' * 32}/daily", "/subscribe/confirm/x",
    ):  # fmt: skip
        answer = page.goto(address + path)
        problems = barriers(page)
        if problems or answer.status >= 500:
            found[path] = (answer.status, problems)
    assert found == {}

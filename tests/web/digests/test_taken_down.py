"""What was taken down after a mail was composed does not go out with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db import accounts, digests, moderation, outbox, placements, purging, reports
from db.engine import Database
from db.moderation import Moderator
from db.settings import Settings
from web.digests import sending

FRIDAY = date(2026, 11, 27)
CLOSED = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)
SAID = CLOSED - timedelta(days=3)


@pytest.fixture
def debated(newsroom: Any, join: Any, db: Database, settings: Settings) -> str:
    """A weekly that waits and quotes two sides of a debate; returns the story's slug."""
    story = str(newsroom.slug(newsroom.article("Carers get relief", at=CLOSED - timedelta(days=4))))
    newsroom.article("Another story", at=CLOSED - timedelta(days=2))
    moderation.ask_question(db, story, "Is it enough?", Moderator("Keeper"), SAID)
    for name, stance in (("Larch", "for"), ("Rowan", "against"), ("Elm", "against")):
        writer = accounts.add(db, address=f"{name}@example.org", handle=name, role="reader", now=SAID)
        newsroom.comment(story, writer, f"These are the words of {name}.", at=SAID, stance=stance, quotable=True)
    join("anna", ("weekly",))
    sending.send_edition(db, settings, "weekly", FRIDAY, CLOSED)
    return story


def test_a_mail_waits_until_it_is_composed_without_what_was_reported(
    debated: str, mails: Any, text_of: Any, db: Database, settings: Settings
) -> None:
    reports.report(db, 1, "abuse", "", "somebody", CLOSED, 20)
    assert mails(CLOSED) == {}
    assert sending.renew(db, settings) == 1
    text = text_of(mails(CLOSED)["anna@example.org"])
    assert "Carers get relief" in text
    assert "words of" not in text, "one side alone is not quoted"
    assert "Join the debate" in text


def test_without_a_change_the_sides_are_quoted(
    debated: str, mails: Any, text_of: Any, db: Database, settings: Settings
) -> None:
    assert sending.renew(db, settings) == 0
    text = text_of(mails(CLOSED)["anna@example.org"])
    assert "Is it enough?\n\n“These are the words of Larch.”\nFor: Larch" in text
    assert "“These are the words of Rowan.”\nAgainst: Rowan" in text


def test_a_thread_that_is_closed_is_not_joined_any_more(
    debated: str, mails: Any, text_of: Any, db: Database, settings: Settings
) -> None:
    moderation.close(db, debated, "It is settled.", CLOSED, moderator="Keeper")
    sending.renew(db, settings)
    assert "Join the debate" not in text_of(mails(CLOSED)["anna@example.org"])


def test_a_purged_comment_is_in_no_waiting_mail_and_the_mail_still_comes(
    debated: str, mails: Any, text_of: Any, db: Database, settings: Settings
) -> None:
    outbox.claim(db, "a sender", CLOSED, CLOSED + timedelta(minutes=5), 10)
    purging.purge(db, "comment", 1, "A court.", CLOSED)
    assert "Larch" not in "".join(str(row) for row in db.copy_out("mail_body"))
    assert mails(CLOSED) == {}
    sending.renew(db, settings)
    assert "Carers get relief" in text_of(mails(CLOSED)["anna@example.org"])


def test_a_mail_of_which_nothing_is_left_is_not_sent(
    debated: str, mails: Any, db: Database, settings: Settings
) -> None:
    for story in (1, 2):
        with db.write():
            db.run("placements.empty", story_id=story)
            placements.story_changed(db, story, CLOSED, removed=True)
    assert sending.renew(db, settings) == 1
    assert mails(CLOSED) == {}
    assert outbox.counts(db) == {"withdrawn": 1}


def test_what_is_taken_down_while_it_is_composed_waits_for_the_next_time(
    debated: str, mails: Any, db: Database, settings: Settings
) -> None:
    reports.report(db, 1, "abuse", "", "somebody", CLOSED, 20)
    (before,) = digests.stale(db)
    reports.report(db, 2, "abuse", "", "somebody", CLOSED + timedelta(seconds=1), 20)
    assert not digests.renewed(db, before)
    assert mails(CLOSED) == {}
    assert sending.renew(db, settings) == 1
    assert mails(CLOSED) != {}

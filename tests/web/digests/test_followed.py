"""What is new on the pages that a reader follows comes with their mail, where they asked for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from db import follows
from db.engine import Database
from db.settings import Settings
from web.digests import sending
from web.digests.previewing import Reader, preview

DAY = date(2026, 11, 26)
SENT = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)


def test_what_is_new_where_a_reader_follows_comes_in_the_same_mail_once(
    stories: Any, join: Any, person: Any, mails: Any, text_of: Any, db: Database, settings: Settings
) -> None:
    stories.article("Courts are slow", topics=("family-courts",), at=SENT - timedelta(hours=5))
    join("larch", topics=("adoption",))
    join("other", topics=("adoption",))
    larch = person("Larch")
    follows.follow(db, larch.account.id, "topic", "family-courts", 10, SENT)
    assert larch.send("/my-follows", "/my-follows/mails", act="bring").status_code == 303
    assert "No longer bring it" in larch.get("/my-follows").get_data(as_text=True)
    seen = preview(db, settings, "daily", DAY, SENT, Reader("larch@example.org"))
    assert seen is not None
    assert "WHAT YOU FOLLOW\n\n- Courts are slow" in seen.text
    sending.send_edition(db, settings, "daily", DAY, SENT)
    taken = mails()
    mine = text_of(taken["larch@example.org"])
    assert mine.count("Courts are slow") == 1
    assert "Story 1 on adoption" in mine
    assert "Courts are slow" not in text_of(taken["other@example.org"])


def test_who_did_not_ask_or_asks_no_more_gets_nothing_of_it(stories: Any, join: Any, person: Any, db: Database) -> None:
    subscriber, larch = join("larch"), person("Larch")
    follows.follow(db, larch.account.id, "topic", "send", 10, SENT)
    assert follows.in_mails(db) == {}
    follows.bring(db, larch.account.id, in_mails=True)
    assert follows.in_mails(db) == {subscriber.id: larch.account.id}
    larch.send("/my-follows", "/my-follows/mails", act="stop")
    assert follows.in_mails(db) == {}

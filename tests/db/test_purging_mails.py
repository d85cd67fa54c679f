"""A purge erases the mails that repeat the text, also where many mails have it in common."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from db import accounts, outbox, purging
from db.engine import Database
from db.outbox import Addressed, Marks


def put(db: Database, now: datetime, key: str, words: str, *names: str) -> None:
    with db.write():
        body = outbox.keep_body(db, key, f"To: x\r\n\r\n{words}\r\n", Marks(), now)
        outbox.put_many(
            db, kind="digest daily", weight=outbox.DIGEST, body_id=body, subject="News", now=now,
            mails=[Addressed(f"{name}@example.org", "s", f"<{key}.{name}>") for name in names],
        )  # fmt: skip


def kept(db: Database) -> tuple[int, set[str]]:
    names = [column.name for column in db.columns("outbox")]
    rows = [dict(zip(names, row, strict=True)) for row in db.copy_out("outbox")]
    return len(list(db.copy_out("mail_body"))), {f"{row['state']} {row['address']}" for row in rows}


def test_mails_that_wait_go_with_what_they_have_in_common(newsroom: Any, db: Database, now: datetime) -> None:
    slug = newsroom.slug(newsroom.article("Carers get relief"))
    put(db, now, "one", f"https://thread.example/stories/{slug}", "sent", "claimed", "waiting")
    put(db, now, "other", "https://thread.example/stories/another", "other")
    first, *_ = outbox.claim(db, "me", now, now + timedelta(minutes=5), 2)
    outbox.note_sent(db, first.id, "me", now)
    article = int(next(iter(db.copy_out("article")))[0])
    assert purging.purge(db, "article", article, "Its publisher asked.", now) == 2
    assert kept(db) == (1, {"sent sent@example.org", "waiting other@example.org"})


def test_a_comment_in_a_digest_goes_and_one_with_a_longer_number_stays(
    newsroom: Any, db: Database, now: datetime
) -> None:
    slug = str(newsroom.slug(newsroom.article("Carers get relief")))
    hazel = accounts.add(db, address="hazel@example.org", handle="Hazel", role="reader", now=now)
    newsroom.comment(slug, hazel, "It was Zed.")
    put(db, now, "one", "Zed https://thread.example/comments/1.", "one")
    put(db, now, "twelve", "https://thread.example/comments/12", "twelve")
    outbox.put(
        db, kind="digest daily", weight=2, address="letter@example.org", subject="S", message_id="<letter>", now=now,
        message="Zed https://thread.example/comments/1",
    )  # fmt: skip
    assert purging.purge(db, "comment", 1, "A court.", now) == 2
    assert kept(db) == (1, {"waiting twelve@example.org"})

"""Mails wait in the outbox: what many have in common is kept once and finished when a sender takes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from db import outbox
from db.engine import Database
from db.outbox import Addressed, Marks, MarksError
from db.retention import sweep

MARKS = Marks("s" * 24, "a" * 24 + "@reader.invalid", "i" * 24 + "@ident.invalid")
MESSAGE = f"To: {MARKS.address}\r\nMessage-ID: <{MARKS.ident}>\r\n\r\nYour link: /u/{MARKS.secret}, again /u/{MARKS.secret}.\r\n"


def addressed(number: int) -> Addressed:
    return Addressed(f"r{number}@example.org", f"secret{number}", f"<{number}@example.org>")


def put(db: Database, now: datetime, *numbers: int, **more: object) -> list[int | None]:
    with db.write():
        body = outbox.keep_body(db, "daily 1", MESSAGE, MARKS, now)
        return outbox.put_many(
            db,
            kind="digest daily",
            weight=outbox.DIGEST,
            body_id=body,
            subject="News",
            mails=[addressed(number) for number in numbers],
            now=now,
            **more,  # type: ignore[arg-type]
        )


def bodies(db: Database) -> int:
    return len(list(db.copy_out("mail_body")))


def test_a_mail_is_finished_when_it_is_claimed(db: Database, now: datetime) -> None:
    put(db, now, 1, 2)
    first, second = outbox.claim(db, "me", now, now + timedelta(minutes=5), 10)
    assert (
        first.message
        == "To: r1@example.org\r\nMessage-ID: <1@example.org>\r\n\r\nYour link: /u/secret1, again /u/secret1.\r\n"
    )
    assert "r2@example.org" in second.message
    assert "secret2" in second.message
    assert "r1@" not in repr(first)
    assert "secret1" not in repr(addressed(1))


def test_ids_come_in_order_and_a_known_message_id_is_none(db: Database, now: datetime) -> None:
    (first,) = put(db, now, 1)
    answer = put(db, now, 3, 1, 2, 2)
    assert first is not None
    assert [one is None for one in answer] == [False, True, False, True]
    assert len(set(answer)) == 3
    assert outbox.counts(db) == {"waiting": 3}
    assert bodies(db) == 1


def test_a_thousand_are_put_at_once(db: Database, now: datetime) -> None:
    assert None not in put(db, now, *range(1000))
    assert outbox.counts(db) == {"waiting": 1000}


def test_a_body_is_kept_once_for_its_key(db: Database, now: datetime) -> None:
    first = outbox.keep_body(db, "k", "one", Marks(), now)
    assert outbox.keep_body(db, "k", "two", Marks(), now) == first
    assert outbox.keep_body(db, "l", "two", Marks(), now) != first


def test_no_plan_of_the_database_takes_more_than_was_asked_for(db: Database, now: datetime) -> None:
    if db.dialect == "postgres":  # it then looks for what is due again for every mail it looks at
        for way in ("hashjoin", "mergejoin", "hashagg", "sort", "material"):
            db.connection.execute(f"SET enable_{way} = off")  # type: ignore[attr-defined]
    put(db, now, *range(9))
    assert [len(outbox.claim(db, "me", now, now + timedelta(minutes=5), 2)) for _ in range(5)] == [2, 2, 2, 2, 1]


def test_what_is_not_due_waits_and_what_weighs_more_goes_first(db: Database, now: datetime) -> None:
    later = now + timedelta(hours=6)
    put(db, now, 1, due_at=later, expires_at=later + timedelta(hours=9))
    put(db, now, 2)
    put(db, now, 3, due_at=now - timedelta(minutes=1))
    outbox.put(
        db, kind="confirm", weight=outbox.FIRST, address="n@example.org", subject="S", message="M", message_id="<n>", now=now
    )  # fmt: skip
    until = now + timedelta(minutes=5)
    assert [mail.message_id for mail in outbox.claim(db, "me", now, until, 2)] == ["<n>", "<3@example.org>"]
    assert [mail.message_id for mail in outbox.claim(db, "me", now, until, 9)] == ["<2@example.org>"]
    (last,) = outbox.claim(db, "me", later, later + timedelta(minutes=5), 9)[:1]
    assert last.expires_at == later + timedelta(hours=9) or last.message_id != "<1@example.org>"


def test_a_body_goes_with_the_last_of_its_mails(db: Database, now: datetime) -> None:
    put(db, now, 1, 2)
    first, second = outbox.claim(db, "me", now, now + timedelta(minutes=5), 10)
    outbox.note_sent(db, first.id, "me", now)
    outbox.put_back(db, second.id, "me", now, "later")
    sweep(db, now + timedelta(days=8))
    assert (outbox.counts(db), bodies(db)) == ({"waiting": 1}, 1)
    (second,) = outbox.claim(db, "me", now, now + timedelta(minutes=5), 10)
    outbox.note_sent(db, second.id, "me", now)
    sweep(db, now + timedelta(days=8))
    assert (outbox.counts(db), bodies(db)) == ({}, 0)


class PurgedMeanwhile:
    """A database in which what mails have in common is purged just after they were claimed."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def one(self, kind: type[Any], name: str, **params: Any) -> Any:
        if name == "outbox.body":
            self._db.connection.execute("DELETE FROM outbox")  # type: ignore[attr-defined]  # past every door
            self._db.connection.execute("DELETE FROM mail_body")  # type: ignore[attr-defined]  # as above
        return self._db.one(kind, name, **params)


def test_a_mail_that_is_purged_while_it_is_claimed_is_no_longer_ours(db: Database, now: datetime) -> None:
    put(db, now, 1, 2)
    claimed = outbox.claim(PurgedMeanwhile(db), "me", now, now + timedelta(minutes=5), 10)  # type: ignore[arg-type]  # a stand-in
    assert [mail.message for mail in claimed] == ["", ""]
    assert outbox.ours(db, [mail.id for mail in claimed], "me") == set()


def test_no_secret_is_kept_once_a_mail_is_sent(db: Database, now: datetime) -> None:
    put(db, now, 1)
    (mail,) = outbox.claim(db, "me", now, now + timedelta(minutes=5), 10)
    assert "secret1" in str(list(db.copy_out("outbox")))
    outbox.note_sent(db, mail.id, "me", now)
    assert "secret1" not in str(list(db.copy_out("outbox")))


@pytest.mark.parametrize(
    "words", [("", "a" * 20, "b" * 20), ("short", "a" * 20, "b" * 20), ("a" * 20, "a" * 20, "b" * 20)]
)
def test_marks_that_could_stand_elsewhere_are_refused(words: tuple[str, str, str]) -> None:
    with pytest.raises(MarksError, match="Marks"):
        Marks(*words)


def test_marks_are_never_the_same_twice() -> None:
    assert Marks() != Marks()

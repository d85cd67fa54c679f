"""All mail of the product waits here: a row each, claimed by lease, marked after the server took it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from db.engine import Database

FIRST, NOTICE, DIGEST = 9, 5, 2  # sign-in and confirmations go before notices, those before digests


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was claimed."""

    id: int
    kind: str
    address: str = field(repr=False)
    subject: str
    message: str = field(repr=False)
    message_id: str
    attempts: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many mails are in a state."""

    state: str
    number: int


def put(
    db: Database,
    *,
    kind: str,
    weight: int,
    address: str,
    subject: str,
    message: str,
    message_id: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> int | None:
    """Keep a complete mail to be sent, in its caller's transaction; None where its id is there already."""
    with db.write(durable=True):
        found: int | None = db.value(
            "outbox.put",
            kind=kind,
            weight=weight,
            address=address,
            subject=subject,
            message=message,
            message_id=message_id,
            now=now,
            expires_at=expires_at,
        )
    return found


def claim(db: Database, owner: str, now: datetime, until: datetime, most: int) -> list[Mail]:
    """Take mails that are due, the weightiest first."""
    with db.write(durable=True):
        return db.all(Mail, "outbox.claim", owner=owner, now=now, until=until, most=most)


def keep(db: Database, mail_id: int, owner: str, until: datetime) -> bool:
    """Hold a claimed mail for longer; False where another sender has it now."""
    with db.write(durable=True):
        return db.run("outbox.keep", id=mail_id, owner=owner, until=until) == 1


def note_sent(db: Database, mail_id: int, owner: str, now: datetime) -> bool:
    """Note that the server took a mail; False where it was no longer ours."""
    with db.write(durable=True):
        return db.run("outbox.sent", id=mail_id, owner=owner, now=now) == 1


def put_back(db: Database, mail_id: int, owner: str, due_at: datetime, error: str) -> None:
    """Put a mail back for later, with what the server said."""
    with db.write(durable=True):
        db.run("outbox.later", id=mail_id, owner=owner, due_at=due_at, error=error[:500])


def release(db: Database, mail_id: int, owner: str, due_at: datetime, error: str) -> None:
    """Put a mail back that no server has seen; it counts as no attempt."""
    with db.write(durable=True):
        db.run("outbox.release", id=mail_id, owner=owner, due_at=due_at, error=error[:500])


def note_failed(db: Database, mail_id: int, owner: str, error: str) -> None:
    """Note that a mail cannot be sent, with what the server said."""
    with db.write(durable=True):
        db.run("outbox.failed", id=mail_id, owner=owner, state="failed", error=error[:500])


def note_withdrawn(db: Database, mail_id: int, owner: str) -> None:
    """Note that somebody left before their mail was sent."""
    with db.write(durable=True):
        db.run(
            "outbox.failed", id=mail_id, owner=owner, state="withdrawn", error="they left, or are not to be written to"
        )


def note_expired(db: Database, mail_id: int, owner: str) -> None:
    """Note that a mail is too old to be sent."""
    with db.write(durable=True):
        db.run("outbox.failed", id=mail_id, owner=owner, state="expired", error="too old to be sent")


def counts(db: Database) -> dict[str, int]:
    """Return how many mails are in which state."""
    return {row.state: row.number for row in db.all(Count, "outbox.counts")}


def sweep(db: Database, before: datetime) -> int:
    """Remove mails that ended before a moment and return how many."""
    with db.write():
        return db.run("outbox.sweep", before=before)

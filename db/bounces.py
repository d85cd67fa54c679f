"""Mails that came back or were called spam: counted, and what follows for the address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from db import subscriptions
from db.engine import Database
from db.rules.bounces import had_enough
from db.rules.editions import PERIODS

Kind = Literal["hard", "soft", "complaint"]
COUNTED = timedelta(days=30)
KEPT = timedelta(days=90)
REASONS = {"hard": "bounced", "soft": "bounced again and again", "complaint": "called our mail spam"}


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that left us, as a bounce of it finds it again."""

    address: str = field(repr=False)
    kind: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that came back, for the operator."""

    id: int
    kind: str
    address: str = field(repr=False)
    said: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class _Day:
    at: datetime


def sent(db: Database, message_id: str) -> Sent | None:
    """Return the mail of a Message-ID that only its reader knows, or None where it is none of ours or long ago."""
    return db.one(Sent, "bounces.sent", message_id=message_id)


def note(db: Database, kind: Kind, message_id: str, address: str, said: str, now: datetime) -> bool:
    """Note that a mail came back and do what follows; the same bounce again changes nothing. False where known.

    A dead address, one that comes back on several days, and one whose reader complained, are not written to again.
    """
    with db.write(durable=True):
        known = not db.run("bounces.note", kind=kind, message_id=message_id, address=address, said=said[:500], now=now)
        if known:
            return False
        if kind != "soft" or had_enough(
            row.at for row in db.all(_Day, "bounces.soft", address=address, since=now - COUNTED)
        ):
            subscriptions.suppress(db, address, REASONS[kind], now)
        if kind == "complaint" and (reader := subscriptions.find(db, address)) is not None:
            subscriptions.leave(db, reader, PERIODS, now)
    return True


def newest(db: Database, most: int = 50) -> list[Bounce]:
    """Return the mails that came back last."""
    return db.all(Bounce, "bounces.newest", most=most)


def sweep(db: Database, now: datetime) -> int:
    """Forget bounces that count no more and return how many."""
    with db.write():
        return db.run("bounces.sweep", before=now - KEPT)

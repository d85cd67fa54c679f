"""Mailed links that did their work: pressed again, they change nothing and still lead to their owner's page."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from db.engine import Database


def owner(db: Database, link: str) -> int | None:
    """Return the subscriber for whom a link did its work, None where nobody used it."""
    found: int | None = db.value("used_links.owner", hash=_hashed(link))
    return found


def use(db: Database, link: str, subscriber_id: int, expires_at: datetime) -> bool:
    """Note that a link did its work, in the same transaction; False where it had."""
    with db.write(durable=True):
        return db.run("used_links.use", hash=_hashed(link), subscriber_id=subscriber_id, expires_at=expires_at) == 1


def sweep(db: Database, now: datetime) -> int:
    """Forget links whose time is over and return how many."""
    with db.write():
        return db.run("used_links.sweep", now=now)


def _hashed(link: str) -> str:
    return sha256(link.encode()).hexdigest()

"""Rate limits in the database: exact across processes and machines (GCRA, one statement)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Database
from db.errors import CommonThreadError


class TooMany(CommonThreadError):
    """Somebody was faster than a limit allows."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in a span, and all of them at once if nobody used it before."""

    most: int
    span: timedelta


LIMITS = {
    "sign-in-address": Limit(5, timedelta(hours=1)),
    "sign-in-client": Limit(20, timedelta(hours=1)),
    "code": Limit(30, timedelta(hours=1)),
    "comment": Limit(10, timedelta(minutes=10)),
    "report-client": Limit(10, timedelta(hours=1)),
    "report-all": Limit(120, timedelta(hours=1)),
    "error-client": Limit(10, timedelta(hours=1)),
    "error-all": Limit(120, timedelta(hours=1)),
    "practice": Limit(60, timedelta(minutes=10)),
    "brief-mail": Limit(10, timedelta(hours=1)),
    "private-feed": Limit(120, timedelta(hours=1)),
    "subscribe-address": Limit(5, timedelta(hours=1)),
    "subscribe-client": Limit(20, timedelta(hours=1)),
}


def allow(db: Database, name: str, who: str, now: datetime) -> bool:
    """Take one turn of a named limit for somebody; False where they were too fast."""
    return take(db, f"{name}:{who}", LIMITS[name], now)


def take(db: Database, key: str, limit: Limit, now: datetime) -> bool:
    """Take one turn of a limit by its key; False where that was too fast."""
    gap = limit.span.total_seconds() / limit.most
    with db.write():
        granted = db.value(
            "limits.allow",
            key=key,
            now=now.timestamp(),
            first=now.timestamp() + gap,
            gap=gap,
            tolerance=limit.span.total_seconds() - gap,
        )
    return granted is not None


def check(db: Database, name: str, who: str, now: datetime) -> None:
    """Take one turn of a named limit; raises TooMany."""
    if not allow(db, name, who, now):
        raise TooMany("That was a little fast. Wait a few minutes, then try again.")


def sweep(db: Database, now: datetime) -> int:
    """Forget limits that bind nobody any more and return how many."""
    with db.write():
        return db.run("limits.sweep", now=now.timestamp())

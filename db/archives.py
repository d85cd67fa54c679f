"""Walks through the archives of sources: how far each has come, so that it goes on where it was cut off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from db.engine import Database


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk through a source's archive from `until` back to `since`, both included."""

    id: int
    since: date
    until: date
    next_url: str | None
    pages: int
    ended_at: datetime | None


def begin(db: Database, source_id: int, since: date, until: date, now: datetime) -> Walk:
    """Return the walk through a span of a source's archive, begun now or before."""
    with db.write():
        db.run("archives.begin", source_id=source_id, since=since, until=until, now=now)
        found = db.one(Walk, "archives.find", source_id=source_id, since=since, until=until)
    assert found is not None
    return found


def advance(db: Database, walk: Walk, next_url: str) -> None:
    """Note that a page was kept, and which comes next."""
    with db.write():
        db.run("archives.advance", id=walk.id, next_url=next_url)


def finish(db: Database, walk: Walk, now: datetime) -> None:
    """Note that a walk has come to its end."""
    with db.write():
        db.run("archives.finish", id=walk.id, now=now)

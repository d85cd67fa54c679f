"""Pages to fetch, and the leases of hosts: one request at a time to each, across all workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.clock import moment
from db.engine import Database


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was claimed, with what its feed or listing said of it."""

    id: int
    source_id: int
    host: str
    url: str
    url_key: str
    entry: dict[str, str | None]
    attempts: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    source_id: int


def lease_host(db: Database, host: str, owner: str, now: datetime, until: datetime) -> bool:
    """Take a host; False where another worker holds it or it must not be asked yet."""
    with db.write():
        db.run("frontier.know_host", host=host)
        return db.run("frontier.lease_host", host=host, owner=owner, now=now, until=until) == 1


def release_host(db: Database, host: str, owner: str, next_at: datetime) -> None:
    """Give a host back; nobody asks it before a moment."""
    with db.write():
        db.run("frontier.release_host", host=host, owner=owner, next_at=next_at)


def next_turn(db: Database, host: str) -> datetime | None:
    """Return when a host that nobody holds may be asked again, if an earlier crawl set a pause."""
    found = db.value("frontier.next_turn", host=host)
    return moment(found) if found else None


def want(
    db: Database, *, source_id: int, host: str, url: str, url_key: str, entry: dict[str, str | None], now: datetime
) -> bool:
    """Put a page on the frontier; False where it is known and its feed says nothing new of it."""
    with db.write():
        changed = db.run(
            "frontier.want", source_id=source_id, host=host, url=url, url_key=url_key, entry=entry, now=now
        )
    return changed == 1


def claim(db: Database, source_id: int, owner: str, now: datetime, until: datetime, most: int) -> list[Page]:
    """Take pages of a source to fetch, in the order in which they were wanted."""
    if db.value("frontier.waits", source_id=source_id, now=now) is None:
        return []  # most visits find none: they need not wait for the writer
    with db.write():
        taken = db.all(Page, "frontier.claim", source_id=source_id, owner=owner, now=now, until=until, most=most)
    return sorted(taken, key=lambda page: page.id)


def waiting_sources(db: Database, now: datetime) -> set[int]:
    """Return the ids of the sources with pages whose time has come."""
    return {row.source_id for row in db.all(_Waiting, "frontier.waiting_sources", now=now)}


def finish(db: Database, page_id: int, owner: str) -> bool:
    """Note that a page is stored, in the transaction that stores it; False where it is no longer ours."""
    with db.write():
        return db.run("frontier.finish", id=page_id, owner=owner) == 1


def put_back(db: Database, page_id: int, owner: str, due_at: datetime, error: str) -> None:
    """Put a page back for later, with the reason in words."""
    with db.write():
        db.run("frontier.retry", id=page_id, owner=owner, due_at=due_at, error=error[:500])


def let_go(db: Database, page_id: int, owner: str, due_at: datetime) -> None:
    """Put a page back that was not asked for; that counts as no attempt."""
    with db.write():
        db.run("frontier.let_go", id=page_id, owner=owner, due_at=due_at)


def postpone(db: Database, source_id: int, due_at: datetime) -> None:
    """Let all waiting pages of a source wait until a moment."""
    with db.write():
        db.run("frontier.postpone", source_id=source_id, due_at=due_at)


def give_up(db: Database, page_id: int, owner: str, error: str) -> None:
    """Note that a page cannot be had, with the reason in words."""
    with db.write():
        db.run("frontier.give_up", id=page_id, owner=owner, error=error[:500])

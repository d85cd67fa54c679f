"""What a reader keeps for later, and, where they want it, what they have read and when they were here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db import stories
from db.engine import Database
from db.errors import CommonThreadError
from db.stories import Card, Place

PAUSE = timedelta(minutes=30)  # after so long without a page a new visit begins, as in web/static/site.js
TOUCHED_AGAIN = timedelta(minutes=5)
READ_KEPT = timedelta(days=365)
LATELY = 1_000
PAGE = 30


class SavedRefused(CommonThreadError):
    """A story cannot be kept."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Stories that a reader keeps, and after which moment and number the list goes on, None where it ends."""

    cards: list[Card]
    last: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True)
class Visits:
    """When a reader was last on the front page and the newest story there, and the same of the visit before."""

    last_at: datetime | None
    last_seen: int
    before_at: datetime | None
    before_seen: int


@dataclass(frozen=True, slots=True)
class _Row:
    story_id: int
    at: datetime
    saved_id: int


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


def save(db: Database, account_id: int, slug: str, most: int, now: datetime) -> None:
    """Keep a story for a reader; the same twice is kept once. Raises SavedRefused for too many."""
    with db.write():
        if int(db.value("saved.how_many", account_id=account_id)) >= most:
            raise SavedRefused(f"You keep {most} stories already. Take some off your list first.")
        db.run("saved.save", account_id=account_id, slug=slug, now=now)


def take_off(db: Database, account_id: int, slug: str) -> None:
    """Keep a story no more."""
    with db.write():
        db.run("saved.take_off", account_id=account_id, slug=slug)


def is_saved(db: Database, account_id: int, story_id: int) -> bool:
    """Whether a reader keeps a story."""
    return db.value("saved.is_saved", account_id=account_id, story_id=story_id) is not None


def of_account(db: Database, account_id: int, place: Place | None = None, most: int = PAGE) -> Shelf:
    """Return the stories that a reader keeps, the newest kept first; what is no longer shown is left out."""
    place = place or Place()
    rows = db.all(_Row, "saved.of_account", account_id=account_id, before_at=place.at, before_id=place.id, most=most)
    cards = [card for row in rows if (card := stories.card(db, row.story_id)) is not None]
    return Shelf(cards, (rows[-1].at, rows[-1].saved_id) if len(rows) == most else None)


def visits(db: Database, account_id: int) -> Visits | None:
    """Return when a reader was here, None where they do not want that to be remembered."""
    return db.one(Visits, "saved.remembers", account_id=account_id)


def remember(db: Database, account_id: int) -> None:
    """Remember from now on what a reader reads and when they are here."""
    with db.write():
        db.run("saved.remember", account_id=account_id)


def forget(db: Database, account_id: int) -> None:
    """Forget what a reader read and when they were here, and remember it no more."""
    with db.write():
        db.run("saved.forget_reader", account_id=account_id)
        db.run("saved.forget_read", account_id=account_id)


def visit(db: Database, account_id: int, known: Visits, now: datetime) -> Visits:
    """Note that a reader is on the front page, and return their visits; not more often than every five minutes."""
    if known.last_at is not None and now - known.last_at < TOUCHED_AGAIN:
        return known
    newest = int(db.value("saved.newest") or 0)
    with db.write():
        db.run("saved.visit", account_id=account_id, now=now, newest=newest, new_visit=now - PAUSE)
    return visits(db, account_id) or known


def note_read(db: Database, account_id: int, slug: str, now: datetime) -> None:
    """Note that a reader who wants it opened a story."""
    if db.value("saved.was_read", account_id=account_id, slug=slug) is None:
        with db.write():
            db.run("saved.read", account_id=account_id, slug=slug, now=now)


def read_lately(db: Database, account_id: int) -> frozenset[int]:
    """Return the numbers of the stories that a reader read lately."""
    return frozenset(row.id for row in db.all(_Id, "saved.read_lately", account_id=account_id, most=LATELY))


def drop_read(db: Database, now: datetime) -> int:
    """Forget what was read a year ago, and return how many marks there were."""
    with db.write():
        return db.run("saved.drop_read", before=now - READ_KEPT)

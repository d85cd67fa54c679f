"""Digest runs: a run is a row, a mail is a row; started twice, sent once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.engine import Database
from db.errors import NotFound
from db.rules.editions import Window
from db.stories import Card

LOOK_BACK = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Run:
    """The run of an edition with its half-open window; filled once all its mails are written."""

    id: int
    period: str
    edition_date: date
    opens_at: datetime
    closes_at: datetime
    expires_at: datetime
    started_at: datetime
    filled_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Topic:
    id: str


@dataclass(frozen=True, slots=True)
class _Story:
    id: int


def open_run(db: Database, window: Window, stories: Sequence[int], now: datetime) -> Run:
    """Open the run of an edition with its stories in order, or return the one already open."""
    with db.write(durable=True):
        opened = db.run(
            "digests.open_run",
            period=window.period,
            edition_date=window.day,
            opens_at=window.opens,
            closes_at=window.closes,
            expires_at=window.expires,
            now=now,
        )
        found = run(db, window.period, window.day)
        if opened:
            for position, story_id in enumerate(stories, 1):
                db.run("digests.add_story", run_id=found.id, story_id=story_id, position=position)
    return found


def run(db: Database, period: str, day: date) -> Run:
    """Return the run of an edition; raises NotFound."""
    found = db.one(Run, "digests.run", period=period, edition_date=day)
    if found is None:
        raise NotFound(f"No {period} mail was sent on {day}.")
    return found


def find(db: Database, period: str, day: date) -> Run | None:
    """Return the run of an edition, or None where it never started."""
    return db.one(Run, "digests.run", period=period, edition_date=day)


def runs(db: Database, most: int = 60) -> list[Run]:
    """Return the newest runs."""
    return db.all(Run, "digests.runs", most=most)


def stories(db: Database, run_id: int) -> list[Card]:
    """Return the stories of a run that are still shown, in their order."""
    return db.all(Card, "digests.stories", run_id=run_id)


def topics_of(db: Database, story_id: int) -> tuple[str, ...]:
    """Return the topics of a story, main one first."""
    return tuple(row.id for row in db.all(_Topic, "digests.story_topics", story_id=story_id))


def sent_before(db: Database, subscriber_id: int, period: str, day: date) -> set[int]:
    """Return the stories that editions of a period before a day brought to a subscriber."""
    rows = db.all(_Story, "digests.sent_before", subscriber_id=subscriber_id, period=period, day=day)
    return {row.id for row in rows}


def late(db: Database, window: Window) -> list[Card]:
    """Return stories of the days before a window that were found when their own edition had gone out."""
    return db.all(Card, "digests.late", period=window.period, start=window.opens - LOOK_BACK, before=window.opens)


def note_mail(db: Database, run_id: int, subscriber_id: int, outbox_id: int | None, stories: Sequence[int]) -> bool:
    """Note the mail of a run to a subscriber, in the transaction that puts it into the outbox; False if it was there.

    Somebody for whom there is nothing is noted without a mail, so that nobody asks again.
    """
    with db.write(durable=True):
        if not db.run("digests.add_mail", run_id=run_id, subscriber_id=subscriber_id, outbox_id=outbox_id):
            return False
        for story_id in stories:
            db.run("digests.add_mail_story", run_id=run_id, subscriber_id=subscriber_id, story_id=story_id)
    return True


def mark_filled(db: Database, run_id: int, now: datetime) -> None:
    """Note that all mails of a run were written."""
    with db.write(durable=True):
        db.run("digests.mark_filled", run_id=run_id, now=now)


def mails(db: Database, run_id: int) -> int:
    """Return how many mails of a run were written."""
    return int(db.value("digests.mails", run_id=run_id))

"""Digest runs: a run is a row, a mail is a row; started twice, sent once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.engine import Database
from db.errors import NotFound
from db.rules.editions import Window

WHO_GOT_WHAT_KEPT = timedelta(days=60)


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
class Sent:
    """What a sending did: how many mails were written now, and how many there are of this edition."""

    run: Run
    written: int
    mails: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What a mail of a run says to those who chose the same; `choice` is what they chose, as JSON."""

    id: int
    run_id: int
    choice: str
    subject: str

    @property
    def body_key(self) -> str:
        """Return the key of the mail's body in the outbox."""
        return f"digest {self.run_id} {self.id}"


@dataclass(frozen=True, slots=True)
class Stale:
    """A mail in which something was taken down since it was composed."""

    body_id: int
    noted_at: datetime
    run_id: int
    choice: str


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


def written(db: Database, period: str, day: date) -> Sent | None:
    """Return what was sent of an edition whose mails are all written, or None."""
    found = find(db, period, day)
    return Sent(found, 0, mails(db, found.id)) if found is not None and found.filled_at is not None else None


def in_work(db: Database) -> bool:
    """Whether any mail is still to be sent, of a digest or not.

    It stands here, as a second start of a finished run needs nothing else of the outbox.
    """
    return db.value("digests.in_work") is not None


def runs(db: Database, most: int = 60) -> list[Run]:
    """Return the newest runs."""
    return db.all(Run, "digests.runs", most=most)


def topics_of(db: Database, story_id: int) -> tuple[str, ...]:
    """Return the topics of a story, main one first."""
    return tuple(row.id for row in db.all(_Topic, "digests.story_topics", story_id=story_id))


def repeated(db: Database, run: Run) -> set[int]:
    """Return the stories of a run that an earlier edition of its period had too, as a story can move in time."""
    rows = db.all(_Story, "digests.repeated", run_id=run.id, period=run.period, day=run.edition_date)
    return {row.id for row in rows}


def sent_before(db: Database, subscriber_id: int, period: str, day: date) -> set[int]:
    """Return the stories that editions of a period before a day brought to a subscriber."""
    rows = db.all(_Story, "digests.sent_before", subscriber_id=subscriber_id, period=period, day=day)
    return {row.id for row in rows}


def selection(db: Database, run_id: int, choice: str) -> Selection | None:
    """Return what a mail of a run says to those who chose the same, or None where nobody did yet."""
    return db.one(Selection, "digests.selection", run_id=run_id, choice=choice)


def keep_selection(
    db: Database, run_id: int, choice: str, subject: str, sent: Sequence[int], mentioned: Iterable[int]
) -> Selection:
    """Note in the transaction of its mails what a mail says: the stories it brings, and those it speaks of."""
    with db.write(durable=True):
        db.run("digests.add_selection", run_id=run_id, choice=choice, subject=subject)
        kept = selection(db, run_id, choice)
        assert kept is not None
        db.run("digests.forget_selected", selection_id=kept.id)
        for story_id in sent:
            db.run("digests.add_selected", selection_id=kept.id, story_id=story_id, sent=True)
        for story_id in mentioned:
            db.run("digests.add_selected", selection_id=kept.id, story_id=story_id, sent=False)
    return kept


def note_mails(db: Database, run_id: int, mails: Iterable[tuple[int, int | None, int | None]]) -> int:
    """Note the mails of a run in the transaction that puts them into the outbox, and return how many were new.

    A mail is its subscriber, its place in the outbox and its selection; somebody for whom there is nothing is noted
    without the last two, so that nobody asks again.
    """
    with db.write(durable=True):
        names = ("run_id", "subscriber_id", "outbox_id", "selection_id")
        return db.copy_in("digest_mail", names, [(run_id, *mail) for mail in mails])


def stale(db: Database) -> list[Stale]:
    """Return the mails that wait to be composed anew."""
    return db.all(Stale, "digests.stale")


def run_by_id(db: Database, run_id: int) -> Run:
    """Return a run; raises NotFound."""
    found = db.one(Run, "digests.run_by_id", id=run_id)
    if found is None:
        raise NotFound("There is no such mail.")
    return found


def renewed(db: Database, one: Stale) -> bool:
    """Let a mail go again that was composed anew; False where more was taken down meanwhile, so it waits on."""
    with db.write(durable=True):
        return db.run("digests.renewed", body_id=one.body_id, noted_at=one.noted_at) == 1


def forget_old(db: Database, now: datetime) -> int:
    """Forget which mails went to whom some weeks ago, and return how many."""
    with db.write():
        return db.run("digests.forget_old_runs", before=(now - WHO_GOT_WHAT_KEPT).date())


def mark_filled(db: Database, run_id: int, now: datetime) -> None:
    """Note that all mails of a run were written."""
    with db.write(durable=True):
        db.run("digests.mark_filled", run_id=run_id, now=now)


def mails(db: Database, run_id: int) -> int:
    """Return how many mails of a run were written."""
    return int(db.value("digests.mails", run_id=run_id))

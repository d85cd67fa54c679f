"""What the operator looks at, in one look: sources, queues, mail, jobs, storage, copies, clocks of the law, duties.

The admin page, the operator's mails, the metrics and `commonthread operate status` all show this one look.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from db import backups, complaints, domains, health, jobs, outbox
from db.backups import Copy
from db.engine import Database, Storage, sqlite_path
from db.health import Health
from db.jobs import JobState
from db.rules.editions import LONDON
from db.seeds.upkeep import Upkeep, load_upkeep
from db.settings import Settings

QUEUES = {
    "comments": "comments that wait for a moderator",
    "reports": "reports that wait for a moderator",
    "mails": "mails that no server has seen",
    "pages": "pages that are due to be fetched",
    "articles": "articles that are not understood yet",
}
BOUNCES = {"hard": "dead address", "soft": "not taken for now", "complaint": "complaint"}
FAILURES_OF = timedelta(days=7)
ADDRESS = re.compile(r"\S+@\S+")


@dataclass(frozen=True, slots=True)
class Queue:
    """How much waits, and since when the oldest does."""

    waiting: int
    oldest: datetime | None

    def age(self, now: datetime) -> timedelta:
        """Return for how long the oldest has waited."""
        return max(timedelta(0), now - self.oldest) if self.oldest else timedelta(0)


@dataclass(frozen=True, slots=True)
class FailedMails:
    """Mails of a kind that could not be sent for one reason; no address."""

    kind: str
    reason: str | None
    number: int

    @property
    def words(self) -> str:
        """Return what the mail server said, without addresses."""
        return ADDRESS.sub("(address)", self.reason or "")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a digest; it is filled once all its mails are written."""

    id: int
    period: str
    edition_date: date
    started_at: datetime
    filled_at: datetime | None


@dataclass(frozen=True, slots=True)
class LegalClock:
    """Something that must be done by a moment set by law."""

    kind: str
    id: int
    act_by: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A duty of the operator, when it was done last, and when it is due; never done is due now."""

    upkeep: Upkeep
    done_on: date | None

    @property
    def due_on(self) -> date | None:
        """Return the day by which it is due, None where nobody has noted when it was done last."""
        return self.upkeep.due_after(self.done_on) if self.done_on else None


@dataclass(frozen=True, slots=True)
class Room:
    """The space of the disk that holds the database."""

    free: int
    all: int

    @property
    def percent_free(self) -> float:
        """Return how many per cent of the disk are free."""
        return 100 * self.free / self.all if self.all else 100.0


@dataclass(frozen=True, slots=True)
class Vitals:
    """One look at everything that the operator watches."""

    at: datetime
    sources: list[Health]
    queues: dict[str, Queue]
    mails: dict[str, int]
    failed_mails: list[FailedMails]
    bounces: dict[str, int]
    runs: list[Run]
    jobs: list[JobState]
    storage: Storage
    room: Room | None
    copies: list[Copy] | None
    clocks: list[LegalClock]
    duties: list[Due]
    held_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Bounces:
    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class _Done:
    duty: str
    day: date


def look(db: Database, settings: Settings, now: datetime) -> Vitals:
    """Return what the operator watches, as it is now."""
    return Vitals(
        at=now,
        sources=health.every(db),
        queues=queues(db, now),
        mails=outbox.counts(db),
        failed_mails=db.all(FailedMails, "vitals.failed_mails", since=now - FAILURES_OF),
        bounces={row.kind: row.number for row in db.all(_Bounces, "vitals.bounces", since=now - FAILURES_OF)},
        runs=db.all(Run, "vitals.runs", most=6),
        jobs=jobs.states(db),
        storage=db.storage(),
        room=room(settings),
        copies=backups.copies(db) if keeps_copies(settings) else None,
        clocks=_clocks(db),
        duties=duties(db),
        held_for=domains.held_for(db, settings),
    )


def queues(db: Database, now: datetime) -> dict[str, Queue]:
    """Return what waits, by queue."""
    found = {
        "comments": db.one(Queue, "vitals.comments"),
        "reports": db.one(Queue, "vitals.reports"),
        "mails": db.one(Queue, "vitals.mails"),
        "pages": db.one(Queue, "vitals.pages", now=now),
        "articles": db.one(Queue, "vitals.articles"),
    }
    return {name: queue or Queue(0, None) for name, queue in found.items()}


def room(settings: Settings) -> Room | None:
    """Return the space of the database's disk, None for a server elsewhere."""
    path = sqlite_path(settings.database_url)
    if path is None or not path.parent.exists():
        return None
    usage = shutil.disk_usage(path.parent)
    return Room(usage.free, usage.total)


def keeps_copies(settings: Settings) -> bool:
    """Whether copies of the database are made by rule: a server has tools of its own."""
    return bool(settings.backup_folder) and sqlite_path(settings.database_url) not in (None, Path(":memory:"))


def _clocks(db: Database) -> list[LegalClock]:
    """Return what must be done by when, the next first."""
    open_breaches = [one for one in complaints.breaches(db) if one.told_regulator_at is None]
    found = db.all(LegalClock, "vitals.legal_clocks")
    found += [LegalClock("breach", one.id, one.tell_by) for one in open_breaches]
    return sorted(found, key=lambda clock: (clock.act_by, clock.kind, clock.id))


def duties(db: Database) -> list[Due]:
    """Return the operator's duties with the day on which each was done last."""
    done = {one.duty: one.day for one in db.all(_Done, "vitals.duties_done")}
    return [Due(upkeep, done.get(upkeep.id)) for upkeep in load_upkeep()]


def note_duty(db: Database, duty: str, now: datetime) -> Upkeep | None:
    """Note that a duty was done today, and return it; None where there is no such duty."""
    found = next((one for one in load_upkeep() if one.id == duty), None)
    if found is not None:
        with db.write(durable=True):
            db.run("vitals.note_duty", duty=duty, day=now.astimezone(LONDON).date())
    return found

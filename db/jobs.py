"""Jobs that run by the clock on any machine: a lease in the table decides who runs one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from db.engine import Database, insist
from db.rules.editions import LONDON
from db.settings import Settings

Schedule = Callable[[datetime], datetime]
SKEW = timedelta(minutes=5)  # by which the clocks of two machines may differ


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work by name, when it is due next, and how long it may hold its lease.

    Several workers run a job at once where its lease has no length: it leases what it works on by itself.
    """

    name: str
    next_after: Schedule
    run: Callable[[Database, Settings, datetime], None]
    lease: timedelta = timedelta(minutes=5)
    lane: str = "upkeep"
    at_once: bool = True


@dataclass(frozen=True, slots=True)
class JobState:
    """What the table knows of a job."""

    name: str
    next_run: datetime
    owner: str | None
    leased_until: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None
    failures: int

    def late_by(self, now: datetime) -> timedelta:
        """Return for how long the job has been due without anybody doing it."""
        waits = self.leased_until is None or self.leased_until < now
        return max(timedelta(0), now - self.next_run) if waits else timedelta(0)


def every(gap: timedelta) -> Schedule:
    """Return a schedule that is due again one gap later."""
    return lambda now: now + gap


def daily_at(hour: time) -> Schedule:
    """Return a schedule that is due every day at an hour in London."""
    return lambda now: _next(now, hour, lambda local: True)


def weekly_at(weekday: int, hour: time) -> Schedule:
    """Return a schedule that is due on a day of the week (Monday is 0) at an hour in London."""
    return lambda now: _next(now, hour, lambda local: local.weekday() == weekday)


def _next(now: datetime, hour: time, fits: Callable[[date], bool]) -> datetime:
    today = now.astimezone(LONDON).date()
    days = (today + timedelta(days=ahead) for ahead in range(9))
    return next(at for day in days if fits(day) and (at := datetime.combine(day, hour, LONDON)) > now)


def register(db: Database, job: Job, now: datetime) -> None:
    """Note a job that the table does not know yet; it is due at once, or at its hour where it waits for one."""
    with db.write():
        db.run("jobs.register", name=job.name, due=now if job.at_once else job.next_after(now))


def claim(db: Database, job: Job, owner: str, now: datetime) -> bool:
    """Take the lease of a due job, or take up what is ours again; False where it is not due or another holds it."""
    until, latest = now + job.lease, job.next_after(now)
    with db.write():
        taken = db.run(
            "jobs.claim", name=job.name, owner=owner, now=now, until=until, latest=latest + SKEW, longest=until + SKEW
        )
    return taken == 1


def finish(db: Database, job: Job, owner: str, now: datetime, error: str | None = None) -> None:
    """Give the lease back and set when the job is due next; an error is kept in words."""

    def note() -> None:
        with db.write():
            db.run("jobs.finish", name=job.name, owner=owner, now=now, next_run=job.next_after(now), error=error)

    insist(note)


def hurry(db: Database, job: Job, now: datetime) -> None:
    """Let a job be due now."""
    register(db, job, now)
    with db.write():
        db.run("jobs.hurry", name=job.name, now=now)


def forget_others(db: Database, known: Sequence[str]) -> None:
    """Forget jobs that this version does not know: they would be late for ever."""
    for state in states(db):
        if state.name not in known:
            with db.write():
                db.run("jobs.forget", name=state.name)


def states(db: Database) -> list[JobState]:
    """Return all jobs by name."""
    return db.all(JobState, "jobs.states")

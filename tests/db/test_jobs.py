"""A job is run by one worker at a time, and again when it is due."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from db import jobs
from db.engine import Database
from db.jobs import Job, daily_at, every, weekly_at


def job() -> Job:
    return Job("crawl", every(timedelta(minutes=10)), lambda db, settings, now: None, lease=timedelta(minutes=5))


def test_a_new_job_is_due_at_once_and_only_one_gets_it(db: Database, now: datetime) -> None:
    jobs.register(db, job(), now)
    jobs.register(db, job(), now)
    assert jobs.claim(db, job(), "a", now)
    assert not jobs.claim(db, job(), "b", now)


def test_a_finished_job_waits_for_its_next_run(db: Database, now: datetime) -> None:
    jobs.register(db, job(), now)
    jobs.claim(db, job(), "a", now)
    jobs.finish(db, job(), "a", now, error="no network")
    (state,) = jobs.states(db)
    assert (state.owner, state.error, state.next_run) == (None, "no network", now + timedelta(minutes=10))
    assert not jobs.claim(db, job(), "b", now + timedelta(minutes=9))
    assert jobs.claim(db, job(), "b", now + timedelta(minutes=10))


def test_the_job_of_a_dead_worker_is_taken_over_after_its_lease(db: Database, now: datetime) -> None:
    jobs.register(db, job(), now)
    jobs.claim(db, job(), "dead", now)
    assert not jobs.claim(db, job(), "b", now + timedelta(minutes=4))
    assert jobs.claim(db, job(), "b", now + timedelta(minutes=6))


def test_a_worker_that_lost_its_lease_cannot_finish_the_job(db: Database, now: datetime) -> None:
    jobs.register(db, job(), now)
    jobs.claim(db, job(), "slow", now)
    jobs.claim(db, job(), "b", now + timedelta(minutes=6))
    jobs.finish(db, job(), "slow", now + timedelta(minutes=7))
    (state,) = jobs.states(db)
    assert state.owner == "b"


def test_a_job_of_an_hour_waits_for_it(db: Database) -> None:
    """Monday at eight in London, also over the change of the clocks; a first start does not run it at once."""
    friday = datetime(2026, 10, 23, 12, tzinfo=UTC)
    weekly, daily = weekly_at(0, time(8)), daily_at(time(7))
    assert weekly(friday) == datetime(2026, 10, 26, 8, tzinfo=UTC)
    assert daily(friday) == datetime(2026, 10, 24, 6, tzinfo=UTC)
    note = Job("weekly note", weekly, lambda *_: None, at_once=False)
    jobs.register(db, note, friday)
    assert not jobs.claim(db, note, "worker", friday)
    assert jobs.claim(db, note, "worker", datetime(2026, 10, 26, 8, tzinfo=UTC))

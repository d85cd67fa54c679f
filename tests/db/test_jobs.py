"""A job is run by one worker at a time, and again when it is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import jobs
from db.engine import Database
from db.jobs import Job, every


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

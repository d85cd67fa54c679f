"""Clocks that jump, locks that last, first starts at once: said in words, nothing lost, no hand work afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import datetime, time, timedelta

import pytest

from db import jobs
from db.engine import Database, connect
from db.errors import DatabaseBusy
from db.jobs import Job, daily_at, every
from db.migrations import pending
from db.topics import everything

THIRTIETH = 20 / 30  # seconds: the lock of 20 s, as the waits of 1.5 and 30 s, at a thirtieth
WEB, WORK = 1.5 / 30, 30 / 30


@pytest.mark.parametrize("schedule", [every(timedelta(hours=1)), daily_at(time(3, 30))])
def test_a_clock_that_was_years_ahead_stops_no_job(db: Database, now: datetime, schedule: jobs.Schedule) -> None:
    job, ahead = Job("job", schedule, lambda *_: None), now + timedelta(days=2000)
    jobs.register(db, job, now)
    assert jobs.claim(db, job, "me", ahead)
    jobs.finish(db, job, "me", ahead)
    assert jobs.claim(db, job, "me", now), "its next run lies years ahead, which no right clock can have set"
    jobs.finish(db, job, "me", now)
    assert not jobs.claim(db, job, "me", now)


def test_a_lease_that_a_wrong_clock_set_holds_nobody_up(db: Database, now: datetime) -> None:
    job = Job("job", every(timedelta(hours=1)), lambda *_: None)
    jobs.register(db, job, now)
    assert jobs.claim(db, job, "ahead", now + timedelta(days=2000))
    assert jobs.claim(db, job, "me", now)
    assert not jobs.claim(db, job, "other", now), "the lease of a right clock holds"


def test_clocks_that_differ_by_seconds_take_nothing_from_each_other(db: Database, now: datetime) -> None:
    job = Job("job", every(timedelta(hours=1)), lambda *_: None)
    jobs.register(db, job, now)
    assert jobs.claim(db, job, "ahead", now + timedelta(seconds=20))
    assert not jobs.claim(db, job, "me", now)


def test_a_clock_that_is_set_back_makes_no_job_wait_for_that_long(db: Database, now: datetime) -> None:
    job = Job("job", every(timedelta(hours=1)), lambda *_: None)
    jobs.register(db, job, now)
    assert jobs.claim(db, job, "me", now)
    jobs.finish(db, job, "me", now)
    assert not jobs.claim(db, job, "me", now - timedelta(minutes=3)), "so far two right clocks may differ"
    assert jobs.claim(db, job, "me", now - timedelta(hours=9))


def test_a_lock_of_twenty_seconds_stops_no_reader_and_no_worker(database_url: str, now: datetime) -> None:
    holder, reader = connect(database_url), connect(database_url, busy_seconds=WEB)
    page, worker = connect(database_url, busy_seconds=WEB), connect(database_url, busy_seconds=WORK + 5)
    jobs.register(holder, Job("held", every(timedelta(hours=1)), lambda *_: None), now)
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with holder.write():
            holder.run("jobs.finish", name="held", owner="x", now=now, next_run=now, error=None)
            holder.hold_still(["job"])
            held.set()
            free.wait(30)

    holding = threading.Thread(target=hold)
    holding.start()
    held.wait(30)
    assert [state.name for state in jobs.states(reader)] == ["held"]
    with pytest.raises(DatabaseBusy, match="try again in a moment"), page.write():
        page.run("jobs.register", name="by a page", due=now)
    threading.Timer(THIRTIETH, free.set).start()
    with worker.write():
        worker.run("jobs.register", name="by a worker", due=now)
    holding.join()
    assert [state.name for state in jobs.states(reader)] == ["by a worker", "held"]
    for one in (holder, reader, page, worker):
        one.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_url(request: pytest.FixtureRequest, tmp_path):  # type: ignore[no-untyped-def]
    """The address of a database that was never used, on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    admin = connect(server % "postgres")
    admin.connection.execute("CREATE DATABASE new_ct")  # type: ignore[attr-defined]
    yield server % "new_ct"
    admin.connection.execute("DROP DATABASE new_ct WITH (FORCE)")  # type: ignore[attr-defined]
    admin.close()


def test_four_first_starts_at_once_agree(new_url: str) -> None:
    environ = {**os.environ, "COMMONTHREAD_DATABASE_URL": new_url}
    command = [sys.executable, "-m", "commonthread", "db", "migrate"]
    starts = [subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(4)]
    ended = [start.communicate()[1] for start in starts]
    assert [(start.returncode, errors) for start, errors in zip(starts, ended, strict=True)] == [(0, b"")] * 4
    db = connect(new_url)
    assert pending(db) == []
    assert len(everything(db)) == 18
    db.close()

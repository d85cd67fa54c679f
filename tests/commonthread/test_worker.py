"""The worker runs what is due and outlives a job that fails."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from commonthread.worker import Worker, run_due
from db import jobs
from db.engine import Database, connect
from db.errors import CommonThreadError
from db.jobs import Job, every
from db.settings import Settings


def test_due_jobs_run_once_and_errors_are_kept_in_words(db: Database, now: datetime) -> None:
    ran: list[str] = []

    def fail(db: Database, settings: Settings, now: datetime) -> None:
        raise CommonThreadError("the mail server is away; look at COMMONTHREAD_SMTP_URL")

    def crash(db: Database, settings: Settings, now: datetime) -> None:
        raise ZeroDivisionError("division by zero")

    hourly = every(timedelta(hours=1))
    due = [
        Job("fails", hourly, fail),
        Job("crashes", hourly, crash),
        Job("works", hourly, lambda db, settings, now: ran.append("works")),
    ]
    for job in due:
        jobs.register(db, job, now)
    assert run_due(db, Settings(), due, "me", lambda: now) == 3
    assert run_due(db, Settings(), due, "me", lambda: now) == 0
    assert ran == ["works"]
    assert {state.name: state.error for state in jobs.states(db)} == {
        "fails": "the mail server is away; look at COMMONTHREAD_SMTP_URL",
        "crashes": "ZeroDivisionError: division by zero",
        "works": None,
    }


def test_each_lane_works_until_told_to_stop(database_url: str) -> None:
    met = threading.Barrier(3, timeout=20)

    def meet(db: Database, settings: Settings, now: datetime) -> None:
        met.wait()

    hourly = every(timedelta(hours=1))
    stopping = threading.Event()
    lanes = [Job("slow", hourly, meet, lane="crawl"), Job("quick", hourly, meet)]
    worker = Worker(Settings(database_url=database_url), lanes, stopping, pause_seconds=0.01)
    running = threading.Thread(target=worker.run)
    running.start()
    met.wait()
    stopping.set()
    running.join(timeout=20)
    assert not running.is_alive()


def test_a_database_that_is_away_is_waited_for(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "in-the-way").write_text("")
    stopping = threading.Event()
    tried = threading.Event()
    url = f"sqlite:///{tmp_path / 'in-the-way' / 'x.db'}"
    job = Job("a", every(timedelta(hours=1)), lambda db, settings, now: None)

    class Impatient(Worker):
        def _tend(self, own, owner) -> None:  # type: ignore[no-untyped-def]
            tried.set()
            super()._tend(own, owner)

    worker = Impatient(Settings(database_url=url), [job], stopping, pause_seconds=0.01)
    running = threading.Thread(target=worker.run)
    running.start()
    assert tried.wait(10)
    stopping.set()
    running.join(timeout=20)
    assert not running.is_alive()
    assert connect(f"sqlite:///{tmp_path / 'x.db'}")

"""Runs the jobs that are due, each lane in a thread of its own, until told to stop."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from logging import getLogger

from db import jobs, leases
from db.clock import Clock, utc_now
from db.engine import Database, connect
from db.errors import CommonThreadError
from db.jobs import Job
from db.settings import Settings

log = getLogger(__name__)


def run_due(db: Database, settings: Settings, due: Sequence[Job], owner: str, clock: Clock) -> int:
    """Run every job that is due and free, one after the other, and return how many ran."""
    ran = 0
    for job in due:
        if jobs.claim(db, job, owner, clock()):
            _run(db, settings, job, owner, clock)
            ran += 1
    return ran


def _run(db: Database, settings: Settings, job: Job, owner: str, clock: Clock) -> None:
    error = None
    try:
        job.run(db, settings, clock())
    except CommonThreadError as problem:
        error = str(problem)
    except Exception as problem:  # a job must not end the worker; the next one may work
        error = f"{type(problem).__name__}: {problem}"
    if error:
        log.error("a job failed", extra={"job": job.name, "error": error})
    jobs.finish(db, job, owner, clock(), error)


@dataclass(slots=True)
class Worker:
    """All lanes of one process."""

    settings: Settings
    jobs: Sequence[Job]
    stopping: threading.Event
    clock: Clock = utc_now
    pause_seconds: float = 1.0

    def run(self) -> None:
        """Work until the stopping event is set."""
        lanes = sorted({job.lane for job in self.jobs})
        threads = [threading.Thread(target=self._lane, args=(lane,), name=lane, daemon=True) for lane in lanes]
        for thread in threads:
            thread.start()
        self.stopping.wait()
        for thread in threads:
            thread.join(timeout=5)

    def _lane(self, lane: str) -> None:
        own = [job for job in self.jobs if job.lane == lane]
        owner = (
            leases.owner_name()
        )  # for as long as the lane lives: what it held when the database went away is its own
        while not self.stopping.is_set():
            try:
                self._tend(own, owner)
            except CommonThreadError as error:
                log.error("the worker waits for the database", extra={"lane": lane, "error": str(error)})
                self.stopping.wait(5 * self.pause_seconds)

    def _tend(self, own: Sequence[Job], owner: str) -> None:
        db = connect(
            self.settings.database_url,
            busy_seconds=self.settings.busy_seconds_work,
            statement_seconds=self.settings.statement_seconds_work,
            name=f"commonthread work {own[0].lane}",
        )
        try:
            leases.free_dead(db)
            for job in own:
                jobs.register(db, job, self.clock())
            while not self.stopping.is_set():
                if not run_due(db, self.settings, own, owner, self.clock):
                    self.stopping.wait(self.pause_seconds)
        finally:
            db.close()

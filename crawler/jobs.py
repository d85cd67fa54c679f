"""The crawler's jobs by name."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta

from crawler.editing import understand as understand_stored
from crawler.proposing import look
from crawler.understanding.vocabulary import vocabulary
from db import frontier, sources
from db.engine import Database
from db.errors import CommonThreadError
from db.jobs import Job, every
from db.settings import PREFIX, Settings

COMMAND = (sys.executable, "-m", "crawler.run")
LONGEST_CRAWL = timedelta(hours=1)


class CrawlFailed(CommonThreadError):
    """The crawl process ended badly."""


def crawl(db: Database, settings: Settings, now: datetime) -> None:
    """Start a crawl in a process of its own when something is due; it ends with the worker."""
    if not sources.due(db, now) and not frontier.waiting_sources(db, now):
        return
    environ = {**os.environ, PREFIX + "DATABASE_URL": settings.database_url}
    crawl = subprocess.Popen(COMMAND, env=environ, preexec_fn=_die_with_parent, stderr=subprocess.PIPE)
    try:
        _, words = crawl.communicate(timeout=LONGEST_CRAWL.total_seconds())
    except subprocess.TimeoutExpired:
        crawl.kill()
        crawl.communicate()
        raise CrawlFailed(f"a crawl took longer than {LONGEST_CRAWL}; it was ended, the next one goes on") from None
    if crawl.returncode not in (0, 1):
        last = words.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise CrawlFailed(f"the crawl process ended with code {crawl.returncode}: {' '.join(last)}")


def _die_with_parent() -> None:
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(1, signal.SIGKILL)


def understand(db: Database, settings: Settings, now: datetime) -> None:
    """Understand what an interrupted crawl or an import left."""
    understand_stored(db, vocabulary(), now, days_open=settings.thread_days_open)


def look_anew(db: Database, settings: Settings, now: datetime) -> None:
    """Arrange the last fortnight anew and propose what differs to the editors."""
    look(db, now)


# Hosts and pages have leases of their own, so any number of workers may crawl at once.
JOBS = (
    Job("crawl", every(timedelta(seconds=30)), crawl, lease=timedelta(0), lane="crawl"),
    Job("understand", every(timedelta(minutes=5)), understand, lease=timedelta(minutes=30), lane="crawl"),
    Job("look at stories anew", every(timedelta(hours=24)), look_anew, lease=timedelta(minutes=30), lane="crawl"),
)

"""All jobs of the house, by lane."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from crawler.jobs import JOBS as CRAWLER_JOBS
from db import retention
from db.engine import Database
from db.errors import SettingsError
from db.jobs import Job, daily_at, every
from db.settings import Settings
from web.jobs import JOBS as WEB_JOBS


def maintain(db: Database, settings: Settings, now: datetime) -> None:
    """Keep the database in shape: planner statistics, and the log written back."""
    db.maintain()


def sweep(db: Database, settings: Settings, now: datetime) -> None:
    """Forget what lives for hours or days."""
    retention.sweep(db, now)


def retain(db: Database, settings: Settings, now: datetime) -> None:
    """Erase what is over, by every rule of retention."""
    retention.run(db, settings, now)


OWN = (
    Job("maintain", every(timedelta(hours=6)), maintain),
    Job("sweep", every(timedelta(hours=1)), sweep),
    Job("retention", daily_at(time(3, 30)), retain, at_once=False),
)


def all_jobs(lanes: Sequence[str] = ()) -> list[Job]:
    """Return the jobs of the lanes that were asked for, or all; raises SettingsError for an unknown lane."""
    jobs = [*CRAWLER_JOBS, *WEB_JOBS, *OWN]
    known = sorted({job.lane for job in jobs})
    if unknown := set(lanes) - set(known):
        raise SettingsError(f"there is no lane {sorted(unknown)[0]!r}; there are: {', '.join(known)}")
    return [job for job in jobs if not lanes or job.lane in lanes]

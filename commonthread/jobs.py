"""All jobs of the house, by lane."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

from commonthread.tasks import LONGEST, work_off
from crawler.jobs import JOBS as CRAWLER_JOBS
from db import backups, retention, vitals
from db.engine import Database
from db.errors import SettingsError
from db.jobs import Job, daily_at, every
from db.rules.keeping import keep_of
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


def back_up(db: Database, settings: Settings, now: datetime) -> None:
    """Make the nightly copy, restored on trial, and remove what is no longer kept."""
    if vitals.keeps_copies(settings):
        backups.by_rule(db, Path(settings.backup_folder), keep_of(settings.backup_keep), now)


def do_tasks(db: Database, settings: Settings, now: datetime) -> None:
    """Do what was asked for on a page."""
    work_off(db, settings, now)


OWN = (
    Job("maintain", every(timedelta(hours=6)), maintain),
    Job("sweep", every(timedelta(hours=1)), sweep),
    Job("retention", daily_at(time(3, 30)), retain, at_once=False),
    Job("tasks", every(timedelta(seconds=10)), do_tasks, lease=LONGEST + timedelta(minutes=1), lane="tasks"),
)


def backup_job(settings: Settings) -> Job:
    """Return the job of the nightly copy, at the hour of the settings; the first is made at once."""
    at = daily_at(time.fromisoformat(settings.backup_at))
    return Job("backup", at, back_up, lease=timedelta(hours=2), lane="backup")


def all_jobs(lanes: Sequence[str] = (), settings: Settings | None = None) -> list[Job]:
    """Return the jobs of the lanes that were asked for, or all; raises SettingsError for an unknown lane."""
    jobs = [*CRAWLER_JOBS, *WEB_JOBS, *OWN, backup_job(settings or Settings())]
    known = sorted({job.lane for job in jobs})
    if unknown := set(lanes) - set(known):
        raise SettingsError(f"there is no lane {sorted(unknown)[0]!r}; there are: {', '.join(known)}")
    return [job for job in jobs if not lanes or job.lane in lanes]

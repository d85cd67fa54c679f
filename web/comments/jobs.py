"""The jobs of the debate."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import accounts, limits, moderation
from db.engine import Database
from db.jobs import Job, every
from db.settings import Settings


def close_threads(db: Database, settings: Settings, now: datetime) -> None:
    """Close the threads whose days are over."""
    moderation.close_due(db, now, settings.thread_days_open)


def sweep(db: Database, settings: Settings, now: datetime) -> None:
    """Remove sessions, sign-in requests and limits that are over."""
    accounts.sweep(db, now)
    limits.sweep(db, now)


JOBS = (
    Job("close threads", every(timedelta(minutes=10)), close_threads),
    Job("sweep sessions", every(timedelta(hours=1)), sweep),
)

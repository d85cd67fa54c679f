"""The operator's jobs: alarms every few minutes, the weekly note."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from db.engine import Database
from db.jobs import Job, every, weekly_at
from db.settings import Settings
from web.admin import watching


def watch(db: Database, settings: Settings, now: datetime) -> None:
    """Tell the operator what began to need them."""
    watching.watch(db, settings, now)


def weekly(db: Database, settings: Settings, now: datetime) -> None:
    """Tell the operator how the week went."""
    watching.weekly(db, settings, now)


JOBS = (
    Job("watch the site", every(timedelta(minutes=5)), watch, lane="mail", at_once=False),
    Job("operator's week", weekly_at(0, time(7, 30)), weekly, lane="mail", at_once=False),
)

"""The job of the law: clocks that act by themselves, and the letters that say so."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import notices
from db.engine import Database
from db.jobs import Job, every
from db.settings import Settings
from web.notices.letters import notice_ended


def keep_clocks(db: Database, settings: Settings, now: datetime) -> None:
    """Take comments down whose legal clock has run out, and tell whoever gave the notice."""
    for notice in notices.late(db, now):
        with db.write(durable=True):
            outcome = notices.run_out(db, notice, now)
            notice_ended(db, settings, notice, outcome, now)


JOBS = (Job("legal clocks", every(timedelta(minutes=10)), keep_clocks, lane="mail"),)

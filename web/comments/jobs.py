"""The jobs of the debate."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from db import accounts, limits, moderation, notices, own_account, retention
from db.engine import Database
from db.jobs import Job, daily_at, every, weekly_at
from db.settings import Settings
from web.comments.telling import tell_authors, tell_followers, watch, weekly_note


def keep_clocks(db: Database, settings: Settings, now: datetime) -> None:
    """Take comments down whose legal clock has run out."""
    notices.keep_the_clock(db, now)


def retain(db: Database, settings: Settings, now: datetime) -> None:
    """Erase what is over, by every rule of retention."""
    retention.run(db, settings, now)


def close_threads(db: Database, settings: Settings, now: datetime) -> None:
    """Close the threads whose days are over."""
    moderation.close_due(db, now)


def tell(db: Database, settings: Settings, now: datetime) -> None:
    """Tell authors what was decided, and followers who want to know at once what was written."""
    tell_authors(db, settings, now)
    tell_followers(db, settings, ("replies", "all"), now)


def tell_daily(db: Database, settings: Settings, now: datetime) -> None:
    """Tell followers once a day what was written the day before."""
    tell_followers(db, settings, ("daily",), now)


def sweep(db: Database, settings: Settings, now: datetime) -> None:
    """Remove sessions, sign-in requests and limits that are over."""
    accounts.sweep(db, now)
    own_account.sweep(db, now)
    limits.sweep(db, now)


JOBS = (
    Job("legal clocks", every(timedelta(minutes=10)), keep_clocks),
    Job("retention", daily_at(time(3, 30)), retain, at_once=False),
    Job("tell authors and followers", every(timedelta(minutes=2)), tell, lane="mail"),
    Job("tell daily followers", daily_at(time(7)), tell_daily, lane="mail", at_once=False),
    Job("watch moderation", every(timedelta(minutes=15)), watch, lane="mail"),
    Job("moderators' week", weekly_at(0, time(8)), weekly_note, lane="mail", at_once=False),
    Job("close threads", every(timedelta(minutes=10)), close_threads),
    Job("sweep sessions", every(timedelta(hours=1)), sweep),
)

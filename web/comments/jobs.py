"""The jobs of the debate."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from db import moderation
from db.engine import Database
from db.jobs import Job, daily_at, every, weekly_at
from db.settings import Settings
from web.comments.telling import tell_authors, tell_followers, watch, weekly_note


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


JOBS = (
    Job("tell authors and followers", every(timedelta(minutes=2)), tell, lane="mail"),
    Job("tell daily followers", daily_at(time(7)), tell_daily, lane="mail", at_once=False),
    Job("watch moderation", every(timedelta(minutes=15)), watch, lane="mail"),
    Job("moderators' week", weekly_at(0, time(8)), weekly_note, lane="mail", at_once=False),
    Job("close threads", every(timedelta(minutes=10)), close_threads),
)

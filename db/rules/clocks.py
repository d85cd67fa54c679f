"""Legal clocks: hours that leave out weekends and bank holidays of England and Wales (SI 2013/3028 reg. 2)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from db.rules.editions import LONDON
from db.rules.workdays import is_working_day


def working_hours_later(start: datetime, hours: int) -> datetime:
    """Return the moment at which so many hours of working days, midnight to midnight in London, have passed."""
    at, left = start.astimezone(LONDON), timedelta(hours=hours)
    while True:
        end = datetime.combine(at.date() + timedelta(days=1), time(), LONDON)
        if is_working_day(at.date()):
            today = end.timestamp() - at.timestamp()  # a day of 23 or 25 hours counts as long as it is
            if left.total_seconds() <= today:
                return datetime.fromtimestamp(at.timestamp() + left.total_seconds(), LONDON)
            left -= timedelta(seconds=today)
        at = end


def end_of_day_after(start: datetime, days: int) -> datetime:
    """Return midnight at the end of the day that comes so many days after another."""
    day = start.astimezone(LONDON).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(), LONDON)

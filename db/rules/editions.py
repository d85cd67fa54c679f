"""When an edition closes, what it covers, until when it may be sent: London time, half-open windows."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from db.errors import CommonThreadError
from db.rules.workdays import is_working_day, working_day_before

LONDON = ZoneInfo("Europe/London")
Period = Literal["daily", "weekly"]
PERIODS: tuple[Period, ...] = ("daily", "weekly")
DAILY_CLOSE, WEEKLY_CLOSE = time(6, 30), time(16, 0)
FRIDAY = 4


class NoEdition(CommonThreadError):
    """There is no mail on that day."""


@dataclass(frozen=True, slots=True)
class Window:
    """An edition: stories from `opens` on and before `closes` are in it; after `expires` it is never sent."""

    period: Period
    day: date
    opens: datetime
    closes: datetime
    expires: datetime


def window(period: Period, day: date) -> Window:
    """Return the edition whose mail goes out on a day; raises NoEdition where there is none.

    The daily comes on working days of England and Wales and covers the days off before it; the weekly comes on Fridays.
    """
    if period == "daily":
        if not is_working_day(day):
            off = f"a {day:%A}" if day.weekday() > FRIDAY else "a bank holiday"
            raise NoEdition(f"{day} is {off}: the daily comes on working days, and the next one covers it")
        before = working_day_before(day)
        expires = _london(day + timedelta(days=1), time())
        return Window(period, day, _london(before, DAILY_CLOSE), _london(day, DAILY_CLOSE), expires)
    if day.weekday() != FRIDAY:
        friday = day + timedelta(days=(FRIDAY - day.weekday()) % 7)
        raise NoEdition(f"{day} is a {day:%A}: the weekly comes on Fridays, the next one on {friday}")
    closes = _london(day, WEEKLY_CLOSE)
    return Window(period, day, _london(day - timedelta(days=7), WEEKLY_CLOSE), closes, closes + timedelta(days=3))


def latest(period: Period, now: datetime) -> Window:
    """Return the newest edition that has closed."""
    day = now.astimezone(LONDON).date()
    while True:
        with suppress(NoEdition):
            found = window(period, day)
            if found.closes <= now:
                return found
        day -= timedelta(days=1)


def latest_weekday(period: Period, now: datetime) -> date:
    """Return the newest day on which an edition can have closed; `latest`, which minds bank holidays, is not later."""
    here, close = now.astimezone(LONDON), DAILY_CLOSE if period == "daily" else WEEKLY_CLOSE
    day = here.date() if now >= _london(here.date(), close) else here.date() - timedelta(days=1)
    while day.weekday() > FRIDAY or (period == "weekly" and day.weekday() != FRIDAY):
        day -= timedelta(days=1)
    return day


def due(period: Period, now: datetime) -> Window | None:
    """Return the edition that has closed and may still be sent, or None."""
    found = latest(period, now)
    return found if now < found.expires else None


def delivery(period: str, day: date, at: str) -> datetime:
    """Return when a reader who chose an hour of the day gets the mail of an edition; the weekly has one hour."""
    return _london(day, WEEKLY_CLOSE if period == "weekly" else time.fromisoformat(at))


def _london(day: date, at: time) -> datetime:
    """Return a moment of a London day in UTC; a time that the clock skips or repeats is its first."""
    return datetime.combine(day, at, LONDON).astimezone(UTC)

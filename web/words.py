"""How dates and numbers are said on pages: plain British English, London time."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup

from db.clock import stamp
from db.rules.relevance import segments
from db.seeds.roles import Roles, load_roles

LONDON = ZoneInfo("Europe/London")


def day(moment: datetime) -> str:
    """Return `20 October 2011`, the day it was in London."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B %Y}"


def day_and_weekday(when: date) -> str:
    """Return `Thursday 20 October 2011`."""
    return f"{when:%A} {when.day} {when:%B %Y}"


def later(moment: datetime, first: datetime) -> str:
    """Return `35 minutes later`, the time from a first moment to another."""
    minutes = round((moment - first).total_seconds() / 60)
    if minutes < 1:
        return "at once"
    if minutes < 120:
        return f"{counted(minutes, 'minute')} later"
    if minutes < 48 * 60:
        return f"{round(minutes / 60)} hours later"
    return f"{round(minutes / 60 / 24)} days later"


def iso_day(moment: datetime) -> str:
    """Return `2011-10-20`, the day it was in London."""
    return moment.astimezone(LONDON).date().isoformat()


def london_day(when: date) -> tuple[datetime, datetime]:
    """Return the moments at which a day in London begins and the next one does."""
    start = datetime.combine(when, time(), LONDON)
    return start, datetime.combine(when + timedelta(days=1), time(), LONDON)


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return `1 outlet`, `2 outlets`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def marked(text: str, found: re.Pattern[str] | None) -> Markup | str:
    """Return a text with the words that were searched for marked, everything else escaped."""
    if found is None:
        return text
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if hit else part for part, hit in segments(text, found)
    )


def span(time: timedelta) -> str:
    """Return `40 minutes`, `3 hours` or `2 days`, rounded up."""
    minutes = -(-int(time.total_seconds()) // 60) or 1
    if minutes < 120:
        return counted(minutes, "minute")
    return counted(-(-minutes // 60), "hour") if minutes < 48 * 60 else counted(-(-minutes // 1440), "day")


def hour(moment: datetime) -> str:
    """Return `14:30 on 20 October 2011`, in London."""
    return f"{moment.astimezone(LONDON):%H:%M} on {day(moment)}"


def month(moment: datetime) -> str:
    """Return `June 2026`."""
    return f"{moment.astimezone(LONDON):%B %Y}"


@cache
def roles() -> Roles:
    """Return the roles that can be confirmed."""
    return load_roles()


def role_name(role_id: str) -> str:
    """Return the name of a role; one that the list has no more keeps its id."""
    return roles().names.get(role_id, role_id)


def register(app: Flask) -> None:
    """Give templates the words."""
    app.jinja_env.filters.update(
        day=day,
        iso=stamp,
        iso_day=iso_day,
        weekday=day_and_weekday,
        later=later,
        marked=marked,
        zip=zip,
        span=span,
        hour=hour,
        month=month,
        role=role_name,
    )
    app.jinja_env.globals.update(counted=counted)

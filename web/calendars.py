"""Days as an iCalendar text (RFC 5545): whole days, each with the address of its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Response

TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Days:
    """Something on one day or several: `last` is its last day."""

    uid: str
    what: str
    first: date
    last: date
    url: str
    where: str = ""


def calendar(name: str, events: Iterable[Days], made: datetime) -> Response:
    """Return days as the answer to a request for a calendar."""
    return Response(icalendar(name, events, made), content_type=TYPE)


def icalendar(name: str, events: Iterable[Days], made: datetime) -> str:
    """Return days as an iCalendar text."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Common Thread//{name}//EN"]
    for one in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uid}@common-thread",
            f"DTSTAMP:{made:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{one.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.last + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(one.what)}",
            *([f"LOCATION:{escaped(one.where)}"] if one.where else []),
            f"URL:{one.url}",
            "END:VEVENT",
        ]
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def escaped(text: str) -> str:
    """Return a text as iCalendar wants it (RFC 5545, 3.3.11)."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", " ")


def folded(line: str, most: int = 70) -> list[str]:
    """Return a line in parts of at most 75 bytes, each but the first begun with a space (RFC 5545, 3.1)."""
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > most:
            parts.append(part)
            part = " "
        part += sign
    return [*parts, part]

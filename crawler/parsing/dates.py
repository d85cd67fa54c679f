"""Dates that sources give, and which of them to believe."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
TOLERANCE = timedelta(days=1)


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """Return a moment in UTC, or None if it lies in the future or before the web."""
    if moment is None:
        return None
    aware = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return aware if EARLIEST <= aware <= now + TOLERANCE else None


def from_iso(text: str) -> datetime | None:
    """Return the moment that an ISO 8601 text gives, dates alone included."""
    tidy = re.sub(r"\s*(UTC|GMT)$", "Z", text.strip())
    tidy = re.sub(r"(\d{2}:\d{2}:\d{2})[.,](\d{1,9})", lambda m: f"{m[1]}.{m[2][:6].ljust(6, '0')}", tidy)
    try:
        moment = datetime.fromisoformat(tidy)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b")
MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
IN_FIGURES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")


def in_words(text: str) -> date | None:
    """Return the first date written in a line, in British order."""
    if found := DAY_FIRST.search(text):
        return on(found[3], MONTHS.get(found[2].lower()), found[1])
    if found := MONTH_FIRST.search(text):
        return on(found[3], MONTHS.get(found[1].lower()), found[2])
    if found := IN_FIGURES.search(text):
        return on(found[3], int(found[2]), found[1])
    return None


def on(year: str, month: int | None, day: str) -> date | None:
    """Return a calendar day, or None if there is no such day."""
    try:
        return date(int(year), month or 0, int(day))
    except ValueError:
        return None

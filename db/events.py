"""Event series and editions, with what of them is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.engine import Database
from db.errors import NotFound
from db.stories import Quote


@dataclass(frozen=True, slots=True)
class Series:
    """A conference, week or release that comes back."""

    id: str
    name: str
    short_name: str
    organiser: str | None
    former_names: tuple[str, ...]
    usual_month: str | None


@dataclass(frozen=True, slots=True)
class Edition:
    """One year of a series and how many stories tell of it."""

    key: str
    series_id: str
    year: int
    name: str
    starts_on: date | None
    ends_on: date | None
    city: str | None
    venue: str | None
    confirmed: tuple[str, ...]
    story_count: int

    @property
    def dated(self) -> bool:
        """Whether its first and last day are confirmed."""
        return {"start", "end"} <= set(self.confirmed)

    @property
    def when_and_where(self) -> str:
        """Say when and where it was; what is not confirmed is said to be so, and a city is then left out."""
        span = _span(self.starts_on, self.ends_on)
        when = (span if self.dated else f"about {span}, not confirmed") if span else ""
        where = self.city if self.city and "city" in self.confirmed else ""
        return "; ".join(part for part in (where, when) if part) or "date and place not confirmed"


def _span(start: date | None, end: date | None) -> str:
    """Return `19-21 October 2011`; a span without an end is given by its first day alone."""
    if start is None:
        return ""
    if end is None or end == start:
        return f"{start.day} {start:%B %Y}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}-{end.day} {end:%B %Y}"
    return f"{start.day} {start:%B} to {end.day} {end:%B %Y}"


def all_series(db: Database) -> list[Series]:
    """Return all series by name."""
    return db.all(Series, "events.all_series")


def series(db: Database, series_id: str) -> Series | None:
    """Return a series, or None."""
    return db.one(Series, "events.series", series_id=series_id)


def editions(db: Database, series_id: str) -> list[Edition]:
    """Return the editions of a series, newest first."""
    return db.all(Edition, "events.editions", series_id=series_id)


def edition(db: Database, key: str) -> Edition:
    """Return an edition; raises NotFound."""
    found = db.one(Edition, "events.edition", key=key)
    if found is None:
        raise NotFound("There is no such event. All events are listed under Events.")
    return found


def on(db: Database, day: date) -> list[Edition]:
    """Return the editions that are on a day; one whose dates are not confirmed is never said to be."""
    return [found for found in db.all(Edition, "events.on", day=day) if found.dated]


def ahead(db: Database, after: date, until: date) -> list[Edition]:
    """Return the editions that begin after a day and not after another; none whose dates are not confirmed."""
    return [found for found in db.all(Edition, "events.ahead", after=after, until=until) if found.dated]


def told(db: Database, most: int = 12) -> list[Edition]:
    """Return the newest editions that have stories."""
    return db.all(Edition, "events.told", most=most)


def quotes(db: Database, key: str) -> list[Quote]:
    """Return who said what in the stories of an event; the same words stand once."""
    found = db.all(Quote, "events.quotes", event_key=key)
    return list({(quote.speaker_slug, quote.raw_text): quote for quote in reversed(found)}.values())[::-1]

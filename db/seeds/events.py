"""Event series and their editions, with what of them is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.seeds.reading import Entry, SeedError, entries, read_tables


@dataclass(frozen=True, slots=True)
class EventSeries:
    """A conference, week or release that comes back."""

    id: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    former_names: tuple[str, ...]
    organiser: str | None
    usual_month: str | None
    usual_city: str | None


@dataclass(frozen=True, slots=True)
class Edition:
    """One year of a series; `confirmed` names the parts that were seen in a source."""

    key: str
    series: str
    year: int
    name: str
    aliases: tuple[str, ...]
    starts: date | None
    ends: date | None
    city: str | None
    venue: str | None
    mode: str | None
    confirmed: tuple[str, ...]


def load_events() -> tuple[tuple[EventSeries, ...], tuple[Edition, ...]]:
    """Return the series and the editions; an edition of an unknown series is refused."""
    tables = read_tables("events.toml")
    series = tuple(_series(entry) for entry in entries("events.toml", "series", tables["series"], "id"))
    editions = tuple(_edition(entry) for entry in entries("events.toml", "edition", tables["edition"], "key"))
    known = {one.id for one in series}
    for edition in editions:
        if edition.series not in known:
            raise SeedError(f"events.toml, edition {edition.key}: there is no series {edition.series!r}")
    return series, editions


def _series(entry: Entry) -> EventSeries:
    series = EventSeries(
        id=entry.slug("id"),
        name=entry.text("name"),
        short_name=entry.text("short_name"),
        aliases=entry.words("aliases"),
        former_names=entry.words("former_names"),
        organiser=entry.maybe("organiser"),
        usual_month=entry.maybe("usual_month"),
        usual_city=entry.maybe("usual_city"),
    )
    entry.nothing_else()
    return series


def _edition(entry: Entry) -> Edition:
    edition = Edition(
        key=entry.slug("key"),
        series=entry.slug("series"),
        year=entry.whole("year", low=1900, high=2200),
        name=entry.text("name"),
        aliases=entry.words("aliases"),
        starts=entry.day("starts"),
        ends=entry.day("ends"),
        city=entry.maybe("city"),
        venue=entry.maybe("venue"),
        mode=entry.maybe("mode"),
        confirmed=entry.words("confirmed"),
    )
    entry.nothing_else()
    if edition.starts and edition.ends and edition.ends < edition.starts:
        raise entry.wrong("ends", edition.ends, f"a day on or after {edition.starts}")
    return edition

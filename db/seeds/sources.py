"""The sources: which outlets we read, how, and what we may show of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from db.seeds.reading import Entry, SeedError, entries, read_tables

KINDS = ("feed", "listing", "sitemap", "page", "maildir")
DISPLAYS = ("full", "summary", "headline", "link")
ACCESS = ("open", "registration", "subscriber")
STATUSES = ("on", "off", "unproven")
NATIONS = ("England", "Wales", "Scotland", "Northern Ireland", "UK")
SELECTORS = ("item", "link", "title", "date", "summary", "next", "body", "author")


@dataclass(frozen=True, slots=True)
class SourceSeed:
    """A source as its file gives it."""

    slug: str
    name: str
    home: str
    kind: str
    url: str
    display: str
    licence: str
    access: str
    nations: tuple[str, ...]
    poll_minutes: int
    delay_seconds: float | None
    status: str
    follow: bool
    retain_text_days: int
    furniture: tuple[str, ...]
    selectors: dict[str, str]
    weight: float = 1.0


def load_sources(path: Path | None = None) -> tuple[SourceSeed, ...]:
    """Return the sources of a file, or the bundled ones; raises SeedError naming what is wrong."""
    file = path.name if path else "sources.toml"
    tables = read_tables(file, path)
    if not tables.get("source"):
        raise SeedError(f"{file}: there is no source in it; begin each with [[source]]")
    return tuple(_source(entry) for entry in entries(file, "source", tables["source"], "slug"))


def _source(entry: Entry) -> SourceSeed:
    source = SourceSeed(
        slug=entry.slug("slug"),
        name=entry.text("name"),
        home=entry.web_address("home"),
        kind=entry.choice("kind", KINDS),
        url=entry.text("url") if entry.values.get("kind") == "maildir" else entry.web_address("url"),
        display=entry.choice("display", DISPLAYS),
        licence=entry.text("licence", "not known"),
        access=entry.choice("access", ACCESS, "open"),
        nations=_nations(entry),
        poll_minutes=entry.whole("poll_minutes", 60, high=100_000),
        delay_seconds=entry.number("delay_seconds", high=3600),
        status=entry.choice("status", STATUSES, "on"),
        follow=entry.truth("follow", False),
        retain_text_days=entry.whole("retain_text_days", 30, high=36_500),
        furniture=_patterns(entry),
        selectors=_selectors(entry),
        weight=entry.number("weight", 1.0, high=5) or 0.0,
    )
    entry.nothing_else("notes", "topics")
    if source.kind == "listing" and source.status == "on" and "link" not in source.selectors:
        raise entry.wrong("selectors", source.selectors, "at least a selector for link before a listing is on")
    return source


def _nations(entry: Entry) -> tuple[str, ...]:
    nations = entry.words("nations")
    for nation in nations:
        if nation not in NATIONS:
            raise entry.wrong("nations", nation, "some of " + ", ".join(NATIONS))
    return nations


def _patterns(entry: Entry) -> tuple[str, ...]:
    patterns = entry.words("furniture")
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise entry.wrong("furniture", pattern, f"a regular expression ({error})") from error
    return patterns


def _selectors(entry: Entry) -> dict[str, str]:
    selectors = entry.table("selectors")
    for name in selectors:
        if name not in SELECTORS:
            raise entry.wrong("selectors", name, "some of " + ", ".join(SELECTORS))
    return selectors

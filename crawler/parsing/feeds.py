"""From the bytes of a feed to its entries; runs in a child process."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser

from crawler.parsing.dates import believable
from crawler.parsing.decoding import readable
from db.clock import utc_now
from db.rules.html import plain_line, seen

FEED_TYPES = re.compile(r"\b(xml|rss|atom|rdf)\b|\+xml")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as its source gives it: HTML not yet cleaned, links absolute, dates believable or None."""

    guid: str
    url: str
    title: str
    summary_html: str = ""
    content_html: str = ""
    author: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that was read; `problem` says in words what was wrong with it, entries or not."""

    title: str
    entries: tuple[Entry, ...]
    problem: str | None = None


def parse_feed(body: bytes, content_type: str | None, url: str, now: datetime | None = None) -> Feed:
    """Read RSS, Atom, RDF or JSON Feed; whatever the bytes are, this returns a Feed."""
    moment = now or utc_now()
    text = readable(body, content_type)
    found = feedparser.parse(
        text.encode("utf-8"),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    base = found.feed.get("link") or url
    entries = tuple(entry_from(raw, urljoin(url, base), moment) for raw in found.entries)
    return Feed(plain_line(found.feed.get("title", "")), entries, problem_of(found, entries))


def problem_of(found: Any, entries: Iterable[Entry]) -> str | None:
    """Say what is wrong with a feed, if anything is."""
    if not found.version and not list(entries):
        return "This is not a feed. Enter the address of the site's RSS or Atom feed."
    return None


def entry_from(raw: Any, base: str, now: datetime) -> Entry:
    """Return one entry as we keep it."""
    link = urljoin(base, raw.get("link") or "") if raw.get("link") else ""
    return Entry(
        guid=seen(raw.get("id") or link),
        url=link,
        title=plain_line(raw.get("title", "")),
        summary_html=seen(raw.get("summary", "")),
        content_html=seen("\n".join(part.get("value", "") for part in raw.get("content", []))),
        author=plain_line(raw.get("author", "")),
        published=moment_of(raw.get("published_parsed"), now),
        updated=moment_of(raw.get("updated_parsed"), now),
        categories=tuple(plain_line(tag.get("term") or "") for tag in raw.get("tags", []) if tag.get("term")),
    )


def moment_of(parsed: struct_time | None, now: datetime) -> datetime | None:
    """Return a parsed date as a believable moment."""
    if parsed is None:
        return None
    try:
        return believable(datetime.fromtimestamp(calendar.timegm(parsed), UTC), now)
    except (ValueError, OverflowError, OSError):
        return None

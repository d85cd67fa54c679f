"""What parsing hands on: feeds with their entries, and pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: HTML cleaned with absolute links, dates believable or None, guid never empty."""

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
    """A feed that was read; `problem` says in words what was wrong with it, whether it has entries or not.

    `marks` has one mark for each entry of the document, those that were seen before and are not read again included.
    """

    title: str
    entries: tuple[Entry, ...]
    problem: str | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """An address in a sitemap: when it changed, and what a news sitemap says of it."""

    url: str
    changed: datetime | None = None
    title: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap that was read: other sitemaps, or pages."""

    sitemaps: tuple[Place, ...] = ()
    pages: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A newsletter that was read: its own web page if it names one, its body clean, its links with their words."""

    id: str
    title: str
    author: str = ""
    sent: datetime | None = None
    html: str = ""
    web_page: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """An article as its page shows it; `text` has one paragraph a line, `html` is clean."""

    title: str = ""
    author: str = ""
    published: datetime | None = None
    published_how: str = ""
    updated: datetime | None = None
    text: str = ""
    html: str = ""
    canonical: str = ""
    description: str = ""

"""Sitemaps: the pages that a site names, newest first, and the sitemaps that its index names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawler.items import Article
from crawler.parsing.shapes import Place

MOST_PAGES = 500
MOST_SITEMAPS = 5
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


def newest(places: Iterable[Place], base: str, most: int) -> list[Place]:
    """Return the places of a site itself that changed last, those without a date in their order at the end."""
    host = urlsplit(base).netloc.removeprefix("www.")
    own = [place for place in places if urlsplit(place.url).netloc.removeprefix("www.") == host]
    return sorted(own, key=lambda place: place.changed or place.published or LONG_AGO, reverse=True)[:most]


def articles(source: str, pages: Sequence[Place]) -> list[Article]:
    """Return the pages of a sitemap as articles; a page's own date counts more than when it changed."""
    return [
        Article(
            source=source,
            url=page.url,
            title=page.title,
            published=page.published,
            published_how="sitemap" if page.published else None,
            updated=page.changed,
        )
        for page in pages
    ]

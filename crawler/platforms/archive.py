"""Where the older pages of a source are: months and numbers of WordPress, numbers of GOV.UK, next links, sitemaps."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from db.errors import CommonThreadError
from db.sources import Source


class NoArchive(CommonThreadError):
    """A source of a kind that cannot be walked back in time."""


def trails(source: Source, since: date, until: date) -> list[str]:
    """Return the first address of each part of an archive, the latest first; raises NoArchive."""
    if source.kind in ("listing", "sitemap"):
        if source.kind == "listing" and "next" not in source.selectors:
            raise NoArchive(f"{source.slug} is a listing without a selector for its next page; give it selectors.next.")
        return [source.url]
    if source.kind != "feed":
        raise NoArchive(f"{source.slug} is of the kind {source.kind}, which has no archive to walk through.")
    if is_govuk(source.url):
        return [source.url]
    months = [f"{source.home.rstrip('/')}/{year}/{month:02d}/feed/" for year, month in months_back(since, until)]
    return [*months, source.url]


def is_govuk(url: str) -> bool:
    """Whether an address is one of GOV.UK, whose feeds of searches have numbered pages."""
    return (urlsplit(url).hostname or "").removeprefix("www.") == "gov.uk"


def months_back(since: date, until: date) -> list[tuple[int, int]]:
    """Return the months of a span as (year, month), the latest first."""
    first, last = since.year * 12 + since.month - 1, until.year * 12 + until.month - 1
    return [(number // 12, number % 12 + 1) for number in range(last, first - 1, -1)]


def numbered(url: str) -> str:
    """Return the address of the next page of a numbered archive: `paged` of WordPress, `page` of GOV.UK."""
    name = "page" if is_govuk(url) else "paged"
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, True))
    query[name] = str(int(query[name]) + 1 if query.get(name, "").isdigit() else 2)
    return urlunsplit(parts._replace(query=urlencode(query)))


def bare(url: str) -> str:
    """Return the address of a page of a numbered archive without its number."""
    name = "page" if is_govuk(url) else "paged"
    parts = urlsplit(url)
    kept = [(key, value) for key, value in parse_qsl(parts.query, True) if key != name]
    return urlunsplit(parts._replace(query=urlencode(kept)))

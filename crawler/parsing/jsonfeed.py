"""JSON Feed, for the few sources that have nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Any

from crawler.parsing.dates import believable, from_iso
from crawler.parsing.identity import guid_of, joined
from crawler.parsing.shapes import Entry, Feed
from db.rules.html import clean_article, plain_line

DAMAGED = "The answer looks like a JSON Feed but is not one. Enter the address of the site's RSS or Atom feed."


def parse_json_feed(text: str, url: str, now: datetime, most: int) -> Feed:
    """Read a JSON Feed; a document that is none becomes a problem in words."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return Feed("", (), DAMAGED)
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        return Feed("", (), DAMAGED)
    items = [item for item in found["items"][:most] if isinstance(item, dict)]
    return Feed(plain_line(words(found, "title")), tuple(entry_from(item, url, now) for item in items))


def entry_from(item: Mapping[str, Any], base: str, now: datetime) -> Entry:
    """Return one item as an entry."""
    link = joined(base, words(item, "url") or words(item, "external_url"))
    html = words(item, "content_html") or paragraphs(words(item, "content_text"))
    title = plain_line(words(item, "title"))
    return Entry(
        guid=guid_of(words(item, "id"), link, title, html),
        url=link,
        title=title,
        summary_html=clean_article(escape(words(item, "summary"))),
        content_html=clean_article(html, link or base),
        author=", ".join(names(item)),
        published=believable(from_iso(words(item, "date_published")), now),
        updated=believable(from_iso(words(item, "date_modified")), now),
        categories=tuple(plain_line(tag) for tag in item.get("tags") or () if isinstance(tag, str)),
    )


def words(item: Mapping[str, Any], name: str) -> str:
    """Return a field as text, empty if it is missing or something else."""
    value = item.get(name)
    return str(value) if isinstance(value, (str, int)) else ""


def names(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of an item's authors."""
    listed = item.get("authors")
    for author in listed if isinstance(listed, list) else [item.get("author")]:
        if isinstance(author, dict) and (name := plain_line(words(author, "name"))):
            yield name


def paragraphs(text: str) -> str:
    """Return plain text as paragraphs of HTML."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())

"""How a parsing child and its parent talk: framed JSON, the document's bytes behind a question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from crawler.items import Article
from crawler.parsing.shapes import Entry, Feed, Letter, Page, Place, Sitemap

HEAD = 4
LARGEST = 64_000_000
MOMENTS = ("published", "updated")


def framed(content: bytes) -> bytes:
    """Return a message with its length in front."""
    return len(content).to_bytes(HEAD, "big") + content


def length_of(head: bytes) -> int:
    """Return the length that a message's first bytes announce."""
    size = int.from_bytes(head, "big")
    if size > LARGEST:
        raise ValueError(f"a message of {size} bytes is longer than the {LARGEST} that are read")
    return size


def packed(result: Feed | Page | Sitemap | Letter) -> bytes:
    """Return a result as JSON."""
    return json.dumps(_plain(result), default=_plain).encode("ascii")


def _plain(value: Any) -> Any:
    """Return what JSON cannot say by itself: a record as its fields, a moment as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    return {name: getattr(value, name) for name in value.__slots__}


def packed_list(articles: Iterable[Article]) -> bytes:
    """Return the articles of a listing as JSON."""
    return json.dumps({"articles": [asdict(each) for each in articles]}, default=datetime.isoformat).encode("ascii")


def unpacked_list(found: Mapping[str, Any]) -> list[Article]:
    """Return the articles that `packed_list` wrote."""
    return [
        Article(**{**each, "furniture": tuple(each["furniture"]), "harmless": tuple(each["harmless"]), **moments(each)})
        for each in found["articles"]
    ]


def unpacked_feed(found: Mapping[str, Any]) -> Feed:
    """Return the feed that `packed` wrote."""
    entries = tuple(
        Entry(**{**entry, "categories": tuple(entry["categories"]), **moments(entry)}) for entry in found["entries"]
    )
    return Feed(found["title"], entries, found["problem"], tuple(found["marks"]))


def unpacked_page(found: Mapping[str, Any]) -> Page:
    """Return the page that `packed` wrote."""
    return Page(**{**found, **moments(found)})


def unpacked_sitemap(found: Mapping[str, Any]) -> Sitemap:
    """Return the sitemap that `packed` wrote."""
    return Sitemap(tuple(map(_place, found["sitemaps"])), tuple(map(_place, found["pages"])))


def _place(found: Mapping[str, Any]) -> Place:
    return Place(found["url"], _moment(found["changed"]), found["title"], _moment(found["published"]))


def unpacked_letter(found: Mapping[str, Any]) -> Letter:
    """Return the newsletter that `packed` wrote."""
    links = tuple((url, words) for url, words in found["links"])
    return Letter(**{**found, "sent": _moment(found["sent"]), "links": links})


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def moments(found: Mapping[str, Any]) -> dict[str, datetime | None]:
    """Return the moments of a result read back from their text."""
    return {name: _moment(found[name]) for name in MOMENTS}

"""From the bytes of a sitemap to the addresses in it (sitemaps.org, Google's news extension); runs in a child."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lxml import etree

from crawler.fetching.unpacking import unzip
from crawler.parsing.dates import believable, from_iso
from crawler.parsing.errors import ParseFailed
from crawler.parsing.identity import http_only
from crawler.parsing.shapes import Place, Sitemap
from db.rules.html import plain_line

LARGEST = 50_000_000  # bytes unpacked, as the protocol has it
MOST_PLACES = 50_000
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def parse_sitemap(body: bytes, now: datetime) -> Sitemap:
    """Read a sitemap or an index of sitemaps, packed or not; raises ParseFailed for anything else."""
    plain = unzip(body, LARGEST) if body[:2] == b"\x1f\x8b" else body
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
    root = etree.fromstring(plain, parser) if plain.strip() else None
    kind = etree.QName(root).localname if root is not None and isinstance(root.tag, str) else ""
    if root is None or kind not in ("urlset", "sitemapindex"):
        raise ParseFailed("This is not a sitemap. Enter the address of a sitemap, or of the site's index of them.")
    found = [place for child in list(root)[:MOST_PLACES] if (place := _place(child, now)).url]
    return Sitemap(tuple(found) if kind == "sitemapindex" else (), tuple(found) if kind == "urlset" else ())


def _place(element: Any, now: datetime) -> Place:
    parts = {etree.QName(child).localname: child for child in element if isinstance(child.tag, str)}
    news = parts.get("news")
    written = news.findtext(f"{NEWS}publication_date", "") if news is not None else ""
    return Place(
        url=http_only(_text(parts.get("loc"))),
        changed=believable(from_iso(_text(parts.get("lastmod"))), now),
        title=plain_line(news.findtext(f"{NEWS}title", "")) if news is not None else "",
        published=believable(from_iso(written), now),
    )


def _text(element: Any) -> str:
    return "" if element is None else (element.text or "").strip()

"""Lists of feeds as other readers keep them (OPML 2.0), in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from crawler.parsing.errors import ParseFailed
from crawler.parsing.identity import http_only
from db.rules.html import plain_line, seen

MOST = 5_000


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    title: str
    url: str
    home: str


def read_opml(body: bytes) -> list[Outline]:
    """Return the feeds of a list, each address once; raises ParseFailed where it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
    root = etree.fromstring(body, parser) if body.strip() else None
    if root is None or root.tag != "opml":
        raise ParseFailed("This is not an OPML file. Export the list of feeds from your reader as OPML.")
    return list({outline.url: outline for outline in _outlines(root)}.values())[:MOST]


def _outlines(root: etree._Element) -> Iterator[Outline]:
    for element in root.iter("outline"):
        url = http_only(element.get("xmlUrl") or "")
        if url:
            title = plain_line(element.get("title") or element.get("text") or "")
            yield Outline(title or url, url, http_only(element.get("htmlUrl") or ""))


def as_opml(outlines: Iterable[Outline]) -> str:
    """Return feeds as a list for other readers."""
    lines = (
        f'<outline type="rss" text={quoteattr(seen(one.title))} title={quoteattr(seen(one.title))}'
        f" xmlUrl={quoteattr(one.url)} htmlUrl={quoteattr(one.home)}/>"
        for one in outlines
    )
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0"><head><title>Common Thread: sources</title></head>'
    )
    return "\n".join((f"{head}<body>", *lines, "</body></opml>", ""))

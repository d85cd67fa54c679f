"""From the HTML of an article page to the article; runs in a child process."""

from __future__ import annotations

from datetime import datetime

import trafilatura

from crawler.parsing.dates import from_iso
from crawler.parsing.decoding import decoded
from crawler.parsing.shapes import Page
from db.rules.html import plain_line

__all__ = ["Page", "extract"]


def extract(html: bytes | str, url: str, content_type: str | None = None, now: datetime | None = None) -> Page:
    """Return the article of a page."""
    markup = decoded(html, content_type) if isinstance(html, bytes) else html
    found = trafilatura.bare_extraction(markup, url=url, fast=True, with_metadata=True, include_comments=False)
    if found is None or isinstance(found, dict):
        return Page()
    return Page(
        title=plain_line(found.title or ""),
        author=plain_line(found.author or ""),
        published=from_iso(found.date or ""),
        published_how="htmldate",
        text=found.text or "",
        description=plain_line(found.description or ""),
    )

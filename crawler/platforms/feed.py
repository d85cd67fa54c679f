"""Feeds: every entry is an article, in full or as the start of one."""

from __future__ import annotations

from crawler.items import Article
from crawler.parsing.shapes import Entry, Feed

AS_UPDATED = "feed, as updated"  # the feed only says when an article last changed
ENOUGH_TEXT = 600  # characters of a feed's own content that make fetching the page needless
HARMLESS = ("summary", "html")


def articles(source: str, feed: Feed) -> list[Article]:
    """Return the entries of a feed that have an address, as articles of a source."""
    return [article(source, entry) for entry in feed.entries if entry.url]


def article(source: str, entry: Entry) -> Article:
    """Return an entry as an article; a feed that only says when it changed has that as its date."""
    published = entry.published or entry.updated
    return Article(
        source=source,
        url=entry.url,
        title=entry.title,
        guid=entry.guid,
        author=entry.author or None,
        published=published,
        published_how=None if published is None else "feed" if entry.published else AS_UPDATED,
        updated=entry.updated,
        summary=entry.summary_html or entry.content_html,
        html=entry.content_html or entry.summary_html,
        harmless=HARMLESS,
    )


def complete(found: Article) -> bool:
    """Whether a feed brought enough of an article that its page need not be fetched."""
    return len(found.html) >= ENOUGH_TEXT and found.html != found.summary

"""From the bytes of a feed to its entries; runs in a child process."""

from __future__ import annotations

import calendar
import hashlib
import re
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from html import escape
from time import struct_time
from typing import Any

import feedparser

from crawler.parsing.dates import believable, in_words
from crawler.parsing.decoding import readable
from crawler.parsing.identity import guid_of, joined
from crawler.parsing.jsonfeed import parse_json_feed
from crawler.parsing.shapes import Entry, Feed
from crawler.parsing.wellformed import Read, read
from db.clock import utc_now
from db.rules.html import clean_article, plain_line

__all__ = ["Entry", "Feed", "parse_feed"]

MOST_ENTRIES = 5_000
PROLOG = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
DOCTYPE = re.compile(r"<!DOCTYPE(?:[^>\[]{0,2000}\[(?:[^\]]|\](?!\s*>))*\]\s*>|[^>\[]{0,2000}>)", re.IGNORECASE)
HUGE_TAG = re.compile(r"<([A-Za-z_][\w:.-]{0,60})\s[^<>]{20000,}>")  # thousands of attributes cost a parser minutes
ENTRY_START = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]")
ENTRY_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>")
HTML_START = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
NAMED_FEED = re.compile(
    r"<link\b(?=[^>]*\btype\s*=\s*[\"']?application/(?:rss|atom)\+xml)[^>]*\bhref\s*=\s*[\"']?([^\"'\s>]{1,500})", re.I
)
MARKUP = re.compile(r"</?(?:p|br|a|div|b|i|strong|em|ul|ol|li|img|span|h[1-6]|blockquote|script|style)\b", re.I)
MAIL_IN_AUTHOR = re.compile(r"\s*[<(]?\S+@\S+?[>)]?(?=\s|$)")


def parse_feed(
    body: bytes, content_type: str | None, url: str, now: datetime | None = None, seen: Collection[str] = ()
) -> Feed:
    """Read RSS, Atom, RDF or JSON Feed, but for entries whose mark was seen; whatever the bytes are, return a Feed."""
    moment = now or utc_now()
    text = readable(body, content_type).lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return parse_json_feed(text, url, moment, MOST_ENTRIES)
    if problem := not_a_feed(text, url):
        return Feed("", (), problem)
    bare = HUGE_TAG.sub(r"<\1>", DOCTYPE.sub("", PROLOG.sub("", text), count=1))
    shorter, dropped = first_entries(bare, MOST_ENTRIES)
    marks, unseen = without_seen(shorter, seen)
    if marks and not ENTRY_START.search(unseen):
        return Feed("", (), None, marks)
    usual = read(unseen)
    found = read_by_feedparser(unseen, url, moment) if usual is None else read_usual(usual, url, moment)
    return replace(found, marks=marks, problem=too_many(dropped) or found.problem)


def without_seen(text: str, seen: Collection[str]) -> tuple[tuple[str, ...], str]:
    """Return the mark of each entry of a document, and the document without those seen; no marks where unsure."""
    places = [(match.start(), 0) for match in ENTRY_START.finditer(text)]
    places = sorted([*places, *((match.end(), 1) for match in ENTRY_END.finditer(text))])
    if [kind for _, kind in places] != [0, 1] * (len(places) // 2) or not places:
        return (), text
    spans = [(start, end) for (start, _), (end, _) in zip(places[::2], places[1::2], strict=True)]
    marks = tuple(hashlib.sha256(text[start:end].encode("utf-8")).hexdigest()[:16] for start, end in spans)
    kept = [text[start:end] for (start, end), mark in zip(spans, marks, strict=True) if mark not in seen]
    return marks, text[: spans[0][0]] + "".join(kept) + text[spans[-1][1] :]


def read_usual(usual: Read, url: str, now: datetime) -> Feed:
    """Return a well-formed feed of the usual kind as we keep it."""
    return Feed(plain_line(usual.title), tuple(entry_from(raw, url, now) for raw in usual.entries))


def read_by_feedparser(text: str, url: str, now: datetime) -> Feed:
    """Read RSS, Atom or RDF, well-formed or not."""
    found = feedparser.parse(
        text.encode("utf-8"),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    entries = tuple(entry_from(raw, url, now) for raw in found.entries)
    return Feed(plain_line(found.feed.get("title") or ""), entries, problem_of(found, len(entries)))


def not_a_feed(text: str, url: str) -> str | None:
    """Say what stands where a feed should be, if it is something else at first sight."""
    if not text:
        return "The answer is empty. Check the address of the feed."
    if not HTML_START.match(text):
        return None
    if named := NAMED_FEED.search(text):
        return f"This is a web page, not a feed. The page names its feed: {joined(url, named[1]) or named[1]}"
    return "This is a web page, not a feed. Enter the address of the site's RSS or Atom feed."


def first_entries(text: str, most: int) -> tuple[str, int]:
    """Return a feed with at most so many entries, and how many were left out."""
    starts = [match.start() for match in ENTRY_START.finditer(text)]
    if len(starts) <= most:
        return text, 0
    ends = [match.end() for match in ENTRY_END.finditer(text)]
    return text[: starts[most]] + (text[ends[-1] :] if ends else ""), len(starts) - most


def too_many(dropped: int) -> str | None:
    """Say that entries of a feed were left out, if any were."""
    if not dropped:
        return None
    return f"The feed holds {MOST_ENTRIES + dropped:,} entries; the first {MOST_ENTRIES:,} were read."


def problem_of(found: Any, entries: int) -> str | None:
    """Say what is wrong with a feed, if anything is."""
    if not found.get("version") and not entries:
        return "This is not a feed. Enter the address of the site's RSS or Atom feed."
    if found.bozo:
        why = " ".join(str(found.bozo_exception).split())[:120]
        return (
            f"The feed is not well-formed XML ({why}); {entries} entries could be read. Its publisher should repair it."
        )
    return None


def entry_from(raw: Any, url: str, now: datetime) -> Entry:
    """Return one entry as we keep it."""
    link = joined(base_of(raw.get("title_detail"), url), raw.get("link") or "")
    title = plain_line(raw.get("title") or "")
    summary = html_of(raw.get("summary_detail"), url, link)
    content = "\n".join(html_of(part, url, link) for part in raw.get("content") or ())
    return Entry(
        guid=guid_of(raw.get("id") or "", link, title, summary, content),
        url=link,
        title=title,
        summary_html=summary,
        content_html=content,
        author=author_of(raw),
        published=moment_of(raw, "published", now),
        updated=moment_of(raw, "updated", now),
        categories=tuple(plain_line(tag.get("term") or "", 100) for tag in raw.get("tags") or () if tag.get("term")),
    )


def base_of(part: Any, url: str) -> str:
    """Return the address that relative links of a part start from."""
    return joined(url, (part or {}).get("base") or "") or url


def html_of(part: Any, url: str, link: str) -> str:
    """Return a part of an entry as clean HTML with absolute links."""
    if not part:
        return ""
    value = part.get("value") or ""
    if part.get("type") == "text/plain" and not MARKUP.search(value):
        value = escape(value, quote=False)
    base = base_of(part, url)
    return clean_article(value, link if link and base == url else base)


def author_of(raw: Any) -> str:
    """Return the names of those who wrote an entry, mail addresses left out."""
    people = raw.get("authors") or [{"name": raw.get("author")}]
    names = [plain_line(MAIL_IN_AUTHOR.sub("", person.get("name") or ""), 200).strip("() ") for person in people]
    return ", ".join(dict.fromkeys(name for name in names if name))


def moment_of(raw: Any, name: str, now: datetime) -> datetime | None:
    """Return a date of an entry as a believable moment; British summer time and dates in words are understood."""
    written = str(dict.get(raw, name) or "")[:100]
    parsed: struct_time | None = dict.get(raw, f"{name}_parsed")
    if parsed is None:
        day = in_words(written)
        return believable(datetime.combine(day, time(), UTC), now) if day else None
    try:
        moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return believable(moment - timedelta(hours=1) if written.endswith("BST") else moment, now)

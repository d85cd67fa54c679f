"""From the bytes of a newsletter (RFC 5322, MIME) to what it says; runs in a child process."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from html import escape

from lxml import html as markup_of
from lxml.etree import LxmlError

from crawler.parsing.dates import believable
from crawler.parsing.decoding import decoded
from crawler.parsing.errors import ParseFailed
from crawler.parsing.identity import guid_of, http_only
from crawler.parsing.shapes import Letter
from db.rules.html import clean_article, plain_line, seen

MOST_LINKS = 200
FEWEST_WORDS = 3  # a link with fewer words is a button, not a headline
VIEW_ONLINE = re.compile(
    r"\b(?:view|read|open|see)\b.{0,30}\b(?:browser|online|web ?page|web version)\b|\bweb version\b",
    re.I,
)
LEAVING = re.compile(r"\b(?:unsubscribe|opt[ -]?out|preferences|privacy|forward|manage|terms)\b", re.I)


def parse_letter(body: bytes, now: datetime) -> Letter:
    """Read one mail; raises ParseFailed where there is nothing to read in it."""
    message = message_from_bytes(body, policy=default)
    title = plain_line(_header(message, "Subject"))
    html = _html_of(message)
    if not title or not html:
        raise ParseFailed(
            "The mail has no subject or no text. Remove it from the folder, or drop the whole mail there."
        )
    links = _links(html)
    return Letter(
        id=guid_of(_header(message, "Message-ID"), "", title, html),
        title=title,
        author=plain_line(parseaddr(_header(message, "From"))[0], 200),
        sent=believable(_sent(_header(message, "Date")), now),
        html=clean_article(html),
        web_page=next((url for url, words in links if VIEW_ONLINE.search(words)), ""),
        links=tuple(one for one in links if len(one[1].split()) >= FEWEST_WORDS and not _around(one[1])),
    )


def _around(words: str) -> bool:
    """Whether a link belongs to the mail and not to its news."""
    return bool(VIEW_ONLINE.search(words) or LEAVING.search(words))


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as text, whatever its bytes are."""
    try:
        return seen(str(message.get(name) or "")).strip()
    except (ValueError, LookupError, IndexError, AttributeError):  # the standard library's parser fails on some
        return ""


def _html_of(message: EmailMessage) -> str:
    """Return the body of a mail as HTML: its HTML part, else its text in paragraphs."""
    for kind in ("html", "plain"):
        part = message.get_body((kind,))
        raw = part.get_payload(decode=True) if part is not None else None
        if not isinstance(raw, bytes) or not raw.strip():
            continue
        text = decoded(raw, str(part.get("Content-Type") or ""))  # type: ignore[union-attr]  # raw came from it
        return (
            text
            if kind == "html"
            else "".join(f"<p>{escape(block.strip())}</p>" for block in re.split(r"\n\s*\n", text))
        )
    return ""


def _sent(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _links(html: str) -> list[tuple[str, str]]:
    """Return the links of a mail with their words, each address once."""
    try:
        document = markup_of.document_fromstring(html)
    except (LxmlError, ValueError):
        return []
    found: dict[str, str] = {}
    for element in document.iter("a"):
        url, words = http_only(element.get("href") or ""), " ".join(element.text_content().split())[:500]
        if url and words and len(found) < MOST_LINKS:
            found.setdefault(url, words)
    return list(found.items())

"""Text without harm: titles as plain lines, HTML with harmless tags, dates that can be true."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from crawler.items import Article
from crawler.parsing.dates import believable
from crawler.pipelines.counting import Counting
from db.clock import utc_now
from db.rules.html import clean_article, plain_line, plain_text, text_of_clean
from db.rules.rights import cut

LONGEST_HTML = 400_000
_BY = re.compile(r"^by:? ", re.IGNORECASE)
_DATE_BEHIND = re.compile(r"[,|]?\s*\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+ \d{4}.*$")


class Clean(Counting):
    """Make every text of an article safe and plain; one without a title gets its first words, or its address."""

    def tidy(self, item: Article) -> Article:
        """Return the article with clean texts and a believable date."""
        title = plain_line(item.title)
        if not title:
            self.counts.inc_value("clean/no_title")
            title = cut(plain_text(item.text or item.summary), 120) or address_words(item.url)
        harmless = "html" in item.harmless and len(item.html) <= LONGEST_HTML
        html = item.html if harmless else clean_article(item.html[:LONGEST_HTML])
        text = item.text or text_of_clean(html)
        now = utc_now()
        published = believable(item.published, now)
        if item.published and not published:
            self.counts.inc_value("clean/unbelievable_date")
        return replace(
            item,
            title=title,
            author=bare_author(item.author),
            summary=summary_of(item, text)[:4_000],
            html=html,
            text=text,
            published=min(published, now) if published else None,
            published_how=item.published_how if published else None,
            updated=believable(item.updated, now),
        )


def summary_of(item: Article, text: str) -> str:
    """Return the summary as plain text: the text itself where a feed gives one thing as both."""
    if "summary" not in item.harmless or len(item.summary) > LONGEST_HTML:
        return plain_text(item.summary[:LONGEST_HTML])
    return text if item.summary == item.html and not item.text else text_of_clean(item.summary)


def bare_author(author: str | None) -> str | None:
    """Return a byline without its "by" and without a date behind it."""
    line = plain_line(author or "")[:200]
    return _DATE_BEHIND.sub("", _BY.sub("", line)).strip(" ,|") or None


def address_words(url: str) -> str:
    """Return the last words of an address, the host for a bare one."""
    parts = urlsplit(url)
    return " ".join(re.findall(r"[\w]+", unquote(parts.path).rstrip("/").rpartition("/")[2])) or parts.netloc

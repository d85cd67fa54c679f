"""What may be shown of an article: the one place where a source's display right is enforced.

`full`: everything. `summary`: title and the publisher's own summary, cut at 200 characters. `headline`: the title.
`link`: title and address only; no text of it is kept, searched or read by rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.rules.html import clean_article, plain_text

SUMMARY_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page, feed, API or mail may show of an article beside its title, credit and link."""

    summary: str = ""
    html: str = ""


def shown(display: str, summary: str, html: str = "") -> Shown:
    """Return the parts of an article that a display right lets through; HTML is cleaned again on the way out."""
    if display == "full":
        return Shown(cut(plain_text(summary or html)), clean_article(html))
    if display == "summary":
        return Shown(cut(plain_text(summary)))
    return Shown()


def may_read(display: str) -> bool:
    """Whether rules and search may read the text of an article."""
    return display != "link"


def cut(text: str, limit: int = SUMMARY_LIMIT) -> str:
    """Return text of at most `limit` characters, cut at a word and marked as cut."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    words = text[: limit - 1].rpartition(" ")[0] or text[: limit - 1]
    return words.rstrip(" ,;:.–-") + "…"

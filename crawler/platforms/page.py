"""Article pages: what the page says, beside what its feed or listing said of it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from crawler.items import Article
from crawler.parsing.shapes import Page
from crawler.platforms.feed import AS_UPDATED


def article(hint: Article, page: Page) -> Article:
    """Return the article of a page; what its feed said stays where the feed knows better."""
    published, how = hint.published, hint.published_how
    earlier = how == AS_UPDATED and published and page.published and page.published.date() < published.date()
    if page.published and (published is None or earlier):
        published, how = page.published, page.published_how or "page"
    own = len(page.text) >= len(hint.text)
    return replace(
        hint,
        url=_address(hint.url, page.canonical),
        title=hint.title or page.title,
        author=hint.author or page.author or None,
        published=published,
        published_how=how,
        updated=hint.updated or page.updated,
        summary=hint.summary or page.description,
        html=page.html if own else hint.html,
        text=page.text,
        harmless=("html",) if own else (),
    )


def _address(asked: str, canonical: str) -> str:
    """Return the canonical address if it is one of the same site, and not its front page."""
    if not canonical:
        return asked
    ours, theirs = urlsplit(asked), urlsplit(canonical)
    same_site = _bare(ours.hostname) == _bare(theirs.hostname) and ours.port == theirs.port
    return canonical if same_site and theirs.path.strip("/") else asked


def _bare(host: str | None) -> str:
    return (host or "").removeprefix("www.")

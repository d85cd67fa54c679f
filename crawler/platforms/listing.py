"""Pages that list articles: the source's selectors say where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from parsel import Selector
from w3lib.html import get_base_url

from crawler.items import Article
from crawler.parsing.dates import believable, from_iso, in_words
from crawler.parsing.elements import refuse_deep
from crawler.parsing.identity import joined
from db.errors import CommonThreadError

MOST_ITEMS = 500


class NothingListed(CommonThreadError):
    """A listing page has no article where its selectors look."""


def articles(source: str, selectors: dict[str, str], html: str, url: str, now: datetime) -> list[Article]:
    """Return the articles a listing names, each address once; raises NothingListed where there is none."""
    page = Selector(text=html, type="html")
    refuse_deep(page.root)
    base = get_base_url(html, url)
    items = page.css(selectors.get("item", "body"))[:MOST_ITEMS]
    found = {one.url: one for item in items for one in _listed(source, selectors, item, base, now)}
    if not found:
        raise NothingListed(
            f"No article stands where the selectors look on {url}. The page may have changed: look at it and correct "
            f"selectors.item and selectors.link of source {source}."
        )
    return list(found.values())


def next_page(selectors: dict[str, str], html: str, url: str) -> str | None:
    """Return the address of the page with older articles, or None."""
    if "next" not in selectors:
        return None
    link = Selector(text=html, type="html").css(selectors["next"]).attrib.get("href", "")
    return joined(get_base_url(html, url), link) or None


def _listed(source: str, selectors: dict[str, str], item: Selector, base: str, now: datetime) -> Iterator[Article]:
    for link in item.css(selectors["link"]):
        address = joined(base, link.attrib.get("href", ""))
        if not address:
            continue
        published = believable(_moment(_text(item, selectors.get("date", "time"))), now)
        yield Article(
            source=source,
            url=address,
            title=_text(item, selectors["title"]) if "title" in selectors else _text(link, None),
            published=published,
            published_how="listing" if published else None,
            summary=_text(item, selectors["summary"]) if "summary" in selectors else "",
        )
        if "item" in selectors:
            return


def _moment(text: str) -> datetime | None:
    """Return the moment that a listing writes, by ISO 8601 or in British words."""
    day = in_words(text)
    return from_iso(text) or (datetime.combine(day, time(), UTC) if day else None)


def _text(part: Selector, css: str | None) -> str:
    """Return the text of what a selector finds, on one line; `::attr(...)` works as in Scrapy."""
    if css and "::" in css:
        return " ".join(part.css(css).getall())[:1_000].strip()
    chosen = part.css(css) if css else [part]
    return " ".join(" ".join(" ".join(one.css("::text").getall()) for one in chosen).split())[:1_000]

"""What a page says of itself in JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from db.rules.html import plain_line

ARTICLES = (
    "NewsArticle", "ReportageNewsArticle", "Article", "BlogPosting", "LiveBlogPosting", "AnalysisNewsArticle",
    "OpinionNewsArticle", "BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "Report", "TechArticle",
    "ScholarlyArticle", "AdvertiserContentArticle", "SatiricalArticle",
)  # fmt: skip
LONGEST = 2_000_000


def things(document: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield every object of the page's JSON-LD, as far as it can be read."""
    for script in document.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text_content() or "").strip()
        text = text.removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>")
        if len(text) > LONGEST:
            continue
        try:
            found = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from spread(found)


def spread(found: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list, a graph, or the one object that is there."""
    if isinstance(found, list):
        for each in found[:200]:
            if isinstance(each, dict):
                yield from spread(each)
    elif isinstance(found, dict):
        yield found
        for name in ("@graph", "mainEntity"):
            if isinstance(found.get(name), (list, dict)):
                yield from spread(found[name])


def kinds(thing: dict[str, Any]) -> list[str]:
    """Return the types of an object."""
    named = thing.get("@type")
    listed = named if isinstance(named, list) else [named]
    return [str(each).rpartition("/")[2] for each in listed]


def article_of(document: HtmlElement) -> dict[str, Any]:
    """Return the object that describes the article, empty if there is none."""
    found = list(things(document))
    articles = [thing for thing in found if any(kind in ARTICLES for kind in kinds(thing))]
    pages = [thing for thing in found if "WebPage" in kinds(thing) and thing.get("datePublished")]
    return max(articles, key=len, default=pages[0] if pages else {})


def text_of(thing: dict[str, Any], name: str) -> str:
    """Return a property as one line of text."""
    value = thing.get(name)
    first = value[0] if isinstance(value, list) and value else value
    return plain_line(first) if isinstance(first, str) else ""


def authors_of(thing: dict[str, Any]) -> list[str]:
    """Return the names of the authors."""
    value = thing.get("author")
    names = []
    for each in value if isinstance(value, list) else [value]:
        name = each.get("name") if isinstance(each, dict) else each
        listed = name if isinstance(name, list) else [name]
        names += [plain_line(part) for part in listed if isinstance(part, str)]
    return names

"""Title, author and dates of an article page, each from the best place that has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from difflib import SequenceMatcher
from itertools import dropwhile, islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.parsing.dates import believable, from_iso, in_words
from crawler.parsing.elements import is_named, start_of
from crawler.parsing.identity import joined
from crawler.parsing.linked_data import article_of, authors_of, kinds, text_of
from db.rules.html import plain_line

PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "cxenseparse:publishtime", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date",
    "dcterms.date", "date", "pubdate", "publishdate", "publish-date", "publication_date", "article.published",
    "sailthru.date", "govuk:first-published-at", "citation_publication_date", "originalpublicationdate",
)  # fmt: skip
UPDATED = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified",
    "govuk:updated-at", "govuk:public-updated-at",
)  # fmt: skip
AUTHORS = (
    "author", "article:author_name", "article:author", "cxenseparse:author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "parsely-author", "citation_author",
)  # fmt: skip
TITLES = ("og:title", "twitter:title", "dc.title")
SITES = ("og:site_name", "application-name")
DESCRIPTIONS = ("og:description", "description", "twitter:description")
METAS = frozenset({*PUBLISHED, *UPDATED, *AUTHORS, *TITLES, *SITES, *DESCRIPTIONS, "og:url"})
BYLINE = re.compile(
    r"\b(?:byline|author|writer|reporter)(?:[-_ ]*(?:name|text|title))?\b|__author|-author\b", re.IGNORECASE
)
DATELINE = re.compile(r"date|time|publish|posted|byline|meta|info", re.IGNORECASE)
BY = re.compile(
    r"^(?:(?:written|posted|reported|words)\s+)?by:?\s+(?P<names>[^|•·\d]{3,80}?)"
    r"(?:\s*(?:[|•·–—]|\bon\b|,?\s*\d|,?\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bfor\b\s).*)?$",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"\s+(?:[|•·»:—–-]|::)\s+")
ROLE = re.compile(
    r",\s+(?:(?:senior|chief|deputy|social|political|health|education|home|community|news|features|web)\s+)*"
    r"(?:editor|correspondent|reporter|journalist|writer)\b.*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of its article."""

    title: str = ""
    author: str = ""
    published: datetime | None = None
    published_how: str = ""
    updated: datetime | None = None
    canonical: str = ""
    description: str = ""
    body: str = ""  # the article as structured data has it, for comparison


def about(document: HtmlElement, url: str, now: datetime) -> About:
    """Return what a page says of its article, lies about dates left out."""
    article = article_of(document)
    metas = meta_tags(document)
    published, how = publication(document, article, metas, url, now)
    modified = first_moment([text_of(article, "dateModified"), *values(metas, UPDATED)], now)
    return About(
        title=title_of(document, article, metas),
        author=author_of(document, article, metas),
        published=published,
        published_how=how,
        updated=modified if modified and (published is None or modified > published) else None,
        canonical=canonical_of(document, metas, url),
        description=next(values(metas, DESCRIPTIONS), ""),
        body=body if isinstance(body := article.get("articleBody"), str) else "",
    )


def meta_tags(document: HtmlElement) -> dict[str, list[str]]:
    """Return the content of the meta elements that we ask for by their names in lower case."""
    found: dict[str, list[str]] = {}
    for meta in document.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        if name in METAS and (content := plain_line(meta.get("content") or "")):
            found.setdefault(name, []).append(content)
    return found


def values(metas: dict[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    """Yield the first content of each of some meta elements, in the order of their names."""
    for name in names:
        yield from metas.get(name, ())[:1]


def title_of(document: HtmlElement, article: dict[str, object], metas: dict[str, list[str]]) -> str:
    """Return the headline: of two forms of the same one, the shorter; of a live page, its shared one."""
    site = next(values(metas, SITES), "")
    shared = next((bare(each, site) for each in values(metas, TITLES)), "")
    if shared.casefold() == site.casefold():
        shared = ""
    headline = text_of(article, "headline")
    if headline and shared and ("LiveBlogPosting" in kinds(article) or shorter_form(shared, headline)):
        return shared
    whole = plain_line(document.findtext(".//title") or "")
    return headline or shared or heading(document, whole) or bare(whole, site)


def shorter_form(short: str, long: str) -> bool:
    """Tell whether one headline is a shorter form of another that begins alike."""
    first, second = short.casefold().split(), long.casefold().split()
    return len(short) < len(long) and len(first) > 4 and first[:5] == second[:5]


def heading(document: HtmlElement, whole: str) -> str:
    """Return the main heading that the page's title speaks of, or its only one."""
    found = [text for each in document.iter("h1") if (text := start_of(each, 500))]
    likely = max(found, key=lambda text: alike(text, whole), default="")
    return likely if len(found) == 1 or alike(likely, whole) > 0.5 else ""


def alike(one: str, other: str) -> float:
    """Return how much of a text stands in another, between 0 and 1."""
    if not one or not other:
        return 0.0
    shared = SequenceMatcher(None, one.casefold()[:300], other.casefold()[:300], autojunk=False)
    return sum(match.size for match in shared.get_matching_blocks() if match.size > 3) / len(one[:300])


def bare(title: str, site: str) -> str:
    """Return a title without the name of the site at its end."""
    parts = SEPARATOR.split(title)
    while len(parts) > 1 and is_site(parts[-1], site, parts[:-1]):
        title = title[: title.rindex(parts[-1])].rstrip(" |•·»:—–-")
        parts = parts[:-1]
    return title


def is_site(part: str, site: str, before: list[str]) -> bool:
    """Tell whether the last part of a title is the site's name rather than the news."""
    if site:
        return part.casefold() in site.casefold() or site.casefold() in part.casefold()
    return len(part.split()) <= 4 and len(" ".join(before).split()) >= 3


def author_of(document: HtmlElement, article: dict[str, object], metas: dict[str, list[str]]) -> str:
    """Return who wrote the article: by JSON-LD, by meta elements, by a byline."""
    named = people(authors_of(article))
    for name in AUTHORS:
        named = named or people(metas.get(name, []))
    named = named or people(bylines(document))
    return ", ".join(named)


def people(names: Iterable[str]) -> list[str]:
    """Return names without addresses, roles and doubles."""
    tidy = []
    for name in names:
        spoken = BY.match(name)
        short = ROLE.sub("", (spoken["names"] if spoken else name).strip(" ,.|-"))
        if 1 < len(short) <= 80 and not re.search(r"[:@(){}<>]|www\.", short) and short.casefold() != "admin":
            tidy.append(short)
    return list(dict.fromkeys(tidy))


def bylines(document: HtmlElement) -> Iterator[str]:
    """Yield the first byline that an element's class or the start of its text announces."""
    for element in document.iter("a", "p", "span", "div", "address", "li", "h2", "h3", "h4", "h5", "em", "strong"):
        if element.get("rel") == "author" or element.get("itemprop") == "author" or is_named(element, BYLINE):
            text = start_of(element, 100)
            if 2 < len(text) <= 100:
                yield text
                return
    for text in short_lines(document):
        if (spoken := BY.match(text)) and spoken["names"][:1].isupper():
            yield text
            return


def short_lines(document: HtmlElement, most: int = 25) -> Iterator[str]:
    """Yield the short texts that follow the main heading closely."""
    start = next((each for name in ("h1", "h2", "body") for each in document.iter(name)), document)
    after = dropwhile(lambda element: element is not start, document.iter())
    for element in islice(after, most):
        text = start_of(element, 120) if isinstance(element.tag, str) else ""
        if 2 < len(text) <= 120:
            yield text


def publication(
    document: HtmlElement, article: dict[str, object], metas: dict[str, list[str]], url: str, now: datetime
) -> tuple[datetime | None, str]:
    """Return when an article was published, and how we know."""
    if moment := first_moment([text_of(article, "datePublished"), text_of(article, "dateCreated")], now):
        return moment, "json-ld"
    if moment := first_moment(values(metas, PUBLISHED), now):
        return moment, "meta"
    if moment := first_moment((each.get("datetime") or "" for each in document.iter("time")), now):
        return moment, "time"
    if moment := written_date(document, now):
        return moment, "text"
    from htmldate import find_date  # slow to import, and seldom the one that knows

    guessed = find_date(document, original_date=True, url=url, max_date=now.strftime("%Y-%m-%d"))
    moment = first_moment([guessed or ""], now)
    return moment, "htmldate" if moment else ""


def first_moment(texts: Iterable[str], now: datetime) -> datetime | None:
    """Return the first believable moment among some texts."""
    for text in texts:
        if text and (moment := believable(from_iso(text) or midnight(text), now)):
            return moment
    return None


def midnight(text: str) -> datetime | None:
    """Return the start of the day that a text names."""
    day = in_words(text) if len(text) <= 120 else None
    return datetime.combine(day, time(), UTC) if day else None


def written_date(document: HtmlElement, now: datetime) -> datetime | None:
    """Return the date that stands beside the heading, or in an element named for it."""
    marked = (
        start_of(element, 120)
        for element in document.iter("p", "span", "div", "li", "small", "em", "strong", "h4", "h5", "dd", "td")
        if is_named(element, DATELINE)
    )
    return first_moment((text for text in marked if len(text) <= 120), now) or first_moment(short_lines(document), now)


def canonical_of(document: HtmlElement, metas: dict[str, list[str]], url: str) -> str:
    """Return the address that a page gives as its own, if it is one of the same site."""
    given = [link.get("href") or "" for link in document.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for each in [*given, *values(metas, ("og:url",))]:
        link = joined(url, each)
        if link and same_site(link, url):
            return link
    return ""


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are of one site, its mobile and www names included."""
    hosts = [re.sub(r"^(?:www|m|amp|mobile)\.", "", urlsplit(each).netloc.lower()) for each in (one, other)]
    return hosts[0] == hosts[1]

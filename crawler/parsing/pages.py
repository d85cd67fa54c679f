"""From the HTML of an article page to the article; runs in a child process."""

from __future__ import annotations

import re
from datetime import datetime

import trafilatura
from lxml import html as markup_of
from lxml.etree import LxmlError
from lxml.html import HtmlElement, tostring
from resiliparse.extract.html2text import extract_plain_text

from crawler.parsing.blocks import Block, as_html, as_text, block, blocks_of
from crawler.parsing.containers import Containers, richest
from crawler.parsing.dates import in_words
from crawler.parsing.decoding import decoded
from crawler.parsing.elements import start_of
from crawler.parsing.errors import ParseFailed
from crawler.parsing.furniture import LONGEST, says_something
from crawler.parsing.metadata import BY, about
from crawler.parsing.shapes import Page
from db.clock import utc_now
from db.rules.html import DEEPEST, depth_of, plain_line, seen, spoken

__all__ = ["Page", "extract"]

MOST_TAGS = 60_000
SHORT = 150
LONG = 300
MOST_LEAD = 6
MOST_BOX = 500  # characters
BOX = re.compile(
    r"(?:^|[\s_-])(?:sign-?up|newsletters?|subscribe|subscription|poll|promo|paywall-prompt|cookies?|consent)(?:$|[\s_-])",
    re.IGNORECASE,
)
MOST_ASIDE = 3_000  # characters: a longer one is a site's whole column, or the article itself
NAME = re.compile(r"[A-Z][\w'’.-]+(?: (?:[A-Z][\w'’.-]+|and|de|van|von|&)){1,5}")
ASIDE = frozenset({"nav", "footer", "header", "aside", "script", "style", "noscript"})
# GOV.UK's components (design-system.service.gov.uk): who published when, buttons for mails, the history of updates.
PARTS = (
    "gem-c-metadata", "gem-c-published-dates", "app-c-published-dates", "gem-c-subscription-links", "gem-c-feedback",
    "gem-c-single-page-notification-button", "gem-c-contextual-sidebar", "gem-c-related-navigation", "gem-c-print-link",
    "gem-c-contents-list", "gem-c-share-links", "govuk-breadcrumbs", "gem-c-cookie-banner", "govuk-caption-xl",
    "gem-c-title__context",
)  # fmt: skip
CHROME = "//*[" + " or ".join(f"contains(concat(' ', @class, ' '), ' {part} ')" for part in PARTS) + "]"
WHOLES = frozenset(
    {"p", "div", "ul", "ol", "table", "section", "article", "h2", "h3", "h4", "main", "form", "blockquote"}
)
LEAVES = ("p", "div", "li", "a", "h2", "h3", "h4", "h5", "span", "strong", "em", "td", "small")


def extract(
    html: bytes | str,
    url: str,
    content_type: str | None = None,
    now: datetime | None = None,
    containers: Containers | None = None,
) -> Page:
    """Return the article of a page; `text` ends with the furniture lines that say something, for `furniture.strip`."""
    markup = sensible(decoded(html, content_type) if isinstance(html, bytes) else html)
    document = parsed(markup)
    if document is None:
        return Page()
    said = about(document, url, now or utc_now())
    boxes, changed = without_chrome(document, markup)
    lead = {said.title.casefold(), plain_line(document.findtext(".//title") or "").casefold()}
    body, byline = body_of(document, None if changed else markup, url, lead, containers)
    after = [Block("p", line) for line in dict.fromkeys((*speaking_lines(document, body), *boxes))]
    return Page(
        title=said.title,
        author=said.author or byline,
        published=said.published,
        published_how=said.published_how,
        updated=said.updated,
        text=as_text([*body, *after]),
        html=as_html([*body, *after]),
        canonical=said.canonical,
        description=said.description,
    )


def sensible(markup: str) -> str:
    """Return a page with the characters that a reader sees; refuse one that no browser would enjoy."""
    if markup.count("<") > MOST_TAGS:
        raise ParseFailed(f"it has more than {MOST_TAGS:,} tags, which no article has")
    if depth_of(markup) > DEEPEST:
        raise ParseFailed("its tags are nested absurdly deep")
    return spoken(seen(markup))


def parsed(markup: str) -> HtmlElement | None:
    """Return a page as a tree, None if there is nothing in it."""
    try:
        return markup_of.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", markup))
    except (LxmlError, ValueError):
        return None


def without_chrome(document: HtmlElement, markup: str) -> tuple[list[str], bool]:
    """Take the parts marked as no part of its article out of a page; return what sign-up boxes among them say."""
    boxes = [element for element in document.iter("div", "section", "form", "p") if is_box(element)]
    said = [
        text for box in boxes for leaf in box.iter(*LEAVES, "form") if says_something(text := start_of(leaf, LONGEST))
    ]
    marked = document.xpath(CHROME) if "gem-c-" in markup else []
    marked += [element for element in document.iter("aside") if len(element.text_content()) < MOST_ASIDE]
    marked += boxes
    for element in marked:
        if element.getparent() is not None:
            element.drop_tree()
    return said, bool(marked)


def is_box(element: HtmlElement) -> bool:
    """Tell whether an element is a box inside or beside an article that asks readers for something."""
    named = f"{element.get('class', '')} {element.get('id', '')} {element.get('aria-label', '')}"
    return len(named) > 2 and BOX.search(named) is not None and len(start_of(element, MOST_BOX)) < MOST_BOX


def body_of(
    document: HtmlElement, markup: str | None, url: str, titles: set[str], containers: Containers | None
) -> tuple[list[Block], str]:
    """Return an article's body and byline: from where its site keeps them if that is known, else by slow reading."""
    place = richest(document) if containers else None
    known = without_lead(containers.body_of(place, url), titles) if containers and place is not None else ([], "")
    if known[0]:
        return known
    body, byline = without_lead(read_slowly(markup or tostring(document, encoding="unicode"), url), titles)
    if containers and place is not None:
        containers.learn(place, url, body)
    return body, byline


def read_slowly(markup: str, url: str) -> list[Block]:
    """Return the body of an article; a second reader takes over where the first took far too much or nothing."""
    found = trafilatura.bare_extraction(markup, url=url, fast=True, include_comments=False)
    first = [] if found is None or isinstance(found, dict) else list(blocks_of(found.body))
    size = len(as_text(first))
    other = extract_plain_text(markup, main_content=True, alt_texts=False, list_bullets=False)
    second = [each for line in other.splitlines() for each in block("p", " ".join(line.split()))]
    took_nothing = size < SHORT and len(other) > 2 * size
    took_everything = LONG < len(other) < size / 4
    return second if took_nothing or took_everything else first


def without_lead(body: list[Block], titles: set[str]) -> tuple[list[Block], str]:
    """Return a body without the title, date and byline that some pages repeat at its start, and the byline."""
    size, byline, dated = 0, "", False
    for at, each in enumerate(body[:MOST_LEAD]):
        kind = lead_kind(each.text, titles)
        if not kind:
            break
        dated = dated or kind == "date"
        byline = each.text if kind == "name" else byline
        if kind != "name" or dated:
            size = at + 1
    return body[size:], byline if dated else ""


def lead_kind(line: str, titles: set[str]) -> str:
    """Return what a line at the start of a body is: title, date, byline, perhaps a name, or nothing of these."""
    if line.casefold() in titles:
        return "title"
    if len(line) > 60 or re.search(r"[.!?:]$", line):
        return ""
    if BY.fullmatch(line):
        return "byline"
    if in_words(line):
        return "date"
    return "name" if NAME.fullmatch(line) else ""


def speaking_lines(document: HtmlElement, body: list[Block]) -> list[str]:
    """Return the furniture lines after the start of an article that say something and are not in its body."""
    if not body:
        return []
    known = {each.text for each in body}
    begin = body[0].text[:60]
    found: dict[str, None] = {}
    aside = leaves_aside(document)
    inside = False
    for element in document.iter(*LEAVES):
        if element in aside if inside else not may_begin(element, begin):
            continue
        if len(element) and any(child.tag in WHOLES for child in element):
            continue  # its parts come by themselves
        text = start_of(element, LONGEST)
        inside = inside or text.startswith(begin)
        if not inside or len(text) > LONGEST or text in known or text in found or not says_something(text):
            continue
        if element not in aside:
            found.setdefault(text)
    return [line for line in found if not any(line != other and line in other for other in found)]


def leaves_aside(document: HtmlElement) -> set[HtmlElement]:
    """Return the elements that stand in what is no part of a page's article."""
    aside: set[HtmlElement] = set()
    for each in document.iter(*ASIDE):
        if each not in aside:  # its outermost one brought it in already
            aside.update(each.iter(*LEAVES, *ASIDE))
    return aside


def may_begin(element: HtmlElement, begin: str) -> bool:
    """Tell at a glance whether an element's text can start with some words; only its first piece is looked at."""
    first = (element.text or "").split(None, 1)[:1]
    return not first or first[0].startswith(begin[:5]) or begin.startswith(first[0])

"""From the HTML of an article page to the article; runs in a child process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from lxml.etree import ElementDefaultClassLookup, LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring, tostring

from crawler.parsing.blocks import Block, as_html, as_text
from crawler.parsing.bodies import Body, read, without_lead
from crawler.parsing.containers import Containers
from crawler.parsing.decoding import decoded
from crawler.parsing.elements import is_named, refuse_deep, start_of
from crawler.parsing.errors import ParseFailed
from crawler.parsing.furniture import LONGEST, is_hinted, says_something
from crawler.parsing.metadata import about
from crawler.parsing.places import Place
from crawler.parsing.shapes import Page
from crawler.parsing.unread import without_unread
from db.clock import utc_now
from db.rules.html import plain_line, spoken, without_controls

__all__ = ["Page", "extract"]

MOST_TAGS = 60_000
MOST_BOX = 500  # characters
BOX = re.compile(
    r"(?:^|[\s_-])(?:sign-?up|newsletters?|subscribe|subscription|poll|promo|paywall-prompt|cookies?|consent)(?:$|[\s_-])",
    re.IGNORECASE,
)
MOST_ASIDE = 3_000  # characters: a longer one is a site's whole column, or the article itself
ASIDE = frozenset({"nav", "footer", "header", "aside", "script", "style", "noscript"})
# GOV.UK's components (design-system.service.gov.uk): who published when, buttons for mails, the history of updates.
PARTS = (
    "gem-c-metadata", "gem-c-published-dates", "app-c-published-dates", "gem-c-subscription-links", "gem-c-feedback",
    "gem-c-single-page-notification-button", "gem-c-contextual-sidebar", "gem-c-related-navigation", "gem-c-print-link",
    "gem-c-contents-list", "gem-c-share-links", "govuk-breadcrumbs", "gem-c-cookie-banner", "govuk-caption-xl",
    "gem-c-title__context",
)  # fmt: skip
CHROME = "//*[" + " or ".join(f"contains(concat(' ', @class, ' '), ' {part} ')" for part in PARTS) + "]"
PARSER = HTMLParser(remove_comments=True, remove_pis=True)
PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))  # its own asks Python for each element
SHORTEST = 10  # characters: nothing shorter says something
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
    remade = partial(tostring, document, encoding="unicode") if changed else (lambda: markup)
    found = read(document, remade, url, said.body, containers)
    body, byline = without_lead(found.blocks, lead)
    after = [Block("p", line) for line in dict.fromkeys((*speaking_lines(document, body, found), *boxes))]
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
    """Return a page with what a reader sees of it; refuse one that no browser would enjoy."""
    bare = without_unread(markup.encode("utf-8", "ignore"))
    if bare.count(b"<") > MOST_TAGS:
        raise ParseFailed(f"it has more than {MOST_TAGS:,} tags, which no article has")
    return spoken(without_controls(bare).decode("utf-8"))


def parsed(markup: str) -> HtmlElement | None:
    """Return a page as a tree, None if there is nothing in it."""
    try:
        document = document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", markup), parser=PARSER)
    except (LxmlError, ValueError):
        return None
    refuse_deep(document)
    return document


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
    return is_named(element, BOX, ("class", "id", "aria-label")) and len(start_of(element, MOST_BOX)) < MOST_BOX


def speaking_lines(document: HtmlElement, body: list[Block], read_from: Body) -> list[str]:
    """Return the furniture lines after the start of an article that say something and are not in its body."""
    if not body:
        return []
    asked = {each.text for each in body}
    found: list[str] = []
    leaves = leaves_after(document, read_from.place) if read_from.place else leaves_from(document, body)
    for element in leaves:
        if element in read_from.elements or not is_line(element):
            continue
        text = start_of(element, LONGEST)
        if SHORTEST <= len(text) <= LONGEST and text not in asked:
            asked.add(text)
            found += [text] if says_something(text) else []
    return [line for line in found if not any(line != other and line in other for other in found)]


def is_line(element: HtmlElement) -> bool:
    """Tell whether an element may hold a line by itself; the parts of a larger one come by themselves."""
    if len(element):
        return not any(child.tag in WHOLES for child in element)
    return len(element.text or "") >= SHORTEST


def leaves_after(document: HtmlElement, place: Place) -> Iterator[HtmlElement]:
    """Yield what holds single lines in and after the place of an article, but for what stands aside."""
    drop_aside(document)
    yield from place.element.iter(*LEAVES)
    for above in (place.element, *place.element.iterancestors()):
        for later in above.itersiblings():
            if is_hinted(later.text_content()):
                yield from later.iter(*LEAVES)


def leaves_from(document: HtmlElement, body: list[Block]) -> Iterator[HtmlElement]:
    """Yield what holds single lines from the start of an article on, but for what stands aside."""
    begins = tuple(each.text[:60] for each in body[:3])
    drop_aside(document)
    leaves = document.iter(*LEAVES)
    for element in leaves:
        if start_of(element, LONGEST).startswith(begins):
            break
    yield from leaves


def drop_aside(document: HtmlElement) -> None:
    """Take out what is no part of a page's article; what follows it stays."""
    for each in list(document.iter(*ASIDE)):
        if each.getparent() is not None:
            each.drop_tree()

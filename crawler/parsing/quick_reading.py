"""The blocks of an article, read from the element that holds it: what is named as a part of the page is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.parsing.blocks import Block, Kind, block
from crawler.parsing.elements import is_named

Part = tuple[HtmlElement, Block]
LINE_END = "\u2028"
KINDS: dict[str, Kind] = {
    "p": "p", "h1": "h3", "h2": "h3", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3", "li": "li",
    "blockquote": "blockquote", "pre": "p", "dt": "p", "dd": "p",
}  # fmt: skip
UNREAD = frozenset({
    "script", "style", "noscript", "template", "figure", "figcaption", "picture", "img", "svg", "video", "audio",
    "object", "embed", "iframe", "canvas", "map", "aside", "nav", "footer", "header", "form", "button", "select",
    "input", "textarea", "label", "dialog",
})  # fmt: skip
INLINE = frozenset(
    {"a", "em", "strong", "b", "i", "u", "span", "sub", "sup", "abbr", "cite", "q", "small", "time", "font"}
)
FURNITURE = re.compile(
    r"""(?:^|[\s_-])(?:shar(?:e|ing)|social|related|recirc|recommend(?:ed|ations?)?|newsletter|promo|promoted
    |teasers?|bio|author-?(?:box|info|bio)|tags?|taglist|comments?|caption|credits?|advert(?:isement)?s?|ads?|byline
    |breadcrumbs?|meta|toolbar|more-?(?:on|from|stories|like)|read-?more|also-?read|sidebar|outbrain|taboola|disqus
    |print|subscribe|signup|dateline|timestamp|pagination|pager|hidden|sr-only|screen-reader-text|visually-hidden
    |copyright|footer|prevnext|navigation|nav|jp-relatedposts|sharedaddy)(?:$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)
PLAIN = INLINE | {"br", "wbr", "img"}
UNSEEN = re.compile(r"display:\s*none", re.IGNORECASE)
MOST_LINKED = 0.8  # of a list's text: more, and it is a menu


def parts_of(container: HtmlElement) -> list[Part]:
    """Return the blocks of a container in their order, each with the element it was read from."""
    return list(walk(container, "p"))


def walk(element: HtmlElement, kind: Kind) -> Iterator[Part]:
    """Yield what an element says, its loose words as blocks of a kind."""
    loose = [element.text or ""]
    for child in element:
        tag = child.tag
        if tag == "br":
            loose.append(LINE_END)
        elif not isinstance(tag, str) or is_unread(child):
            pass
        elif tag in INLINE and is_plain(child):
            loose.append(words_of(child))
        else:
            yield from lines_of(element, kind, loose)
            yield from inner(child, kind)
            loose = []
        loose.append(child.tail or "")
    yield from lines_of(element, kind, loose)


def inner(element: HtmlElement, kind: Kind) -> Iterator[Part]:
    """Yield what a child of a container says: a table row by row, anything else in its own kind or its parent's."""
    if element.tag == "table" and not any(len(cell) and is_laid_out(cell) for cell in element.iter("td")):
        for row in element.iter("tr"):
            cells = (" ".join(cell.text_content().split()) for cell in row if cell.tag in ("td", "th"))
            yield from ((element, each) for each in block("p", " | ".join(cell for cell in cells if cell)))
    elif element.tag not in ("ul", "ol") or len(element) < 2 or linked_share(element) <= MOST_LINKED:
        yield from walk(element, KINDS.get(str(element.tag), kind))


def is_laid_out(cell: HtmlElement) -> bool:
    """Tell whether a cell of a table holds paragraphs, as old pages lay out their articles."""
    return next(cell.iter("p", "div", "table"), None) is not None


def is_unread(element: HtmlElement) -> bool:
    """Tell whether nothing in an element is read: by its tag, its names, or because no reader sees it."""
    return (
        element.tag in UNREAD
        or is_named(element, FURNITURE)
        or element.get("hidden") is not None
        or is_named(element, UNSEEN, ("style",))
    )


def is_plain(element: HtmlElement) -> bool:
    """Tell whether an inline element holds nothing but more of its kind."""
    return all(inside.tag in PLAIN for inside in element.iterdescendants()) if len(element) else True


def words_of(element: HtmlElement) -> str:
    """Return the text of an inline element, with marks where its lines end."""
    if not len(element):
        return element.text or ""
    for broken in element.iter("br"):
        broken.tail = LINE_END + (broken.tail or "")
    return element.text_content()


def linked_share(element: HtmlElement) -> float:
    """Return how much of an element's text is that of links, between 0 and 1."""
    size = sum(map(len, element.text_content().split()))
    linked = sum(sum(map(len, link.text_content().split())) for link in element.iter("a"))
    return linked / size if size else 1.0


def lines_of(element: HtmlElement, kind: Kind, words: list[str]) -> Iterator[Part]:
    """Yield words as blocks, one for each line that a reader sees of them."""
    for line in "".join(words).split(LINE_END):
        if text := " ".join(line.split()):
            yield from ((element, each) for each in block(kind, text))

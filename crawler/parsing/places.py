"""Where a page keeps its article: the element that holds most of what the page says at length."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.parsing.elements import is_named

PARAGRAPH = 80  # characters: a shorter paragraph may be a teaser, a caption, a button
SHORT = 300  # characters: less than this is no article that an element can be judged by
MOST_OF_IT = 0.8  # of what a page says at length: an element with that much needs no second opinion
BESIDE = frozenset({"nav", "footer", "header", "aside", "form", "noscript", "a", "button"})
SHAPES = frozenset({"blockquote", "ul", "ol", "li"})  # of an article's own paragraphs
TOPS = frozenset({"html", "body", "main", "article"})  # their classes speak of the whole page
NOT_NEWS = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|disqus|cookies?|consent|gdpr|privacy)(?:$|[\s_-])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """The element that holds an article, and how much of what the page says at length stands right in one element."""

    element: HtmlElement
    share: float

    @property
    def is_sure(self) -> bool:
        """Tell whether hardly anything on the page competes with this element."""
        return self.share >= MOST_OF_IT


def place_of(document: HtmlElement) -> Place | None:
    """Return the lowest element that holds most of a page's paragraphs, or the richest; None on a page of few words."""
    sizes = of_one_article(document, sizes_in(document))
    if sum(sizes.values()) < SHORT:
        sizes = of_one_article(document, loose_sizes_in(document))
    total = sum(sizes.values())
    if total < SHORT:
        return None
    best = max(sizes, key=lambda each: sizes[each])
    share = sizes[best] / total
    if share >= MOST_OF_IT:
        return Place(parent if (parent := shared_by_twins(best, sizes)) is not None else best, share)
    held = held_in(sizes)
    for above in best.iterancestors():
        if held[above] >= MOST_OF_IT * total and above.tag not in ("html", "body"):
            return Place(above, share)
        if above.tag in TOPS:
            break
    return Place(best, share)


def shared_by_twins(best: HtmlElement, sizes: Mapping[HtmlElement, int]) -> HtmlElement | None:
    """Return what holds an element and its twins, as those of an article that an advert cuts in two; None if alone."""
    parent, names = best.getparent(), best.get("class")
    twins = any(
        each is not best and each.tag == best.tag and each.get("class") == names and each.getparent() is parent
        for each in sizes
    )
    return parent if twins and names and parent is not None and parent.tag not in ("html", "body") else None


def held_in(sizes: Mapping[HtmlElement, int]) -> Counter[HtmlElement]:
    """Return how much stands anywhere inside each element."""
    held: Counter[HtmlElement] = Counter()
    for holder, size in sizes.items():
        for each in lineage(holder):
            held[each] += size
    return held


def sizes_in(document: HtmlElement) -> dict[HtmlElement, int]:
    """Return how many characters of long paragraphs stand right in which element, or in a list or quotation there."""
    sizes: dict[HtmlElement, int] = {}
    beside: dict[HtmlElement, bool] = {}
    for paragraph in document.iter("p"):
        size = len(paragraph.text_content())
        holder = next((each for each in paragraph.iterancestors() if each.tag not in SHAPES), None)
        if size >= PARAGRAPH and holder is not None and not stands_beside(holder, beside):
            sizes[holder] = sizes.get(holder, 0) + size
    return sizes


def loose_sizes_in(document: HtmlElement) -> dict[HtmlElement, int]:
    """Return how many characters stand right in which element of a page that marks no paragraphs."""
    sizes: dict[HtmlElement, int] = {}
    beside: dict[HtmlElement, bool] = {}
    for element in document.iter("div", "td", "span", "font", "section", "article"):
        size = len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
        if size >= PARAGRAPH and not stands_beside(element, beside):
            sizes[element] = size
    return sizes


def stands_beside(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    """Tell whether an element is, or stands in, what is never an article: menus, links, comments, consent."""
    if element not in known:
        parent = element.getparent()
        known[element] = is_beside(element) or (parent is not None and stands_beside(parent, known))
    return known[element]


def is_beside(element: HtmlElement) -> bool:
    """Tell whether an element is by its tag or its names no part of an article."""
    return element.tag in BESIDE or (element.tag not in TOPS and is_named(element, NOT_NEWS))


def of_one_article(document: HtmlElement, sizes: Mapping[HtmlElement, int]) -> dict[HtmlElement, int]:
    """Return what stands outside of `article` elements or in the main one: the headed, else the largest."""
    around = {parent: outermost_article(parent) for parent in sizes}
    held: dict[HtmlElement, int] = {}
    for parent, article in around.items():
        if article is not None:
            held[article] = held.get(article, 0) + sizes[parent]
    headed = {outermost_article(heading) for heading in document.iter("h1")}
    main = max(held, key=lambda each: (each in headed, held[each]), default=None)
    return {parent: size for parent, size in sizes.items() if around[parent] in (None, main)}


def outermost_article(element: HtmlElement) -> HtmlElement | None:
    """Return the outermost `article` element that is or holds an element."""
    found = [each for each in lineage(element) if each.tag == "article"]
    return found[-1] if found else None


def lineage(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield an element and all that hold it, from the inside out."""
    yield element
    yield from element.iterancestors()

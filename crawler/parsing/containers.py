"""Where each site keeps its articles: learned from pages that were read slowly, checked, and used while it holds.

A site's container is trusted after `AGREE` pages on which its own paragraphs said the same, word for word, as the slow
reading did, but for named lines (a byline, a date) that the slow reading never takes. Every `RECHECK`th page is read
slowly all the same, and one disagreement ends the trust.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.parsing.blocks import Block, Kind, block

AGREE = 3
RECHECK = 20
MOST_SITES = 300
MOST_PATHS = 6  # page templates of one site
SHORT = 400  # characters: less than this is no article that a container can be judged by
LONG_PARAGRAPH = 80
MOST_OF_IT = 0.8  # what is left of a container without its named lines: less, and the names lead astray
LINE_END = "\u2028"
KINDS: dict[str, Kind] = {
    "p": "p", "h2": "h3", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3", "li": "li", "blockquote": "blockquote",
}  # fmt: skip
BESIDE = frozenset({"nav", "footer", "header", "aside", "form"})
INLINE = frozenset({"a", "em", "strong", "b", "i", "span", "br", "sub", "sup", "abbr", "cite", "q", "small", "time"})
Path = tuple[str, ...]


@dataclass(slots=True)
class Trust:
    """How often a path held what the slow reading found, how many pages it was used for, and what to leave out."""

    agreed: int = 0
    used: int = 0
    skip: frozenset[str] = frozenset()


@dataclass(slots=True)
class Containers:
    """The paths to the articles of each site, as far as pages read so far agree; one for each parsing child."""

    sites: OrderedDict[str, dict[Path, Trust]] = field(default_factory=OrderedDict)

    def body_of(self, found: HtmlElement, url: str) -> list[Block]:
        """Return the body of a page whose site keeps whole articles where we know; none: read it slowly."""
        trust = self.sites.get(urlsplit(url).netloc, {}).get(path_of(found))
        if trust is None or trust.agreed < AGREE:
            return []
        trust.used += 1
        if trust.used % RECHECK == 0:
            return []
        parts = parts_in(found)
        kept = [each for name, each in parts if name not in trust.skip]
        few = size_of(kept) < MOST_OF_IT * size_of([each for _, each in parts])
        return [] if few else kept

    def learn(self, found: HtmlElement, url: str, body: Sequence[Block]) -> None:
        """Note whether the richest element of a page holds what the slow reading found."""
        trust = self.trust_in(urlsplit(url).netloc, path_of(found))
        parts = parts_in(found)
        kept = {name for name, each in parts if each in body}
        trust.skip |= {name for name, each in parts if each not in body and name not in kept and " " in name}
        same = [each for name, each in parts if name not in trust.skip] == list(body)
        trust.agreed = trust.agreed + 1 if same else 0
        trust.skip = trust.skip if same else frozenset()

    def trust_in(self, host: str, path: Path) -> Trust:
        """Return what is known of a path of a site; what was trusted least or used longest ago makes room."""
        site = self.sites.setdefault(host, {})
        self.sites.move_to_end(host)
        if len(self.sites) > MOST_SITES:
            self.sites.popitem(last=False)
        if path not in site and len(site) >= MOST_PATHS:
            del site[min(site, key=lambda each: site[each].agreed)]
        return site.setdefault(path, Trust())


def size_of(blocks: Iterable[Block]) -> int:
    """Return how many characters blocks hold."""
    return sum(len(each.text) for each in blocks)


def richest(document: HtmlElement) -> HtmlElement | None:
    """Return the element whose own paragraphs hold most of a page's text; None where no element holds it all."""
    sizes: dict[HtmlElement | None, int] = {}
    for paragraph in document.iter("p"):
        size = len(paragraph.text_content())
        if size >= LONG_PARAGRAPH and not any(above.tag in BESIDE for above in paragraph.iterancestors()):
            parent = paragraph.getparent()
            sizes[parent] = sizes.get(parent, 0) + size
    best = max(sizes, key=lambda each: sizes[each], default=None)
    return best if best is not None and sizes[best] >= SHORT else None


def path_of(element: HtmlElement) -> Path:
    """Return the way from the root to an element: the tags above it, which other pages share, and its own name."""
    return tuple(reversed([name_of(element), *(str(above.tag) for above in element.iterancestors())]))


def name_of(element: HtmlElement) -> str:
    """Return an element's tag, classes and id; a class or id with a number in it says nothing of the next page."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    return " ".join([str(element.tag), *(name for name in names if not re.search(r"\d", name))])


def parts_in(container: HtmlElement) -> list[tuple[str, Block]]:
    """Return the blocks of a container, each with its element's name; none where only slow reading will do."""
    found: list[tuple[str, Block]] = []
    for element in container:
        if isinstance(element.tag, str):
            inner = parts_of(element)
            if inner is None:
                return []
            found += [(name_of(element), each) for each in inner]
    return found


def parts_of(element: HtmlElement) -> list[Block] | None:
    """Return the blocks of one child of a container, None for one that is not plainly text."""
    if element.tag in ("ul", "ol"):
        items = [parts_of(item) if item.tag == "li" else None for item in element]
        return None if None in items else [block for item in items for block in item or ()]
    if element.tag in KINDS and all(child.tag in INLINE for child in element.iterdescendants()):
        return list(lines_of(element))
    if element.tag == "h1":
        return []  # the headline comes from what the page says of itself
    return None if element.text_content().strip() else []


def lines_of(element: HtmlElement) -> Iterator[Block]:
    """Yield an element's text as a block for each line that a reader sees of it."""
    for broken in element.iter("br"):
        broken.tail = LINE_END + (broken.tail or "")
    kind = KINDS[str(element.tag)]
    for line in element.text_content().split(LINE_END):
        yield from block(kind, " ".join(line.split()))

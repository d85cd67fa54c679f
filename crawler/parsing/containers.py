"""Where each site keeps its articles: what a quick reading takes is checked, trusted, and checked again.

The first page of a site is always checked against a second reader, then every `RECHECK`th. Where the place of an
article is doubtful, `AGREE` pages have to agree before the place is trusted. Named lines (a byline, a date) that the
slow reading never takes are left out from then on.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.parsing.blocks import Block
from crawler.parsing.places import Place
from crawler.parsing.quick_reading import Part

AGREE = 3
RECHECK = 20
MOST_SITES = 300
MOST_PATHS = 6  # page templates of one site
MOST_OF_IT = 0.8  # what is left of a container without its named lines: less, and the names lead astray
SAME_WORDS = 0.95
Path = tuple[str, ...]


@dataclass(slots=True)
class Trust:
    """How often a path held what other readers found, how many pages it was used for, and what to leave out."""

    agreed: int = 0
    used: int = 0
    skip: frozenset[str] = frozenset()


@dataclass(slots=True)
class Containers:
    """The paths to the articles of each site, as far as pages read so far agree; one for each parsing child."""

    sites: OrderedDict[str, dict[Path, Trust]] = field(default_factory=OrderedDict)

    def body_of(self, place: Place, url: str, parts: Sequence[Part]) -> list[Block]:
        """Return the body of a page whose place is trusted on its site; none: it wants checking."""
        trust = self.trust_in(urlsplit(url).netloc, path_of(place.element))
        if trust.agreed < (1 if place.is_sure else AGREE):
            return []
        trust.used += 1
        return [] if trust.used % RECHECK == 0 else without(trust.skip, parts)

    def learn(self, place: Place, url: str, parts: Sequence[Part], body: Sequence[Block]) -> None:
        """Note whether a quick reading holds what another reader found to be the body."""
        trust = self.trust_in(urlsplit(url).netloc, path_of(place.element))
        named = [(name_of(element), each) for element, each in parts]
        kept = {name for name, each in named if each in body}
        trust.skip |= {name for name, each in named if each not in body and name not in kept and " " in name}
        same = same_words(without(trust.skip, parts), body)
        trust.agreed = trust.agreed + 1 if same else 0
        trust.skip = trust.skip if same else frozenset()

    def confirm(self, place: Place, url: str) -> None:
        """Note that a second reader found what a quick reading holds."""
        self.trust_in(urlsplit(url).netloc, path_of(place.element)).agreed += 1

    def trust_in(self, host: str, path: Path) -> Trust:
        """Return what is known of a path of a site; what was trusted least or used longest ago makes room."""
        site = self.sites.setdefault(host, {})
        self.sites.move_to_end(host)
        if len(self.sites) > MOST_SITES:
            self.sites.popitem(last=False)
        if path not in site and len(site) >= MOST_PATHS:
            del site[min(site, key=lambda each: site[each].agreed)]
        return site.setdefault(path, Trust())


def without(skip: frozenset[str], parts: Sequence[Part]) -> list[Block]:
    """Return what was read without the parts of some names; none where hardly anything else is left."""
    kept = [each for element, each in parts if not skip or name_of(element) not in skip]
    few = len(kept) < len(parts) and size_of(kept) < MOST_OF_IT * size_of(each for _, each in parts)
    return [] if few else kept


def size_of(blocks: Iterable[Block]) -> int:
    """Return how many characters blocks hold."""
    return sum(len(each.text) for each in blocks)


def same_words(one: Iterable[Block], other: Iterable[Block]) -> bool:
    """Tell whether two readings of a page have nearly all their words in common."""
    first, second = (Counter(word for each in blocks for word in each.text.split()) for blocks in (one, other))
    return (first & second).total() >= SAME_WORDS * max(first.total(), second.total(), 1)


def path_of(element: HtmlElement) -> Path:
    """Return the way from the root to an element: the tags above it, which other pages share, and its own name."""
    return tuple(reversed([name_of(element), *(str(above.tag) for above in element.iterancestors())]))


def name_of(element: HtmlElement) -> str:
    """Return an element's tag, classes and id; a class or id with a number in it says nothing of the next page."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    return " ".join([str(element.tag), *(name for name in names if not re.search(r"\d", name))])

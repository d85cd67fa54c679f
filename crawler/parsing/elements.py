"""Texts of elements, never more of them than is needed."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.parsing.errors import ParseFailed

MOST_PIECES = 100
MOST_NAME = 200  # characters: longer ones are seldom seen again
DEEPEST = 255  # the parser leaves out what stands deeper (libxml2 2.14), and most of what comes after it
IS_DEEP = XPath(f"boolean({'/*' * DEEPEST})")


def refuse_deep(document: HtmlElement) -> None:
    """Raise ParseFailed for a page that is nested so deep that its parser gave up on it."""
    if IS_DEEP(document.getroottree()):
        raise ParseFailed("its tags are nested absurdly deep")


def start_of(element: HtmlElement, most: int) -> str:
    """Return an element's text on one line, whole if it is no longer than `most`, else a little more than that."""
    if not len(element):
        return " ".join((element.text or "")[: most + 100].split())
    pieces: list[str] = []
    size = 0
    for piece in islice(element.itertext(), MOST_PIECES):
        part = piece[: most + 100]
        pieces.append(part)
        size += len(part.strip())
        if size > most:
            break
    return " ".join("".join(pieces).split())


def is_named(element: HtmlElement, pattern: re.Pattern[str], attributes: tuple[str, ...] = ("class", "id")) -> bool:
    """Tell whether a pattern stands in an element's class or id, or in other attributes."""
    for attribute in attributes:
        name = element.get(attribute)
        if name and (stands_in if len(name) < MOST_NAME else stands_in.__wrapped__)(pattern, name):
            return True
    return False


@lru_cache(8_192)
def stands_in(pattern: re.Pattern[str], name: str) -> bool:
    """Tell whether a pattern stands in a name; remembered, as a page and its site repeat theirs."""
    return pattern.search(name) is not None

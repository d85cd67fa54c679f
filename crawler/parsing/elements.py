"""Texts of elements, never more of them than is needed."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

MOST_PIECES = 100


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

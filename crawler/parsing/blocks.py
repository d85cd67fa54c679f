"""The body of an article as blocks: what becomes both its text and its HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal

from lxml.etree import _Element

from db.rules.html import clean_article, seen

SENTENCE = 80
Kind = Literal["p", "h3", "li", "blockquote"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or quotation: a line of text."""

    kind: Kind
    text: str


def blocks_of(body: _Element) -> Iterator[Block]:
    """Yield the blocks of a body as trafilatura builds it."""
    for element in body:
        match element.tag:
            case "head":
                yield from lines("h3", element)
            case "quote":
                for part in list(element) or [element]:
                    yield from lines("blockquote", part)
            case "list":
                for item in element.iter("item"):
                    yield from lines("li", item)
            case "table":
                yield from table_of(element)
            case _:
                yield from lines("p", element)


def table_of(table: _Element) -> Iterator[Block]:
    """Yield a table row by row; old pages lay out whole articles in cells, whose blocks count as any others."""
    cells = [cell for cell in table.iter("cell") if len(cell.findall("p")) > 1]
    if cells:
        for cell in cells:
            if any(len("".join(each.itertext())) > SENTENCE for each in cell.findall("p")):
                yield from block("p", " ".join((cell.text or "").split()))
                yield from blocks_of(cell)
        return
    for row in table.iter("row"):
        found = (" ".join("".join(cell.itertext()).split()) for cell in row.iter("cell"))
        yield from block("p", " | ".join(cell for cell in found if cell))


def lines(kind: Kind, element: _Element) -> Iterator[Block]:
    """Yield an element's text, a block for each of its lines."""
    for broken in element.iter("lb"):
        broken.tail = "\n" + (broken.tail or "")
    for line in "".join(element.itertext()).split("\n"):
        yield from block(kind, " ".join(line.split()))


def block(kind: Kind, text: str) -> Iterator[Block]:
    """Yield a block unless its text is empty."""
    if text:
        yield Block(kind, seen(text))


def as_text(blocks: Iterable[Block]) -> str:
    """Return blocks as plain text, one a line."""
    return "\n".join(each.text for each in blocks)


def as_html(blocks: Iterable[Block]) -> str:
    """Return blocks as clean HTML."""
    parts: list[str] = []
    for kind, group in groupby(blocks, key=lambda each: each.kind):
        inner = [escape(each.text, quote=False) for each in group]
        if kind == "li":
            parts.append("<ul>" + "".join(f"<li>{line}</li>" for line in inner) + "</ul>")
        else:
            parts.extend(f"<{kind}>{line}</{kind}>" for line in inner)
    return clean_article("\n".join(parts))

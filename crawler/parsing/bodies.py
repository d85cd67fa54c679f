"""The body of an article: read quickly from where it stands, and slowly where a second look disagrees."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from lxml.html import HtmlElement
from resiliparse.extract.html2text import extract_plain_text

from crawler.parsing.blocks import Block, as_text, block, blocks_of
from crawler.parsing.containers import Containers
from crawler.parsing.dates import in_words
from crawler.parsing.metadata import BY
from crawler.parsing.places import Place, place_of
from crawler.parsing.quick_reading import parts_of
from db.rules.html import plain_text

SHORT = 150
LONG = 300
MOST_LEAD = 6
NAME = re.compile(r"[A-Z][\w'’.-]+(?: (?:[A-Z][\w'’.-]+|and|de|van|von|&)){1,5}")
WORD = re.compile(r"\w+")
SAMPLES = 12
SAMPLE = 5  # words
FEWEST_WORDS = 60  # that a page's structured data has to give before it counts
SAME_LENGTH = 0.8
SAMPLES_FOUND = 0.75
IN_SECOND = 0.85  # of a quick reading's words: fewer, and the quick one took too much
IN_FIRST = 0.75  # of the second reading's words: fewer, and the quick one left something out


class Body(NamedTuple):
    """The blocks of an article; where they were read from a place, the place and the elements that were read."""

    blocks: list[Block]
    place: Place | None = None
    elements: frozenset[HtmlElement] = frozenset()


def read(
    document: HtmlElement, markup: Callable[[], str], url: str, claimed: str, containers: Containers | None
) -> Body:
    """Return the body of an article; `claimed` is what the page's structured data has as its text."""
    place = place_of(document)
    parts = parts_of(place.element) if place else []
    if place is None or not parts:
        return Body(read_slowly(markup(), url))
    elements = frozenset(element for element, _ in parts)
    if containers and (known := containers.body_of(place, url, parts)):
        return Body(known, place, elements)
    body = [each for _, each in parts]
    if says_the_same(claimed, body) or (place.is_sure and not containers) or seconded(markup(), body):
        if containers:
            containers.confirm(place, url)
        return Body(body, place, elements)
    slow = read_slowly(markup(), url)
    if containers:
        containers.learn(place, url, parts, slow)
    return Body(slow)


def says_the_same(claimed: str, body: Sequence[Block]) -> bool:
    """Tell whether a page's structured data holds the same article as was read, by samples of its words."""
    words = plain_text(claimed).split()
    text = " ".join(as_text(body).split())
    if len(words) < FEWEST_WORDS or not SAME_LENGTH < len(" ".join(words)) / max(len(text), 1) < 1 / SAME_LENGTH:
        return False
    step = (len(words) - SAMPLE) // (SAMPLES - 1)
    found = sum(" ".join(words[at * step : at * step + SAMPLE]) in text for at in range(SAMPLES))
    return found >= SAMPLES_FOUND * SAMPLES


def seconded(markup: str, body: Sequence[Block]) -> bool:
    """Tell whether a second reader (resiliparse) finds most of the same words on a page."""
    other = extract_plain_text(markup, main_content=True, alt_texts=False, list_bullets=False)
    first, second = Counter(WORD.findall(as_text(body))), Counter(WORD.findall(other))
    shared = (first & second).total()
    return shared >= IN_SECOND * first.total() and shared >= IN_FIRST * second.total()


def read_slowly(markup: str, url: str) -> list[Block]:
    """Return the body of an article; a second reader takes over where the first took far too much or nothing."""
    import trafilatura  # three tenths of a second that most pages need not pay

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

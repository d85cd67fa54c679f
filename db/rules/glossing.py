"""The words of the sector explained where they first stand in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from lxml.html import HtmlElement, fragment_fromstring, tostring

from db.rules.slugs import slug

MOST = 12
NEVER_INSIDE = frozenset({"a", "h2", "h3", "h4", "abbr", "code", "pre", "cite", "dt", "th", "caption"})
EVERYWHERE = frozenset({"UK", "England and Wales"})


class Explained(Protocol):
    """What is looked at of a term."""

    @property
    def term(self) -> str:
        """Return the term, its forms parted by slashes."""

    @property
    def expansion(self) -> str | None:
        """Return what its letters stand for."""

    @property
    def nation(self) -> str | None:
        """Return the nation in which it means this."""

    @property
    def topic(self) -> str | None:
        """Return the topic it belongs to."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return its other names."""

    @property
    def ambiguous(self) -> bool:
        """Return whether its letters mean other things too."""


@dataclass(frozen=True, slots=True)
class Use:
    """A term as a text uses it: where its explanation stands, and which term it is."""

    anchor: str
    term: Explained


class Glossary:
    """The terms that can be explained in one text: those of its nation and topics whose meaning is settled there."""

    def __init__(
        self,
        terms: Iterable[Explained],
        nation: str,
        topics: Collection[str],
        text: str,
        ambiguous: Collection[str] = (),
    ) -> None:
        known, plain = tuple(terms), text.casefold()
        settled = frozenset(place for place, term in enumerate(known) if _settled(term, topics, plain))
        self._meant, self._pattern = _meanings(known, nation, settled, frozenset(ambiguous))
        self.uses: dict[str, Use] = {}

    def find(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the first word of a text that is to be explained and was not yet."""
        while self._pattern and len(self.uses) < MOST and (found := self._pattern.search(text, start)):
            if self._term(found[0]).term not in self.uses:
                return found
            start = found.end()
        return None

    def use(self, word: str) -> Use:
        """Note that a word is explained, and return where."""
        term = self._term(word)
        return self.uses.setdefault(term.term, Use(f"term-{slug(term.term)}", term))

    def _term(self, word: str) -> Explained:
        return self._meant.get(word) or self._meant[word.removesuffix("s")]


@lru_cache(maxsize=256)
def _meanings(
    terms: tuple[Explained, ...], nation: str, settled: frozenset[int], ambiguous: frozenset[str]
) -> tuple[dict[str, Explained], re.Pattern[str] | None]:
    """Return what each form means in texts of a nation, and what finds the forms; most texts share one answer."""
    forms: dict[str, list[Explained]] = {}
    for place, term in enumerate(terms):
        if _of_nation(term, nation):
            for form in forms_of(term):
                if place in settled or not (term.ambiguous or form in ambiguous):
                    forms.setdefault(form, []).append(term)
    meant = {form: found[0] for form, found in forms.items() if len(found) == 1}
    alternatives = "|".join(re.escape(form) for form in sorted(meant, key=lambda form: -len(form)))
    return meant, re.compile(rf"(?<![\w-])(?:{alternatives})(?:s\b|\b)(?![\w-])") if alternatives else None


def forms_of(term: Explained) -> list[str]:
    """Return the letters and the names of several words under which a term is found; never one plain word."""
    letters = [form for form in term.term.split(" / ") if re.fullmatch(r"[A-Z][A-Za-z0-9-]*[A-Z0-9]", form)]
    names = [term.term, term.expansion or "", *term.aliases]
    return [*letters, *(name for name in names if re.fullmatch(r"\w[\w’'-]*(?: [\w’'-]+)+", name))]


def _of_nation(term: Explained, nation: str) -> bool:
    if term.nation is None or term.nation in EVERYWHERE or nation in ("UK", "unknown", ""):
        return True
    return nation in term.nation


def _settled(term: Explained, topics: Collection[str], text: str) -> bool:
    """Whether letters that mean several things mean this one: its topic fits, and the text says it in full."""
    return term.topic in topics and bool(term.expansion) and str(term.expansion).casefold() in text


def gloss_html(markup: str, glossary: Glossary) -> str:
    """Return clean HTML with the first use of each term linked to its explanation."""
    if not markup.strip():
        return markup
    root = fragment_fromstring(markup, create_parent="div")
    for element in list(root.iter()):
        if isinstance(element.tag, str):
            _gloss(element, glossary, inside=_is_inside(element))
    inner = tostring(root, encoding="unicode")
    return inner[inner.index(">") + 1 : inner.rindex("</div>")]


def gloss_text(texts: Sequence[str], glossary: Glossary) -> None:
    """Note the terms that plain texts use, such as a headline."""
    for text in texts:
        at = 0
        while found := glossary.find(text, at):
            glossary.use(found[0])
            at = found.end()


def _is_inside(element: HtmlElement) -> bool:
    return element.tag in NEVER_INSIDE or any(above.tag in NEVER_INSIDE for above in element.iterancestors())


def _gloss(element: HtmlElement, glossary: Glossary, *, inside: bool) -> None:
    """Link the terms in the text of an element and in the text behind it."""
    if not inside and element.text:
        place = 0
        rest = element.text
        while found := glossary.find(rest):
            link = _link(found[0], glossary)
            before, rest = rest[: found.start()], rest[found.end() :]
            if place == 0:
                element.text = before
            else:
                element[place - 1].tail = before
            element.insert(place, link)
            link.tail = rest
            place += 1
    parent = element.getparent()
    if parent is not None and element.tail and element.get("class") != "term" and not _is_inside(parent):
        _gloss_tail(element, glossary)


def _gloss_tail(element: HtmlElement, glossary: Glossary) -> None:
    at = element
    while found := glossary.find(at.tail or ""):
        link = _link(found[0], glossary)
        tail, at.tail = at.tail or "", None
        at.addnext(link)
        at.tail, link.tail = tail[: found.start()], tail[found.end() :]
        at = link


def _link(word: str, glossary: Glossary) -> HtmlElement:
    link = fragment_fromstring("<a></a>")
    link.set("class", "term")
    link.set("href", f"#{glossary.use(word).anchor}")
    link.text = word
    return link

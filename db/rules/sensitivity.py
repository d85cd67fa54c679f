"""Which texts describe harm in detail, so that a reader may choose before seeing them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol


class Kind(Protocol):
    """What is looked at of a kind of harm."""

    @property
    def name(self) -> str:
        """Return how a reader is told of it."""

    @property
    def terms(self) -> Sequence[str]:
        """Return the words that describe it in detail; * stands for the rest of a word."""


class Notes:
    """The kinds of harm, found in a text by one pass over it."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        found = list(kinds)
        self._names = [kind.name for kind in found]
        groups = (f"(?P<k{number}>{'|'.join(map(_pattern, kind.terms))})" for number, kind in enumerate(found))
        self._any = re.compile(rf"\b(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE) if found else None

    def of(self, text: str) -> tuple[str, ...]:
        """Return the names of the kinds of harm that a text describes in detail, in the order of their list."""
        if self._any is None:
            return ()
        hits = {match.lastgroup for match in self._any.finditer(text)}
        return tuple(name for number, name in enumerate(self._names) if f"k{number}" in hits)


def _pattern(term: str) -> str:
    """Return a term as a pattern: any space, a plural, the rest of a word where it says so."""
    return r"\s+".join(map(_word, term.split())) + ("" if term.endswith("*") else "s?")


def _word(word: str) -> str:
    return re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")

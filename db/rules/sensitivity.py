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
    """The kinds of harm; in a long text a term's first word is looked for before its pattern, which is the dearer."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds = [(kind.name, [(_first(term), _pattern(term)) for term in kind.terms]) for kind in kinds]

    def of(self, text: str) -> tuple[str, ...]:
        """Return the names of the kinds of harm that a text describes in detail, in the order of their list."""
        plain = text.lower()
        return tuple(
            name for name, terms in self._kinds if any(word in plain and found.search(plain) for word, found in terms)
        )


def _first(term: str) -> str:
    """Return the first word of a term, as it stands in a text of small letters."""
    return term.split()[0].removesuffix("*").lower()


def _pattern(term: str) -> re.Pattern[str]:
    """Return what finds a term in small letters: any space, a plural, the rest of a word where it says so."""
    words = r"\s+".join(map(_word, term.lower().split()))
    return re.compile(rf"\b{words}{'' if term.endswith('*') else 's?'}(?!\w)")


def _word(word: str) -> str:
    return re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")

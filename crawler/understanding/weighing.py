"""How strongly a text says each term, and how strongly it speaks for each list of terms."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from crawler.understanding.folding import Folded, fold
from crawler.understanding.terms import Lexicon, Span, TermLists
from crawler.understanding.thresholds import numbers

_NUMBERS = numbers("words")
TITLE, LEAD_ENDS, LATE, LATE_AGAINST = (_NUMBERS[name] for name in ("title", "lead_ends", "late", "late_against"))
REPEATED, FADING = _NUMBERS["repeated"], _NUMBERS["fading"]
FADED = tuple(FADING**place for place in range(500))  # what a list's next term adds; after so many it is nothing
SHOWN_WHOLE = 5


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reading's title and text folded, where every term stands, and the score of every list."""

    title: Folded
    text: Folded
    in_title: Mapping[str, Sequence[Span]]
    in_text: Mapping[str, Sequence[Span]]
    said: Mapping[str, Mapping[str, float]]
    scores: Mapping[str, float]

    @property
    def words(self) -> int:
        """Return how many words title and text have."""
        return self.title.words + self.text.words

    def score(self, name: str) -> float:
        """Return how strongly the reading speaks for a list."""
        return self.scores.get(name, 0.0)

    def best(self, *names: str, count: int = 3) -> tuple[str, ...]:
        """Return the words of the text that weighed most for some lists, heaviest first."""
        found = {term: gain for name in names for term, gain in self.said.get(name, {}).items() if gain > 0}
        words: dict[str, None] = {}
        for term in sorted(found, key=lambda term: (-found[term], term)):
            words.setdefault(self._words_of(term).lower())
            if len(words) == count:
                break
        return tuple(words)

    def _words_of(self, term: str) -> str:
        folded, spans = (self.title, self.in_title) if term in self.in_title else (self.text, self.in_text)
        start, end = spans[term][0]
        words = folded.cased[start : folded.cased.find(" ", end - 1)].split()
        return " ".join(words if len(words) <= SHOWN_WHOLE else (words[0], "…", words[-1]))


def weigh(lexicon: Lexicon, lists: TermLists, title: str, text: str, at_most: int = 100_000) -> Weighed:
    """Find every term in title and text and score every list."""
    folded_title, folded_text = fold(title, at_most), fold(text, at_most)
    in_title, in_text = lexicon.find(folded_title), lexicon.find(folded_text)
    said: dict[str, dict[str, float]] = {}
    for term in {**in_title, **in_text}:
        strengths = _strengths(term in in_title, in_text.get(term, ()))
        for name, weight, against in lists.of(term):
            said.setdefault(name, {})[term] = weight * strengths[against]
    scores = {name: _total(gains.values()) for name, gains in said.items()}
    return Weighed(folded_title, folded_text, in_title, in_text, said, scores)


def _strengths(titled: bool, spans: Sequence[Span]) -> tuple[float, float]:
    """Return how much a term says for a list, and against one.

    A title counts most; a full article says its subject early and often, a passing word once and late.
    """
    base = TITLE if titled else 0.0
    if not spans:
        return base, base
    early = spans[0][0] < LEAD_ENDS
    again = REPEATED * math.log2(len(spans))
    if early:
        return base + 1.0 + again, base + 1.0 + again
    return base + LATE + again * (1.0 if titled else LATE), base + LATE_AGAINST + again * (
        1.0 if titled else LATE_AGAINST
    )


def _total(values: Collection[float]) -> float:
    """Add up what speaks for a list, each further term adding less, and take off what speaks against."""
    gains = sorted((value for value in values if value > 0), reverse=True)
    gained: float = sum(map(mul, gains, FADED))
    return gained + sum(value for value in values if value < 0)

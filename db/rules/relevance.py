"""Search results in order, those with the words in their title first; and where the words stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

TITLE = 1.0  # all words in the title weigh as much as being the newest instead of the oldest of a window
_ENDINGS = re.compile(r"(?:ings?|edly|ed|ies|es|s|y|’s|'s)$")


def stem(word: str) -> str:
    """Return the start of a word that its other forms share, at least three letters of it."""
    bare = _ENDINGS.sub("", word.lower())
    return bare if len(bare) >= 3 else word.lower()


def pattern(parts: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds words and phrases, in any of their forms; None for none."""
    forms = [r"\W+".join(rf"{re.escape(stem(word))}\w{{0,4}}" for word in part.split()) for part in parts]
    return re.compile(rf"\b(?:{'|'.join(sorted(forms, key=len, reverse=True))})\b", re.IGNORECASE) if forms else None


def has_all(text: str, parts: Sequence[str]) -> bool:
    """Whether a text has every word and phrase, in any of its forms."""
    return all(found is not None and found.search(text) for found in (pattern([part]) for part in parts))


def segments(text: str, found: re.Pattern[str] | None) -> list[tuple[str, bool]]:
    """Return a text in parts, each with whether it is one of the words."""
    if found is None:
        return [(text, False)]
    parts, end = [], 0
    for match in found.finditer(text):
        parts += [(text[end : match.start()], False), (match[0], True)]
        end = match.end()
    return [(part, marked) for part, marked in [*parts, (text[end:], False)] if part]


def rerank(titles: Sequence[str], parts: Sequence[str]) -> list[int]:
    """Return the places of titles, given newest first, in order of their words and freshness."""
    patterns = [found for part in parts if (found := pattern([part])) is not None]

    def score(place: int) -> float:
        share = sum(1 for found in patterns if found.search(titles[place])) / max(len(patterns), 1)
        return TITLE * share + 1.0 - place / len(titles)

    return sorted(range(len(titles)), key=lambda place: -score(place))

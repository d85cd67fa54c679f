"""Whether two articles are the same text: agency copy, syndication, a press release word for word."""

from __future__ import annotations

import re

FEWEST = 30  # words; below it two texts may agree by chance
SHINGLE = 4
SAME = 0.8  # share of the shorter text's runs of words that the longer one has too
LONGEST = 3_000  # words compared

_WORD = re.compile(r"\w+")


def runs(text: str) -> frozenset[int]:
    """Return the runs of four words of a text, as numbers; none for a text too short to tell."""
    words = _WORD.findall(text.casefold())[:LONGEST]
    if len(words) < FEWEST:
        return frozenset()
    return frozenset(map(hash, zip(*(words[at:] for at in range(SHINGLE)), strict=False)))


def is_copy(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two texts, given by their runs, are one: the shorter stands almost whole in the longer."""
    shorter = min(len(one), len(other))
    return shorter > 0 and len(one & other) / shorter >= SAME and shorter >= max(len(one), len(other)) / 2

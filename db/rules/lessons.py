"""The sentence in which a review says what is to be learnt, in its own words."""

from __future__ import annotations

import re

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"'])")
# From the plainest to the weakest: what a review calls its lesson, what it recommends, what should have been.
CUES = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\b(?:key )?(?:lessons?|learning)\b.*\b(?:is|are|was|were|for|that)\b",
        r"\brecommend(?:s|ed|ation|ations)?\b",
        r"\b(?:should have|must|need(?:s|ed)? to)\b",
    )
)
SHORTEST, LONGEST = 60, 320


def lesson(text: str) -> str | None:
    """Return the sentence that says most plainly what is to be learnt, None where none does."""
    sentences = [" ".join(part.split()) for line in text.splitlines() for part in SENTENCE.split(line)]
    usable = [one for one in sentences if SHORTEST <= len(one) <= LONGEST and one.endswith((".", "”", '"'))]
    return next((one for cue in CUES for one in usable if cue.search(one)), None)

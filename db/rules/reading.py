"""How long an article takes to read."""

from __future__ import annotations

WORDS_A_MINUTE = 230  # reading of English non-fiction in silence: 238 (Brysbaert 2019), a little less on a phone
FEWEST_WORDS = 150  # what is shorter is often the summary of a feed, not the article


def minutes_to_read(words: int) -> int | None:
    """Return how many whole minutes some words take, at least one; None where too few are known to say."""
    return max(1, round(words / WORDS_A_MINUTE)) if words >= FEWEST_WORDS else None

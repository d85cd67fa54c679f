"""The numbers of grouping, from a file that says how each was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from crawler.understanding.thresholds import numbers


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How near two articles must be; the comments in thresholds.toml explain each."""

    join: float
    merge: float
    per_day: float
    window_days: int
    undated: float
    long_words: int
    copy: float
    other_names: float
    template: float
    trail: float
    certain: float
    title_weight: float
    words_read: int
    prior_stories: int
    rarity_power: float
    common_share: float


@cache
def bundled() -> Thresholds:
    """Return the thresholds of the file."""
    return Thresholds(**numbers("stories"))  # type: ignore[arg-type]  # whole numbers are written as such

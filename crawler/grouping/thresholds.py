"""The numbers of grouping, from a file that says how each was chosen."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How near two articles must be; the comments in thresholds.toml explain each."""

    join: float
    per_day: float
    window_days: int
    undated: float
    copy: float
    other_names: float
    template: float
    short_words: int
    short_extra: float
    title_weight: float
    words_read: int
    common_share: float
    prior_articles: int


@cache
def bundled() -> Thresholds:
    """Return the thresholds of the bundled file."""
    return Thresholds(**tomllib.loads(files("crawler.grouping").joinpath("thresholds.toml").read_text("utf-8")))

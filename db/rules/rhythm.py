"""How often a source brings something: when to ask it next, and when its silence is strange."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

FEWEST = 5  # articles before a rhythm is believed
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(days=1)
JITTER = 0.1
STRANGE = 4  # times the usual gap
NEVER_STRANGE = timedelta(days=2)


def usual_gap(moments: Sequence[datetime]) -> timedelta | None:
    """Return the median time between articles, None where there are too few to tell."""
    if len(moments) < FEWEST:
        return None
    order = sorted(moments)
    return timedelta(seconds=median((later - earlier).total_seconds() for earlier, later in pairwise(order)))


def next_visit(slug: str, poll_minutes: int, gap: timedelta | None, now: datetime) -> datetime:
    """Return when to ask a source again: a quarter of its usual gap where known, from 15 minutes to a day.

    Its own `poll_minutes` is the start, and the wait stays within a quarter and four times of it. A little jitter, the
    same for a source on a day, keeps sources of one host from coming due together.
    """
    given = timedelta(minutes=max(1, poll_minutes))
    wait = given if gap is None else min(max(gap / 4, given / 4, SHORTEST), given * 4, LONGEST)
    seed = hashlib.sha256(f"{slug} {now:%Y-%m-%d}".encode()).digest()[0] / 255
    return now + wait * (1 + JITTER * (seed - 0.5))


def silence(newest: datetime | None, gap: timedelta | None, now: datetime) -> timedelta | None:
    """Return how long a source has been silent if that is strange for it, else None."""
    if newest is None or gap is None:
        return None
    quiet = now - newest
    return quiet if quiet > max(gap * STRANGE, NEVER_STRANGE) else None

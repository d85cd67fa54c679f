"""Which copies of the database are kept: the newest of so many days, weeks and months."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Keep:
    """Of how many days, weeks and months one copy each is kept."""

    daily: int
    weekly: int
    monthly: int


def keep_of(words: str) -> Keep:
    """Return the rule that a setting such as `7 4 6` says."""
    return Keep(*map(int, words.split()))


def kept(moments: Iterable[datetime], keep: Keep) -> set[datetime]:
    """Return the moments whose copies are kept; the newest always is."""
    newest = sorted(moments, reverse=True)
    return (
        _first_of_each(newest, lambda at: at.date().isoformat(), max(1, keep.daily))
        | _first_of_each(newest, lambda at: f"{at:%G-%V}", keep.weekly)
        | _first_of_each(newest, lambda at: f"{at:%Y-%m}", keep.monthly)
    )


def _first_of_each(newest: Sequence[datetime], span: Callable[[datetime], str], most: int) -> set[datetime]:
    first: dict[str, datetime] = {}
    for at in newest:
        if span(at) not in first and len(first) < most:
            first[span(at)] = at
    return set(first.values())

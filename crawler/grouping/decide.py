"""Whether an article joins a story: values in, a decision with its reason out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.grouping.thresholds import Thresholds

NEVER = 2.0


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near an article or a story is to a story: likeness 0 to 1, days None where a date is missing."""

    story: str
    likeness: float
    days_apart: int | None
    names_differ: bool
    words: int  # of the side that has fewer; bare headlines have few


@dataclass(frozen=True, slots=True)
class Placement:
    """The story an article joins, or None for a new one, and why."""

    story: str | None
    reason: str
    likeness: float = 0.0


def nearest(near: Iterable[Nearness], rules: Thresholds, join: float) -> Nearness | None:
    """Return the story that is nearest if one is near enough; of equal ones the first by name."""
    fitting = ((needed(one, rules, join) - one.likeness, one.story, one) for one in near)
    short, _, best = min(fitting, key=lambda each: each[:2], default=(1.0, "", None))
    return best if short <= 0 else None


def needed(one: Nearness, rules: Thresholds, join: float) -> float:
    """Return the likeness from which two pieces of news are the same."""
    if one.days_apart is not None and one.days_apart > rules.window_days:
        return NEVER
    if one.names_differ and one.likeness >= rules.template:
        return NEVER  # one template with two towns
    if one.days_apart is None:
        dated = rules.undated * min(1.0, one.words / rules.long_words)
    else:
        dated = rules.per_day * one.days_apart
    return join + dated + (rules.other_names if one.names_differ else 0.0)


def why_joined(best: Nearness, shared: Sequence[str], rules: Thresholds) -> str:
    """Say why an article stands in a story with others."""
    if best.likeness >= rules.copy:
        return f"nearly the same words; {_apart(best.days_apart)}"
    return f"shares {', '.join(shared)}; {_apart(best.days_apart)}"


def why_new(best: Nearness | None, shared: Sequence[str], rules: Thresholds) -> str:
    """Say why an article stands in a story of its own; `best` is the one it would have come nearest to."""
    if best is None or not shared:
        return "nothing near in time shares its rare words"
    if best.names_differ and best.likeness >= rules.template:
        return f"the same words as another story but for its names; {_apart(best.days_apart)}"
    return f"the nearest story shares only {', '.join(shared[:3])}; {_apart(best.days_apart)}"


def _apart(days: int | None) -> str:
    if days is None:
        return "a date is missing"
    return "the same day" if days == 0 else "a day apart" if days == 1 else f"{days} days apart"

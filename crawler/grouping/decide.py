"""Whether an article joins a story: values in, a decision with its reason out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.grouping.thresholds import Thresholds

NEVER = 2.0


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near an article is to one that stands in a story; `words` counts those of the shorter of both."""

    story: str
    likeness: float
    days_apart: int | None
    names_differ: bool
    words: int
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """The story an article joins, or None for a new one, and why."""

    story: str | None
    reason: str
    likeness: float = 0.0


def place(near: Sequence[Nearness], rules: Thresholds) -> Placement:
    """Choose the story whose nearest article is nearest, if it is near enough; equal ones by story."""
    fitting = [one for one in near if one.likeness >= needed(one, rules)]
    if not fitting:
        return Placement(None, _why_new(near), max((one.likeness for one in near), default=0.0))
    best = min(fitting, key=lambda one: (needed(one, rules) - one.likeness, one.story))
    return Placement(best.story, _why_joined(best, rules), best.likeness)


def needed(one: Nearness, rules: Thresholds) -> float:
    """Return the likeness from which two articles are the same news."""
    if one.days_apart is not None and one.days_apart > rules.window_days:
        return NEVER
    dated = rules.undated if one.days_apart is None else rules.join + rules.per_day * one.days_apart
    short = rules.short_extra * max(0.0, 1 - one.words / rules.short_words)
    if not one.names_differ:
        return min(rules.copy, dated + short)
    return rules.copy if one.likeness >= rules.template else min(rules.copy, dated + short + rules.other_names)


def _why_joined(best: Nearness, rules: Thresholds) -> str:
    if best.likeness >= rules.copy:
        return f"nearly the same words; {_apart(best.days_apart)}"
    return f"shares {', '.join(best.shared)}; {_apart(best.days_apart)}"


def _why_new(near: Sequence[Nearness]) -> str:
    if not near:
        return "nothing near in time shares its rare words"
    best = max(near, key=lambda one: (one.likeness, one.story))
    return f"the nearest story shares only {', '.join(best.shared[:3])}; {_apart(best.days_apart)}"


def _apart(days: int | None) -> str:
    if days is None:
        return "a date is missing"
    return "the same day" if days == 0 else "a day apart" if days == 1 else f"{days} days apart"

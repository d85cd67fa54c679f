"""Where the sides of a debate agree: what people of more than one side found helpful, and the best of each side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_SHARED = 3


@dataclass(frozen=True, slots=True)
class Praise:
    """How many people of a side praised a comment."""

    comment_id: int
    side: str
    count: int


def shared(praise: Iterable[Praise], most: int = MOST_SHARED) -> list[int]:
    """Return the comments praised by people of at least two sides; by how many of the second largest, then of all."""
    sides: dict[int, list[int]] = {}
    for one in praise:
        sides.setdefault(one.comment_id, []).append(one.count)
    ranked = {key: sorted(counts, reverse=True) for key, counts in sides.items() if len(counts) > 1}
    return sorted(ranked, key=lambda key: (-ranked[key][1], -sum(ranked[key]), key))[:most]


def best_of_sides(praise: Iterable[Praise], said_by: Mapping[int, str], sides: Sequence[str]) -> dict[str, int]:
    """Return the most praised comment of each side, one each, so that no side speaks longer than another."""
    totals: dict[int, int] = {}
    for one in praise:
        totals[one.comment_id] = totals.get(one.comment_id, 0) + one.count
    best: dict[str, int] = {}
    for side in sides:
        mine = [key for key, own in said_by.items() if own == side]
        if mine:
            best[side] = min(mine, key=lambda key: (-totals.get(key, 0), key))
    return best

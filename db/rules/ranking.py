"""What matters most today: a pure order of stories, with the same figures for page and mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import exp2, log
from typing import Protocol, TypeVar


class Ranked(Protocol):
    """What ranking looks at."""

    @property
    def id(self) -> int:
        """Return the story's id, which settles a tie."""

    @property
    def outlet_count(self) -> int:
        """Return how many outlets carry it."""

    @property
    def comment_count(self) -> int:
        """Return how many comments are published under it."""

    @property
    def official(self) -> bool:
        """Return whether it is an official document."""

    @property
    def pinned_at(self) -> datetime | None:
        """Return when an editor let it lead, None where none did."""

    @property
    def source_weight(self) -> float:
        """Return how much the word of the outlet counts that gives the headline, 1 for most."""

    @property
    def latest_at(self) -> datetime:
        """Return when the newest of its articles was published."""


S = TypeVar("S", bound=Ranked)
FRESH, HALF_AS_FRESH = 1.0, 12.0  # the newest story of a list gets one point, one twelve hours older a half


def weight(story: Ranked, newest: datetime) -> float:
    """Return how much a story matters: its source, each further outlet, an official document, a debate, freshness."""
    hours = (newest - story.latest_at).total_seconds() / 3600
    return (
        story.source_weight
        + 2.0 * (story.outlet_count - 1)
        + 1.5 * story.official
        + 0.7 * log(1 + story.comment_count)
        + FRESH * exp2(-max(hours, 0.0) / HALF_AS_FRESH)
    )


def ranked(stories: Iterable[S]) -> list[S]:
    """Return stories with what an editor pinned and then what matters most first; equal ones newest first, by id."""
    found = list(stories)
    newest = max((story.latest_at for story in found), default=None)
    if newest is None:
        return []
    return sorted(found, key=lambda story: (story.pinned_at is None, -weight(story, newest), -story.id))

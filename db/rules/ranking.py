"""What matters most today: a pure order of stories, with the same figures for page and mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import log
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


S = TypeVar("S", bound=Ranked)


def weight(story: Ranked) -> float:
    """Return how much a story matters: each further outlet, an official document, a debate."""
    return 2.0 * (story.outlet_count - 1) + 1.5 * story.official + 0.7 * log(1 + story.comment_count)


def ranked(stories: Iterable[S]) -> list[S]:
    """Return stories with what an editor pinned and then what matters most first; equal ones newest first, by id."""
    return sorted(stories, key=lambda story: (story.pinned_at is None, -weight(story), -story.id))

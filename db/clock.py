"""Moments as the database keeps them: UTC text of fixed width, which sorts as time does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment in UTC; the one place where the clock is read."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Return a moment as `2011-10-20T09:30:00.000Z`; a naive moment is refused."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone; pass an aware datetime")
    here = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return here.isoformat(timespec="milliseconds")[:-6] + "Z"


def moment(text: str) -> datetime:
    """Return the moment that `stamp` wrote."""
    return datetime.fromisoformat(text)

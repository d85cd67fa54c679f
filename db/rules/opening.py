"""How the thread of a story begins: open, held or closed, each with a reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from db.types import Risk

ThreadState = Literal["open", "held", "closed"]
HELD_BECAUSE: dict[Risk, str] = {
    "named child": "This story names a child, so a moderator reads every comment before it appears.",
    "live case": "This story is about a case that is still in court, so a moderator reads every comment first.",
}


DEATH = "This story is about a death, so a moderator reads every comment before it appears."


@dataclass(frozen=True, slots=True)
class Opening:
    """The state of a thread, why, and when it closes or closed."""

    state: ThreadState
    reason: str | None
    closes_at: datetime | None
    closed_at: datetime | None


def opening(
    *, risk: Risk, link_only: bool, closed_at_source: bool, published: datetime, now: datetime, days: int
) -> Opening:
    """Decide how a thread begins; a thread closes a number of days after its story was published."""
    closes = published + timedelta(days=days)
    if link_only:
        return Opening("closed", "There is no debate under court judgments.", None, now)
    if closed_at_source:
        said = f"The page this story comes from has closed its comments; threads here close after {days} days."
        return Opening("closed", said, None, min(closes, now))
    if closes <= now:
        return Opening("closed", f"Threads close {days} days after a story is published.", None, closes)
    if risk in HELD_BECAUSE:
        return Opening("held", HELD_BECAUSE[risk], closes, None)
    return Opening("open", None, closes, None)

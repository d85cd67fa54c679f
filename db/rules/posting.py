"""Whether a comment may be posted now, and whether it appears at once: decisions with their reasons, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Standing = Literal["open", "held", "locked", "paused", "closed"]
NOBODY = "No moderator has been here for {hours} hours, so every comment waits until one is back."
PAUSED = "No moderator has been here for {hours} hours. New comments are paused until one is back."
FLOOD = "Many reports came in at once, so new comments wait for a moderator."
CONFIDENTIAL = "It may hold something that a court or an editor asked us to keep out of this thread."
EDITED = "It was changed, so a moderator reads it again."
RETURNED = "It was changed as a moderator asked, so a moderator reads it again."


@dataclass(frozen=True, slots=True)
class Thread:
    """The state of a thread as it is stored, and when a moderator was last seen anywhere."""

    state: str
    reason: str | None
    slow_minutes: int = 0
    locked_until: datetime | None = None
    lock_reason: str | None = None
    moderated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the site goes on without a moderator: then all is held, then nothing new is taken."""

    away: timedelta
    gone: timedelta


@dataclass(frozen=True, slots=True)
class Now:
    """How a thread stands at a moment, with the reason that its page shows."""

    standing: Standing
    reason: str | None = None
    until: datetime | None = None

    @property
    def takes_comments(self) -> bool:
        """Whether somebody may write."""
        return self.standing in ("open", "held")


def standing(thread: Thread, patience: Patience, now: datetime) -> Now:
    """Return how a thread stands: closed, locked for a while, paused as nobody moderates, held, or open."""
    if thread.state == "closed":
        return Now("closed", thread.reason)
    if thread.locked_until is not None and thread.locked_until > now:
        return Now("locked", thread.lock_reason, thread.locked_until)
    alone = now - thread.moderated_at if thread.moderated_at is not None else None
    if alone is not None and alone >= patience.gone:
        return Now("paused", PAUSED.format(hours=_hours(patience.gone)))
    if thread.state == "held":
        return Now("held", thread.reason)
    if alone is None or alone >= patience.away:
        return Now("held", NOBODY.format(hours=_hours(patience.away)))
    return Now("open")


def _hours(span: timedelta) -> int:
    return round(span.total_seconds() / 3600)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a comment that is about to be kept."""

    thread: Now
    published_before: int
    moderates: bool
    links_unknown: bool
    verdict: str
    names_confidential: bool
    flood: bool
    held_first: int


def why_held(facts: Facts) -> str | None:
    """Return why a comment waits for a moderator, None where it may appear at once."""
    reasons = (
        (facts.names_confidential, CONFIDENTIAL),
        (facts.verdict == "hold", "Some of its words, taken together, could tell who a child is."),
        (facts.thread.standing == "held", facts.thread.reason or "A moderator reads every comment here first."),
        (
            facts.published_before < facts.held_first and not facts.moderates,
            f"The first {facts.held_first} comments of every account wait for a moderator.",
        ),
        (facts.flood, FLOOD),
        (facts.links_unknown, "It links to a site that we do not know, so a moderator looks first."),
    )
    return next((words for applies, words in reasons if applies), None)


def wait(
    open_reports: int, step: timedelta, slow: timedelta, newest: datetime | None, mine: datetime | None
) -> datetime | None:
    """Return from when on somebody may answer, None for at once.

    Each open report in the branch lets it rest one step longer after its newest comment; slow mode spaces the comments
    of one person in the thread.
    """
    rests = [newest + step * open_reports] if newest is not None and open_reports else []
    spaced = [mine + slow] if mine is not None and slow else []
    return max([*rests, *spaced], default=None)


def enough_sides(people: int) -> bool:
    """Whether so many people took a side that the sides can be counted in public and point to nobody."""
    return people >= 5

"""Reports by anyone: what could identify a child hides at once; whoever reported sees what became of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from db.accounts import hashed
from db.changes import take_back
from db.comments import by_id, count, set_state
from db.engine import Database
from db.errors import CommonThreadError, NotFound
from db.placements import hold

REASONS = {
    "child": "It could identify a child",
    "my case": "It is about my own case",
    "defamation": "It says something untrue that harms somebody",
    "abuse": "It is abusive",
    "off topic": "It is off topic",
    "other": "Something else",
}
CONFIRMED = 2  # so many times restored, by two moderators: no report hides or queues it any more
HIDDEN = "Somebody said that it could identify a child. A moderator looks at it."
NOTE_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Report:
    """A report on a comment, by whom nobody knows."""

    id: int
    reason: str
    note: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report did, and the word of the address at which its outcome will stand."""

    state: str
    token: str
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a report, for whoever made it."""

    id: int
    comment_id: int
    reason: str
    created_at: datetime
    decided_at: datetime | None
    outcome: str | None
    story_slug: str
    headline: str
    appeal: str | None
    appeal_answer: str | None


@dataclass(frozen=True, slots=True)
class _Span:
    created_at: datetime
    decided_at: datetime


def report(
    db: Database, comment_id: int, reason: str, note: str, reporter_key: str, now: datetime, flood: int
) -> Reported:
    """Keep a report; one that could identify a child hides the comment at once.

    A comment that a moderator restored is queued, not hidden, by the next such report; one that two moderators restored
    stays as it is. In a flood of reports nothing more is hidden: new comments wait instead.
    """
    if reason not in REASONS:
        raise CommonThreadError("Choose a reason from the list.")
    token = secrets.token_urlsafe(18)
    with db.write(durable=True):
        hold(db, by_id(db, comment_id).story_id)
        comment = by_id(db, comment_id)
        settled = comment.restored >= CONFIRMED and comment.state == "published"
        hides = reason == "child" and comment.state == "published" and not comment.restored
        hides = hides and not flooded(db, flood, now)
        db.run(
            "reports.add",
            comment_id=comment_id,
            reason=reason,
            note=note.strip()[:NOTE_LONGEST],
            reporter_key=reporter_key,
            token_hash=hashed(token),
            now=now,
            decided_at=now if settled else None,
            outcome="published" if settled else None,
        )
        take_back(db, comment.story_id, now)
        if hides:
            set_state(db, comment_id, "hidden", HIDDEN, now, waits=True)
            count(db, comment.story_id, comment.account_id, now, removed=True)
    return Reported("hidden" if hides else comment.state, token, settled)


def flooded(db: Database, most: int, now: datetime) -> bool:
    """Whether so many reports of a child came within an hour that hiding on each would be an attack."""
    return int(db.value("reports.since", reason="child", since=now - timedelta(hours=1))) >= most


def open_on(db: Database, comment_id: int) -> list[Report]:
    """Return the open reports on a comment."""
    return db.all(Report, "reports.open_on", comment_id=comment_id)


def by_token(db: Database, token: str) -> Outcome:
    """Return what became of a report, by the word of its address; raises NotFound."""
    found = db.one(Outcome, "reports.by_token", token_hash=hashed(token))
    if found is None:
        raise NotFound("There is no report at this address. Copy the whole address that you were given.")
    return found


def median_wait(db: Database, now: datetime) -> timedelta | None:
    """Return how long half of the reports of the last month waited at most, None where there were too few to say."""
    spans = db.all(_Span, "reports.decided", since=now - timedelta(days=30), most=200)
    waits = [span.decided_at - span.created_at for span in spans]
    return timedelta(seconds=median(wait.total_seconds() for wait in waits)) if len(waits) >= 3 else None


def forget_who(db: Database, before: datetime) -> int:
    """Forget from where reports came that are older, and return how many."""
    with db.write():
        return db.run("reports.forget_who", before=before)

"""Moderation: one queue, decisions with reasons, reports by anyone, threads that close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from db.changes import story_changed
from db.comments import Full, by_id, count
from db.engine import Database
from db.errors import CommonThreadError
from db.placements import close_thread as close_thread_of
from db.placements import hold
from db.stories import Story, by_slug

Action = Literal["publish", "hide", "remove"]
STATES: dict[Action, str] = {"publish": "published", "hide": "hidden", "remove": "removed"}
REASONS = {
    "child": "It could identify a child",
    "my case": "It is about my own case",
    "defamation": "It says something untrue that harms somebody",
    "abuse": "It is abusive",
    "off topic": "It is off topic",
    "other": "Something else",
}


class ModerationRefused(CommonThreadError):
    """A moderator may not do that."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment in the queue with the number of its open reports, and of those that say it identifies a child."""

    id: int
    story_id: int
    account_id: int
    root_id: int | None
    parent_id: int | None
    state: str
    reason: str | None
    raw_html: str
    created_at: datetime
    handle: str
    story_slug: str
    headline: str
    text: str
    restored: bool
    reports: int
    child_reports: int


@dataclass(frozen=True, slots=True)
class Report:
    """A report on a comment, by whom nobody knows."""

    id: int
    reason: str
    note: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision in the public log: no words of the comment, no name."""

    id: int
    at: datetime
    action: str
    reason: str
    story_slug: str | None
    headline: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class _Due:
    id: int
    slug: str


def queue(db: Database, most: int = 50) -> list[Waiting]:
    """Return the comments that wait: reported as identifying a child first, then the oldest."""
    return db.all(Waiting, "moderation.queue", most=most)


def reports(db: Database, comment_id: int) -> list[Report]:
    """Return the open reports on a comment."""
    return db.all(Report, "moderation.reports", comment_id=comment_id)


def decisions(db: Database, before_id: int = 2**62, most: int = 50) -> list[Decision]:
    """Return the newest decisions."""
    return db.all(Decision, "moderation.decisions", before_id=before_id, most=most)


def decisions_on(db: Database, comment_id: int) -> list[Decision]:
    """Return earlier decisions on a comment."""
    return db.all(Decision, "moderation.decided_by", comment_id=comment_id)


def decide(
    db: Database,
    comment_id: int,
    action: Action,
    reason: str,
    now: datetime,
    *,
    moderator: str,
    account_id: int | None = None,
) -> Full:
    """Publish, hide or remove a comment with a reason that its author sees; removed words are gone."""
    why = reason.strip()
    if not why and action != "publish":
        raise ModerationRefused("Give a reason: the author sees it.")
    with db.write(durable=True):
        hold(db, by_id(db, comment_id).story_id)
        comment = by_id(db, comment_id)
        _may(comment, action, account_id)
        published_at = now if action == "publish" else None
        db.run("comments.set_state", id=comment_id, state=STATES[action], reason=why or None, published_at=published_at)
        if action == "publish" and reports(db, comment_id):
            db.run("comments.mark_restored", id=comment_id)
        if action == "remove":
            db.run("comments.drop_text", id=comment_id)
        db.run("moderation.decide_reports", comment_id=comment_id, now=now, outcome=STATES[action])
        log(db, now, moderator, action, why or "Within the house rules.", comment_id, comment.story_id)
        count(db, comment.story_id, comment.account_id, now, removed=action != "publish")
    return comment


def _may(comment: Full, action: Action, account_id: int | None) -> None:
    """Raise where a moderator may not decide, or there is nothing left to decide."""
    if account_id is not None and comment.account_id == account_id:
        raise ModerationRefused("This is your own comment. Another moderator decides on it.")
    if action == "publish" and comment.state in ("removed", "withdrawn"):
        raise ModerationRefused("Its words are gone, so it cannot be published again.")


def report(db: Database, comment_id: int, reason: str, note: str, reporter_key: str, now: datetime) -> str:
    """Keep a report and return the comment's state; one that could identify a child hides it at once.

    A comment that a moderator restored is queued, not hidden, by the next such report.
    """
    if reason not in REASONS:
        raise CommonThreadError("Choose a reason from the list.")
    with db.write(durable=True):
        hold(db, by_id(db, comment_id).story_id)
        comment = by_id(db, comment_id)
        db.run(
            "moderation.add_report",
            comment_id=comment_id,
            reason=reason,
            note=note.strip()[:1000],
            reporter_key=reporter_key,
            now=now,
        )
        if reason == "child" and comment.state == "published" and not comment.restored:
            hidden = "Somebody said that it could identify a child. A moderator looks at it."
            db.run("comments.set_state", id=comment_id, state="hidden", reason=hidden, published_at=None)
            count(db, comment.story_id, comment.account_id, now, removed=True)
            return "hidden"
    return comment.state


def close(db: Database, slug: str, reason: str, now: datetime, *, moderator: str) -> Story:
    """Close a thread with a reason that the page shows."""
    if not reason.strip():
        raise ModerationRefused("Give a reason: the page shows it.")
    with db.write(durable=True):
        story = by_slug(db, slug)
        if close_thread_of(db, story.id, reason.strip(), now):
            log(db, now, moderator, "close thread", reason.strip(), None, story.id)
            story_changed(db, story.id, now)
    return story


def reopen(db: Database, slug: str, reason: str, now: datetime, days: int, *, moderator: str) -> Story:
    """Open a thread again for some days, with a reason for the log."""
    if not reason.strip():
        raise ModerationRefused("Give a reason for the log.")
    with db.write(durable=True):
        story = by_slug(db, slug)
        db.run("moderation.open_thread", story_id=story.id, closes_at=now + timedelta(days=days))
        log(db, now, moderator, "open thread", reason.strip(), None, story.id)
        story_changed(db, story.id, now)
    return story


def close_due(db: Database, now: datetime, days: int, most: int = 500) -> int:
    """Close the threads whose days are over and return how many."""
    closed = 0
    with db.write():
        for story in db.all(_Due, "moderation.to_close", now=now, most=most):
            reason = f"Threads close {days} days after a story is published."
            closed += close_thread_of(db, story.id, reason, now)
            story_changed(db, story.id, now)
    return closed


def log(
    db: Database,
    now: datetime,
    moderator: str,
    action: str,
    reason: str,
    comment_id: int | None,
    story_id: int | None,
    detail: str = "",
) -> None:
    """Keep a decision for the public log; `detail` says what exactly was changed."""
    db.run(
        "moderation.log",
        at=now,
        moderator=moderator,
        action=action,
        reason=reason,
        comment_id=comment_id,
        story_id=story_id,
        detail=detail,
    )

"""Moderation: one queue, decisions with reasons, threads that close, slow down or rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from db.accounts import end_all_sessions
from db.changes import story_changed, take_back
from db.comments import Full, by_id, count, set_state
from db.engine import Database
from db.errors import CommonThreadError
from db.placements import close_thread as close_thread_of
from db.placements import hold
from db.presence import seen
from db.reports import open_on
from db.stories import Story, by_slug

Action = Literal["publish", "hide", "remove", "return"]
STATES: dict[Action, str] = {"publish": "published", "hide": "hidden", "remove": "removed", "return": "returned"}
CLAIMED = timedelta(minutes=20)


class ModerationRefused(CommonThreadError):
    """A moderator may not do that."""


@dataclass(frozen=True, slots=True)
class Moderator:
    """Who decides: a name for the record, never shown; the command line has no account."""

    name: str
    account_id: int | None = None


THE_CLOCK = Moderator("the clock")  # what happens by itself; the statements of presence leave it out


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment in the queue: how urgent it is, why it waits, what the check made of it, who is at work on it.

    `rank`: 0 could identify a child, 1 a legal clock runs, 2 the rest, 3 the first comments of a new account.
    """

    id: int
    story_id: int
    account_id: int
    root_id: int | None
    parent_id: int | None
    state: str
    reason: str | None
    raw_html: str
    created_at: datetime
    story_slug: str
    headline: str
    text: str
    restored: int
    held_at: datetime | None
    edited_at: datetime | None
    verdict: str
    hints: tuple[tuple[str, str], ...]
    second_by: int | None
    reports: int
    child_reports: int
    claimed_by: int | None
    claimed_until: datetime | None
    act_by: datetime | None
    decided_before: int
    rank: int

    def taken(self, account_id: int, now: datetime) -> bool:
        """Whether another moderator is at work on it."""
        return self.claimed_by not in (None, account_id) and (self.claimed_until or now) > now


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
class Note:
    """What a moderator told the others about a comment."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class _Claim:
    account_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class _Due:
    id: int
    first_at: datetime
    closes_at: datetime


def queue(db: Database, most: int = 50) -> list[Waiting]:
    """Return the comments that wait: could identify a child, legal clocks, by age, first comments of new accounts."""
    return db.all(Waiting, "moderation.queue", most=most)


def decisions(db: Database, before_id: int = 2**62, most: int = 50) -> list[Decision]:
    """Return the newest decisions."""
    return db.all(Decision, "moderation.decisions", before_id=before_id, most=most)


def decisions_on(db: Database, comment_id: int) -> list[Decision]:
    """Return earlier decisions on a comment."""
    return db.all(Decision, "moderation.decided_by", comment_id=comment_id)


def notes(db: Database, comment_id: int) -> list[Note]:
    """Return what moderators told each other about a comment, the oldest first."""
    return db.all(Note, "moderation.notes", comment_id=comment_id)


def add_note(db: Database, comment_id: int, words: str, account_id: int, now: datetime) -> None:
    """Tell the other moderators something about a comment; raises ModerationRefused for no words."""
    said = words.strip()[:1_000]
    if not said:
        raise ModerationRefused("Write the note first.")
    with db.write():
        db.run("moderation.add_note", comment_id=comment_id, account_id=account_id, words=said, now=now)


def claim(db: Database, comment_id: int, account_id: int, now: datetime) -> None:
    """Take a comment for a while; raises ModerationRefused where another moderator is at work on it."""
    with db.write():
        taken = db.run("moderation.claim", comment_id=comment_id, account_id=account_id, now=now, until=now + CLAIMED)
        if not taken:
            raise ModerationRefused("Another moderator is at work on this one. Take the next.")
        seen(db, account_id, now)


def release(db: Database, comment_id: int, account_id: int) -> None:
    """Give a comment back to the queue."""
    with db.write():
        db.run("moderation.release", comment_id=comment_id, account_id=account_id)


def ask_second(db: Database, comment_id: int, words: str, moderator: Moderator, now: datetime) -> None:
    """Leave the decision on a comment to another moderator, with a note to them."""
    assert moderator.account_id is not None
    with db.write():
        comment = by_id(db, comment_id)
        _may(db, comment, "publish", moderator, now)
        db.run("moderation.ask_second", id=comment_id, account_id=moderator.account_id)
        asked = words.strip() or "Please look at this one; I would like a second opinion."
        add_note(db, comment_id, asked, moderator.account_id, now)
        release(db, comment_id, moderator.account_id)


def decide(
    db: Database, comment_id: int, action: Action, reason: str, now: datetime, *, moderator: str,
    account_id: int | None = None,
) -> Full:  # fmt: skip
    """Publish, hide, remove or return a comment with a reason that its author sees; removed words are gone."""
    why = reason.strip()
    if not why and action != "publish":
        raise ModerationRefused("Give a reason: the author sees it.")
    who = Moderator(moderator, account_id)
    with db.write(durable=True):
        hold(db, by_id(db, comment_id).story_id)
        comment = by_id(db, comment_id)
        _may(db, comment, action, who, now)
        if action == "publish" and open_on(db, comment_id) and _counts_anew(db, comment, who):
            db.run("comments.mark_restored", id=comment_id)
        set_state(db, comment_id, STATES[action], why or None, now)
        if action == "remove":
            db.run("comments.drop_text", id=comment_id)
        db.run("reports.decide", comment_id=comment_id, now=now, outcome=STATES[action])
        db.run("moderation.settled", id=comment_id)
        log(db, now, who, action, why or "Within the house rules.", comment_id, comment.story_id)
        count(db, comment.story_id, comment.account_id, now, removed=action != "publish")
        if account_id is not None:
            release(db, comment_id, account_id)
            seen(db, account_id, now)
    return comment


def _counts_anew(db: Database, comment: Full, who: Moderator) -> bool:
    """Whether putting a reported comment back is a first look, or another moderator's than the last one's."""
    return comment.restored == 0 or db.value("moderation.published_by", comment_id=comment.id) != who.account_id


def _may(db: Database, comment: Full, action: Action, who: Moderator, now: datetime) -> None:
    """Raise where a moderator may not decide, or there is nothing left to decide."""
    if who.account_id is not None:
        if comment.account_id == who.account_id:
            raise ModerationRefused("This is your own comment. Another moderator decides on it.")
        held = db.one(_Claim, "moderation.claim_on", comment_id=comment.id)
        if held is not None and held.account_id != who.account_id and held.until > now:
            raise ModerationRefused("Another moderator is at work on this one. Take the next.")
        if db.value("moderation.second_by", id=comment.id) == who.account_id:
            raise ModerationRefused("You asked for a second opinion. Another moderator decides on it.")
    if action in ("publish", "return") and comment.state in ("removed", "withdrawn"):
        raise ModerationRefused("Its words are gone, so it cannot be published again.")


def close(
    db: Database, slug: str, reason: str, now: datetime, *, moderator: str, account_id: int | None = None
) -> Story:
    """Close a thread with a reason that the page shows."""
    why = _reasoned(reason, "the page shows it")
    with db.write(durable=True):
        story = by_slug(db, slug)
        if close_thread_of(db, story.id, why, now):
            log(db, now, Moderator(moderator, account_id), "close thread", why, None, story.id)
            story_changed(db, story.id, now)
            take_back(db, story.id, now)
    return story


def reopen(
    db: Database, slug: str, reason: str, now: datetime, days: int, *, moderator: str, account_id: int | None = None
) -> Story:
    """Open a thread again for some days, with a reason for the log."""
    why, who = _reasoned(reason, "it stands in the log"), Moderator(moderator, account_id)
    values: dict[str, object] = {"closes_at": now + timedelta(days=days)}
    return _thread(db, slug, who, ("open thread", why), now, "moderation.open_thread", values)


def slow(db: Database, slug: str, minutes: int, reason: str, who: Moderator, now: datetime) -> Story:
    """Let everybody wait some minutes between two comments in a thread; 0 ends that."""
    if not 0 <= minutes <= 24 * 60:
        raise ModerationRefused("Give between 0 and 1440 minutes.")
    why = _reasoned(reason, "it stands in the log")
    return _thread(db, slug, who, ("slow thread", why), now, "moderation.slow_thread", {"minutes": minutes})


def lock(db: Database, slug: str, until: datetime, reason: str, who: Moderator, now: datetime) -> Story:
    """Let a thread rest until a moment, with a reason that the page shows."""
    if not now < until <= now + timedelta(days=90):
        raise ModerationRefused("Choose an end within the next 90 days.")
    why = _reasoned(reason, "the page shows it")
    values: dict[str, object] = {"until": until, "reason": why}
    return _thread(db, slug, who, ("lock thread", why), now, "moderation.lock_thread", values)


def hold_all(db: Database, slug: str, reason: str, who: Moderator, now: datetime) -> Story:
    """Let a moderator read every comment of a thread first, with a reason that the page shows."""
    why = _reasoned(reason, "the page shows it")
    return _thread(db, slug, who, ("hold thread", why), now, "moderation.hold_thread", {"reason": why})


def ask_question(db: Database, slug: str, question: str, who: Moderator, now: datetime) -> Story:
    """Open a debate with an editor's question; an empty one ends it."""
    words = " ".join(question.split())
    if len(words) > 200:
        raise ModerationRefused(f"The question has {len(words)} characters; 200 fit. Shorten it a little.")
    said = f"“{words}”" if words else "The question was taken away."
    values: dict[str, object] = {"question": words or None, "at": now}
    return _thread(db, slug, who, ("ask question", said), now, "moderation.ask_question", values)


def _reasoned(reason: str, why: str) -> str:
    if not reason.strip():
        raise ModerationRefused(f"Give a reason: {why}.")
    return reason.strip()


def _thread(
    db: Database,
    slug: str,
    who: Moderator,
    said: tuple[str, str],
    now: datetime,
    statement: str,
    values: dict[str, object],
) -> Story:
    with db.write(durable=True):
        story = by_slug(db, slug)
        db.run(statement, story_id=story.id, **values)
        log(db, now, who, *said, None, story.id)
        story_changed(db, story.id, now)
        take_back(db, story.id, now)
    return story


def close_account(db: Database, account_id: int, reason: str, now: datetime, *, moderator: str) -> None:
    """Close an account for what it did: it cannot sign in or come back under the same address."""
    why = _reasoned(reason, "it stands in the log")
    with db.write(durable=True):
        end_all_sessions(db, account_id)
        db.run("accounts.close", id=account_id)
        log(db, now, Moderator(moderator), "close account", why, None, None)


def close_due(db: Database, now: datetime, most: int = 500) -> int:
    """Close the threads whose days are over and return how many."""
    closed = 0
    with db.write():
        for story in db.all(_Due, "moderation.to_close", now=now, most=most):
            days = max(round((story.closes_at - story.first_at).total_seconds() / 86400), 1)
            reason = f"Threads close {days} days after a story is published."
            closed += close_thread_of(db, story.id, reason, now)
            story_changed(db, story.id, now)
    return closed


def log(
    db: Database,
    now: datetime,
    moderator: str | Moderator,
    action: str,
    reason: str,
    comment_id: int | None,
    story_id: int | None,
    detail: str = "",
) -> None:
    """Keep a decision for the public log; `detail` says what exactly was changed."""
    who = Moderator(moderator) if isinstance(moderator, str) else moderator
    db.run(
        "moderation.log",
        at=now,
        moderator=who.name,
        account_id=who.account_id,
        action=action,
        reason=reason,
        comment_id=comment_id,
        story_id=story_id,
        detail=detail,
    )

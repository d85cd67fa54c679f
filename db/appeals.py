"""Appeals: an author against a take-down, a reader against a report that changed nothing; another moderator looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db import posting, reports
from db.accounts import Account
from db.comments import by_id, count, set_state
from db.engine import Database
from db.errors import CommonThreadError, NotFound
from db.moderation import Moderator, log
from db.placements import hold

LONGEST = 1_000


class AppealRefused(CommonThreadError):
    """There is nothing to appeal against, or it was done before, or this moderator may not decide it."""


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal that waits, with the comment it is about; `report_id` is None for an author's."""

    id: int
    comment_id: int
    report_id: int | None
    words: str
    at: datetime
    state: str
    story_slug: str
    headline: str
    comment_state: str
    comment_reason: str | None
    raw_html: str


def by_author(db: Database, comment_id: int, author: Account, words: str, now: datetime) -> None:
    """Keep an author's appeal against a take-down; raises AppealRefused, CommentNotFound."""
    comment = posting.own(db, comment_id, author)
    if comment.state not in ("hidden", "removed") or comment.held_at is not None:
        raise AppealRefused("This comment was not taken down, so there is nothing to look at again.")
    _add(db, comment_id, None, words, now)


def by_reporter(db: Database, token: str, words: str, now: datetime) -> None:
    """Keep the appeal of whoever reported against a decision that changed nothing; raises AppealRefused, NotFound."""
    outcome = reports.by_token(db, token)
    if outcome.decided_at is None:
        raise AppealRefused("A moderator has not decided yet. Look again later.")
    if outcome.outcome != "published":
        raise AppealRefused("The comment was taken down, so there is nothing to look at again.")
    _add(db, outcome.comment_id, outcome.id, words, now)


def _add(db: Database, comment_id: int, report_id: int | None, words: str, now: datetime) -> None:
    said = words.strip()
    if not said:
        raise AppealRefused("Say in a sentence why it should be looked at again.")
    with db.write(durable=True):
        added = db.run("appeals.add", comment_id=comment_id, report_id=report_id, words=said[:LONGEST], now=now)
        if not added:
            raise AppealRefused("You have asked for this before. One appeal is looked at, by another moderator.")


def waiting(db: Database, most: int = 50) -> list[Appeal]:
    """Return the appeals that wait, the oldest first."""
    return db.all(Appeal, "appeals.waiting", most=most)


def decide(db: Database, appeal_id: int, upheld: bool, answer: str, moderator: Moderator, now: datetime) -> None:
    """Decide an appeal with words that whoever appealed will read.

    An upheld one shows an author's comment again, or hides a reported one. Raises AppealRefused, NotFound.
    """
    words = answer.strip()
    if not words:
        raise AppealRefused("Give an answer: whoever appealed will read it.")
    with db.write(durable=True):
        appeal = db.one(Appeal, "appeals.by_id", id=appeal_id)
        if appeal is None or appeal.state != "open":
            raise NotFound("There is no such appeal, or another moderator has decided it.")
        comment = by_id(db, appeal.comment_id)
        hold(db, comment.story_id)
        _may(db, appeal, comment.account_id, moderator)
        state = "upheld" if upheld else "refused"
        db.run("appeals.decide", id=appeal_id, state=state, answer=words, now=now)
        if upheld and appeal.report_id is None and comment.text:
            set_state(db, comment.id, "published", None, now)
        if upheld and appeal.report_id is not None:
            set_state(db, comment.id, "hidden", words, now)
        log(db, now, moderator, f"appeal {state}", words, comment.id, comment.story_id)
        count(db, comment.story_id, comment.account_id, now, removed=upheld and appeal.report_id is not None)


def _may(db: Database, appeal: Appeal, author_id: int, moderator: Moderator) -> None:
    """Raise where a moderator would judge their own comment or, while there are others, their own decision."""
    if moderator.account_id is None:
        return
    if moderator.account_id == author_id:
        raise AppealRefused("This is your own comment. Another moderator decides on it.")
    decided_by = db.value("appeals.decided_by", comment_id=appeal.comment_id)
    if decided_by == moderator.account_id and int(db.value("appeals.others", account_id=moderator.account_id)):
        raise AppealRefused("The appeal is against your own decision. Another moderator looks at it.")

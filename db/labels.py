"""Labels in the place of down votes: what readers say of a comment; counted late, shown small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.accounts import Account
from db.changes import story_changed
from db.comments import by_id
from db.engine import Database
from db.errors import CommentNotFound, CommonThreadError

LABELS = {
    "helpful": "Helpful",
    "evidence": "Brings evidence",
    "experience": "Lived experience",
    "well put": "Well put, though I disagree",
    "off topic": "Off topic",
}
SHOWN_AFTER = timedelta(hours=24)
FEWEST = 2


class LabelRefused(CommonThreadError):
    """A label cannot be given."""


@dataclass(frozen=True, slots=True)
class _Count:
    comment_id: int
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class _Label:
    label: str


def give(db: Database, comment_id: int, account: Account, chosen: Sequence[str], now: datetime) -> None:
    """Let a reader's labels on a comment be these, and no others; raises LabelRefused for one's own comment."""
    comment = by_id(db, comment_id)
    if comment.state != "published":
        raise CommentNotFound("This comment is no longer shown.")
    if comment.account_id == account.id:
        raise LabelRefused("This is your own comment. Labels come from others.")
    with db.write():
        db.run("labels.clear", comment_id=comment_id, account_id=account.id)
        for label in LABELS:
            if label in chosen:
                db.run("labels.add", comment_id=comment_id, account_id=account.id, label=label, now=now)
        story_changed(db, comment.story_id, now)


def given(db: Database, comment_id: int, account_id: int) -> set[str]:
    """Return the labels that a reader gave to a comment."""
    return {row.label for row in db.all(_Label, "labels.given", comment_id=comment_id, account_id=account_id)}


def counts(db: Database, comment_ids: Sequence[int], now: datetime) -> dict[int, list[tuple[str, int]]]:
    """Return what readers said of comments a day old, where more than one said the same; by the comment's id."""
    found: dict[int, list[tuple[str, int]]] = {}
    for row in db.all(_Count, "labels.counts", ids=tuple(comment_ids), before=now - SHOWN_AFTER):
        if row.count >= FEWEST:
            found.setdefault(row.comment_id, []).append((LABELS.get(row.label, row.label), row.count))
    return found

"""An editor's question: how people stand to it, and a balanced summary of where they agree, from votes and labels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.accounts import Account
from db.changes import story_changed
from db.comments import Comment
from db.engine import Database
from db.errors import CommentsClosed, CommonThreadError
from db.labels import SHOWN_AFTER
from db.rules.common_ground import Praise, best_of_sides, shared
from db.rules.posting import Patience, enough_sides, standing
from db.stories import Story
from db.types import STANCES


class StanceRefused(CommonThreadError):
    """A side cannot be taken."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many stand where, the comments that more than one side found helpful, and the best of each side."""

    votes: dict[str, int]
    shared: list[Comment]
    sides: dict[str, Comment]

    @property
    def count(self) -> int:
        """Return how many took a side."""
        return sum(self.votes.values())


@dataclass(frozen=True, slots=True)
class _Vote:
    stance: str
    count: int


@dataclass(frozen=True, slots=True)
class _Praise:
    comment_id: int
    stance: str
    count: int


def take_side(db: Database, story: Story, account: Account, stance: str, patience: Patience, now: datetime) -> None:
    """Note how an account stands to the question; raises StanceRefused, CommentsClosed."""
    if stance not in STANCES or not story.question:
        raise StanceRefused("Choose for, against or unsure.")
    if standing(story.state, patience, now).standing in ("closed", "locked"):
        raise CommentsClosed("This debate is over, so no side can be taken any more.")
    with db.write():
        db.run("comments.vote", story_id=story.id, account_id=account.id, stance=stance, now=now)
        story_changed(db, story.id, now)


def side_of(db: Database, story_id: int, account_id: int) -> str:
    """Return how an account stands to the question of a story, nothing where it took no side."""
    return str(db.value("questions.side_of", story_id=story_id, account_id=account_id) or "")


def summary(db: Database, story: Story, now: datetime) -> Summary | None:
    """Return where people agree, None where there is no question or too few took a side for it to be fair."""
    if not story.question:
        return None
    votes = {row.stance: row.count for row in db.all(_Vote, "questions.votes", story_id=story.id)}
    if not enough_sides(sum(votes.values())):
        return None
    known = {one.id: one for one in db.all(Comment, "questions.said", story_id=story.id, before=now - SHOWN_AFTER)}
    rows = db.all(_Praise, "questions.praise", story_id=story.id)
    praise = [Praise(row.comment_id, row.stance, row.count) for row in rows if row.comment_id in known]
    best = best_of_sides(praise, {key: one.stance for key, one in known.items() if one.stance}, STANCES)
    return Summary(votes, [known[key] for key in shared(praise)], {side: known[key] for side, key in best.items()})

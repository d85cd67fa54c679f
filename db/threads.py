"""The thread of a story, a page of it at a time: fifty branches, the first twenty answers of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.comments import Comment, by_id
from db.engine import Database
from db.errors import CommentNotFound
from db.rules.threads import Branch, grow

ROOTS, ANSWERS, MORE_ANSWERS = 50, 20, 100


@dataclass(frozen=True, slots=True)
class Page:
    """Some branches of a thread; `next` is the comment after which the next page begins, None for the last."""

    branches: list[Branch[Comment]]
    next: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment stands: on which page of its thread, or of its branch."""

    story_slug: str
    root_id: int | None
    after: int


@dataclass(frozen=True, slots=True)
class _Count:
    root_id: int
    count: int


def page(db: Database, story_id: int, after: int = 0, most: int = ROOTS) -> Page:
    """Return the branches of a thread that begin after a comment, oldest first."""
    return _page(db, db.all(Comment, "threads.roots", story_id=story_id, after_id=after, most=most + 1), most)


def newest_page(db: Database, story_id: int, before: int = 2**62, most: int = ROOTS) -> Page:
    """Return the branches of a thread that begin before a comment, newest first."""
    return _page(db, db.all(Comment, "threads.newest_roots", story_id=story_id, before_id=before, most=most + 1), most)


def _page(db: Database, roots: Sequence[Comment], most: int) -> Page:
    shown = list(roots[:most])
    return Page(_with_answers(db, shown, 0, ANSWERS), shown[-1].id if len(roots) > most else None)


def branch(db: Database, root_id: int, after: int = 0, most: int = MORE_ANSWERS) -> Branch[Comment]:
    """Return a branch with the answers after one; raises CommentNotFound."""
    root = db.one(Comment, "threads.root", id=root_id)
    if root is None:
        raise CommentNotFound("There is no such comment.")
    (found,) = _with_answers(db, [root], after, most)
    before = int(db.value("threads.before_in_branch", root_id=root_id, id=after + 1))
    return Branch(found.comment, found.answers, found.more - before)


def _with_answers(db: Database, roots: Sequence[Comment], after: int, most: int) -> list[Branch[Comment]]:
    ids = tuple(root.id for root in roots)
    if not ids:
        return []
    counts = {row.root_id: row.count for row in db.all(_Count, "threads.counts", root_ids=ids)}
    answered = tuple(counts)
    found = db.all(Comment, "threads.answers", root_ids=answered, after_id=after, most=most) if answered else []
    return grow(roots, found, counts)


def place(db: Database, comment_id: int) -> Place:
    """Return where a comment stands, for its short address; raises CommentNotFound."""
    comment = by_id(db, comment_id)
    if comment.state in ("held", "returned") and comment.published_at is None:
        raise CommentNotFound("There is no such comment.")
    root = comment.root_id or comment.id
    if comment.root_id is not None:
        before = int(db.value("threads.before_in_branch", root_id=root, id=comment.id))
        if before >= ANSWERS:
            return Place(comment.story_slug, root, comment.id - 1)
    before = int(db.value("threads.before", story_id=comment.story_id, id=root))
    return Place(comment.story_slug, None, root - 1 if before >= ROOTS else 0)

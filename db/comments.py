"""Comments: posted, held, shown, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from db.accounts import Account
from db.changes import story_changed
from db.engine import Database
from db.errors import CommentNotFound, CommentsClosed, CommonThreadError
from db.placements import hold
from db.rules.markup import Rendered, render
from db.rules.threads import Branch, grow
from db.stories import Story

SHOWN_AT_MOST = 5_000
WAITS = "A moderator reads it first, usually by nine the next morning."


class CommentRefused(CommonThreadError):
    """A comment cannot be taken as it is."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as its thread shows it; a hidden or removed one keeps its place without its words."""

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

    @property
    def html(self) -> str:
        """Return the words of a published comment, nothing of any other."""
        return self.raw_html if self.state == "published" else ""

    @property
    def instead(self) -> str:
        """Say why there are no words where there are none."""
        return {
            "hidden": "Hidden while a moderator looks at it.",
            "removed": "Removed by a moderator.",
            "withdrawn": "Withdrawn by its author.",
        }.get(self.state, "")


@dataclass(frozen=True, slots=True)
class Full:
    """A comment with its story and its words, for its author and for moderators."""

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


@dataclass(frozen=True, slots=True)
class Mine:
    """A comment as its author sees it: its state and the moderator's reason."""

    id: int
    state: str
    reason: str | None
    html: str
    created_at: datetime
    story_slug: str
    headline: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment that was kept, and why it waits where it does."""

    id: int
    held_because: str | None


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


@dataclass(frozen=True, slots=True)
class _Home:
    address: str


def thread(db: Database, story_id: int) -> list[Branch[Comment]]:
    """Return the thread of a story in two levels, oldest first."""
    return grow(db.all(Comment, "comments.of_story", story_id=story_id, most=SHOWN_AT_MOST))


def newest_published(db: Database, story_id: int, most: int = 50) -> list[Comment]:
    """Return the newest published comments on a story."""
    return db.all(Comment, "comments.newest_published", story_id=story_id, most=most)


def by_id(db: Database, comment_id: int) -> Full:
    """Return a comment with its story; raises CommentNotFound."""
    found = db.one(Full, "comments.by_id", id=comment_id) if comment_id < 2**63 else None
    if found is None:
        raise CommentNotFound("There is no such comment.")
    return found


def mine(db: Database, account_id: int, before_id: int = 2**62, most: int = 50) -> list[Mine]:
    """Return the newest comments of an account with what became of them."""
    return db.all(Mine, "comments.of_account", account_id=account_id, before_id=before_id, most=most)


def add(
    db: Database,
    *,
    story: Story,
    author: Account,
    text: str,
    parent_id: int | None,
    post_key: str,
    own_host: str,
    held_first: int,
    longest: int,
    now: datetime,
) -> Posted:
    """Keep a comment under a story; the same form posted twice is one comment.

    Raises CommentsClosed, CommentRefused, CommentNotFound.
    """
    words = checked(text, longest)
    with db.write(durable=True):
        hold(db, story.id)
        before = db.one(_Id, "comments.by_post_key", post_key=post_key)
        if before is not None:
            return Posted(before.id, None)
        if story.thread == "closed":
            raise CommentsClosed("Comments are closed.")
        root_id = _root(db, story, parent_id)
        rendered = render(words, {own_host}, hosts(db))
        held = why_held(story, author, rendered, held_first)
        comment_id = db.value(
            "comments.add",
            story_id=story.id,
            account_id=author.id,
            root_id=root_id,
            parent_id=parent_id,
            post_key=post_key,
            state="held" if held else "published",
            reason=held,
            text=words,
            html=rendered.html,
            now=now,
            published_at=None if held else now,
        )
        count(db, story.id, author.id, now)
    return Posted(int(comment_id), held)


def checked(text: str, longest: int) -> str:
    """Return the words of a comment; raises CommentRefused where there are none or too many."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise CommentRefused("Write something first.")
    if len(words) > longest:
        raise CommentRefused(f"Your comment has {len(words)} characters; {longest} fit. Shorten it a little.")
    return words


def why_held(story: Story, author: Account, rendered: Rendered, held_first: int) -> str | None:
    """Return why a comment waits for a moderator, or None where it may appear at once."""
    if story.thread == "held":
        return story.thread_reason or "A moderator reads every comment under this story first."
    if author.published_count < held_first and not author.moderates:
        return f"The first {held_first} comments of every account wait for a moderator."
    if rendered.unknown_links:
        return "It links to a site that we do not know, so a moderator looks first."
    return None


def _root(db: Database, story: Story, parent_id: int | None) -> int | None:
    """Return the comment that begins the branch of an answer; raises where it cannot be answered."""
    if parent_id is None:
        return None
    parent = by_id(db, parent_id)
    if parent.story_id != story.id:
        raise CommentNotFound("The comment you answer stands under another story.")
    if parent.state != "published":
        raise CommentRefused("The comment you answer is no longer shown. Write a new one instead.")
    return parent.root_id or parent.id


def withdraw(db: Database, comment_id: int, author: Account, now: datetime) -> Full:
    """Let an author take their words back; the place stays. Raises CommentNotFound for anybody else's."""
    with db.write(durable=True):
        comment = by_id(db, comment_id)
        hold(db, comment.story_id)
        if comment.account_id != author.id:
            raise CommentNotFound("There is no such comment of yours.")
        if comment.state != "removed":
            db.run("comments.set_state", id=comment_id, state="withdrawn", reason=None, published_at=None)
        db.run("comments.drop_text", id=comment_id)
        count(db, comment.story_id, author.id, now, removed=True)
    return comment


def count(db: Database, story_id: int, account_id: int, now: datetime, *, removed: bool = False) -> None:
    """Renew the counters of a story and an author, and tell the pages, in the transaction of the change."""
    db.run("comments.recount", story_id=story_id)
    db.run("comments.recount_account", account_id=account_id)
    story_changed(db, story_id, now, removed=removed)


def hosts(db: Database) -> set[str]:
    """Return the hosts of our sources."""
    named = (urlsplit(home.address).hostname for home in db.all(_Home, "comments.hosts"))
    return {host.removeprefix("www.") for host in named if host}

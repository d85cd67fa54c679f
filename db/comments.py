"""Comments as they are read: in a feed, by their author, by moderators; counted and told to the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from db.changes import story_changed
from db.engine import Database
from db.errors import CommentNotFound

HIDDEN = "Hidden while a moderator looks at it."
INSTEAD = {
    "hidden": "Taken down by a moderator.",
    "removed": "Removed by a moderator.",
    "withdrawn": "Withdrawn by its author.",
    "held": "Changed by its author. A moderator reads it before it appears again.",
    "returned": "A moderator asked its author to change it.",
}


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as its thread shows it; one that is not published keeps its place without its words.

    `name` is the pseudonym it stands under, `answered` whom it answers where that is not the comment above it all.
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
    name: str
    answered: str | None = None
    edited_at: datetime | None = None
    stance: str = ""
    role: str | None = None
    role_checked_at: datetime | None = None
    waits: bool = False

    @property
    def html(self) -> str:
        """Return the words of a published comment, nothing of any other."""
        return self.raw_html if self.state == "published" else ""

    @property
    def instead(self) -> str:
        """Say why there are no words where there are none."""
        return HIDDEN if self.state == "hidden" and self.waits else INSTEAD.get(self.state, "")


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
    name: str
    story_slug: str
    headline: str
    text: str
    restored: int
    published_at: datetime | None
    edited_at: datetime | None
    stance: str
    quotable: bool
    held_at: datetime | None


@dataclass(frozen=True, slots=True)
class Mine:
    """A comment as its author sees it: its state, the moderator's reason, and what became of an appeal."""

    id: int
    state: str
    reason: str | None
    html: str
    created_at: datetime
    story_slug: str
    headline: str
    text: str
    published_at: datetime | None
    quotable: bool
    held_at: datetime | None
    appeal: str | None
    appeal_answer: str | None


@dataclass(frozen=True, slots=True)
class _Home:
    address: str


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


def count(db: Database, story_id: int, account_id: int, now: datetime, *, removed: bool = False) -> None:
    """Renew the counters of a story and an author, and tell the pages, in the transaction of the change."""
    db.run("comments.recount", story_id=story_id)
    db.run("comments.recount_account", account_id=account_id)
    story_changed(db, story_id, now, removed=removed)


def set_state(
    db: Database, comment_id: int, state: str, reason: str | None, now: datetime, *, waits: bool = False
) -> None:
    """Give a comment another state with its reason; one that waits stands in the moderators' queue from now on."""
    db.run(
        "comments.set_state",
        id=comment_id,
        state=state,
        reason=reason,
        published_at=now if state == "published" else None,
        held_at=now if waits else None,
    )


def hosts(db: Database) -> set[str]:
    """Return the hosts of our sources."""
    named = (urlsplit(home.address).hostname for home in db.all(_Home, "comments.hosts"))
    return {host.removeprefix("www.") for host in named if host}

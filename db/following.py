"""Who follows a thread, and what to tell them: words only of comments that are a day old, shown and unreported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db.accounts import Account
from db.engine import Database
from db.errors import CommonThreadError

MODES = {
    "off": "Nothing",
    "replies": "When somebody answers me",
    "all": "When anybody writes",
    "daily": "Once a day, with what was written the day before",
}
QUARANTINE = timedelta(hours=24)
MOST_TOLD = 20
BATCH = 200


class FollowRefused(CommonThreadError):
    """A way of following that there is not."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A thread that an account follows, how, and how many comments of others are new there."""

    story_slug: str
    headline: str
    mode: str
    since: datetime
    fresh: int


@dataclass(frozen=True, slots=True)
class Fresh:
    """A thread that an account follows in which others published since: how many comments, and when the newest."""

    story_slug: str
    headline: str
    count: int
    newest_at: datetime


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody to tell, and the last comment they were told of."""

    account_id: int
    address: str = field(repr=False)
    story_id: int
    story_slug: str
    headline: str
    mode: str
    told_at: datetime
    told_id: int


@dataclass(frozen=True, slots=True)
class News:
    """A comment to tell of; its words are empty where they may not be mailed."""

    id: int
    name: str
    html: str
    published_at: datetime


def follow(db: Database, account: Account, story_id: int, mode: str, now: datetime) -> None:
    """Let an account follow a thread in a way, or no more; raises FollowRefused. What is there already is not told."""
    if mode not in MODES:
        raise FollowRefused("Choose how you want to follow this thread.")
    with db.write():
        if mode == "off":
            db.run("following.stop", account_id=account.id, story_id=story_id)
        else:
            db.run("following.follow", account_id=account.id, story_id=story_id, mode=mode, now=now)


def mode_of(db: Database, account_id: int, story_id: int) -> str:
    """Return how an account follows a thread."""
    return str(db.value("following.mode_of", account_id=account_id, story_id=story_id) or "off")


def of_account(db: Database, account_id: int, seen_at: datetime) -> list[Followed]:
    """Return the threads that an account follows, the newest first, with what is new after a moment."""
    return db.all(Followed, "following.of_account", account_id=account_id, seen_at=seen_at)


def fresh(db: Database, account_id: int, most: int) -> list[Fresh]:
    """Return the threads that an account follows in which others published since; no words, no names."""
    return db.all(Fresh, "following.fresh", account_id=account_id, most=most)


def to_tell(db: Database, mode: str) -> Iterator[Follower]:
    """Yield the active followers in a mode whose thread has comments they were not told of, by account and story."""
    account_id = story_id = 0
    while batch := db.all(
        Follower, "following.to_tell", mode=mode, account_id=account_id, story_id=story_id, most=BATCH
    ):
        yield from batch
        account_id, story_id = batch[-1].account_id, batch[-1].story_id


def news_for(db: Database, follower: Follower, now: datetime) -> list[News]:
    """Return the published comments that a follower was not told of; a daily mail tells only of those a day old."""
    settled = now - QUARANTINE
    statement = {"replies": "following.replies", "all": "following.every", "daily": "following.settled"}[follower.mode]
    about = {"story_id": follower.story_id, "account_id": follower.account_id}
    after = {"told_at": follower.told_at, "told_id": follower.told_id}
    return db.all(News, statement, settled=settled, most=MOST_TOLD, **about, **after)


def told(db: Database, follower: Follower, last: News) -> None:
    """Note up to which comment a follower was told."""
    about = {"account_id": follower.account_id, "story_id": follower.story_id}
    with db.write():
        db.run("following.told", at=last.published_at, comment_id=last.id, **about)

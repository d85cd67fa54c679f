"""Who follows a thread, and what to tell them: words only of comments that are a day old, shown and unreported."""

from __future__ import annotations

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
A_DAY = timedelta(hours=20)
MOST_TOLD = 20


class FollowRefused(CommonThreadError):
    """A way of following that there is not."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A thread that an account follows, and how."""

    story_slug: str
    headline: str
    mode: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody to tell, and the last comment they were told of."""

    account_id: int
    address: str = field(repr=False)
    story_id: int
    story_slug: str
    headline: str
    mode: str
    told_id: int


@dataclass(frozen=True, slots=True)
class News:
    """A comment to tell of; its words are empty where they may not be mailed."""

    id: int
    name: str
    html: str
    created_at: datetime


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


def of_account(db: Database, account_id: int) -> list[Followed]:
    """Return the threads that an account follows, the newest first."""
    return db.all(Followed, "following.of_account", account_id=account_id)


def to_tell(db: Database, modes: tuple[str, ...], after_id: int = 0, most: int = 200) -> list[Follower]:
    """Return active followers in some modes whose thread has comments they were not told of, by account and story."""
    return [
        one for mode in modes for one in db.all(Follower, "following.to_tell", mode=mode, after_id=after_id, most=most)
    ]


def news_for(db: Database, follower: Follower, now: datetime) -> list[News]:
    """Return the published comments that a follower was not told of; a daily mail tells only of those a day old."""
    settled = now - QUARANTINE
    statement = {"replies": "following.replies", "all": "following.every", "daily": "following.settled"}[follower.mode]
    about = {"story_id": follower.story_id, "account_id": follower.account_id, "told_id": follower.told_id}
    return db.all(News, statement, settled=settled, most=MOST_TOLD, **about)


def told(db: Database, follower: Follower, comment_id: int) -> None:
    """Note up to which comment a follower was told."""
    with db.write():
        db.run("following.told", account_id=follower.account_id, story_id=follower.story_id, comment_id=comment_id)

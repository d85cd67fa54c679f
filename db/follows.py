"""The pages that a reader follows: topics, events, people, bodies, stories. Nobody else sees that they do."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from db import events, people, stories, topics, trails
from db.accounts import hashed
from db.engine import Database
from db.errors import CommonThreadError, NotFound
from db.stories import Card

PATHS = {"topic": "topics", "event": "events", "person": "people", "body": "bodies", "story": "s"}
EACH = 10  # newest stories of each page that count as its news
MOST_NEWS = 60
EDITIONS = 2  # of a series: this year's and last year's


class FollowsRefused(CommonThreadError):
    """A page cannot be followed."""


@dataclass(frozen=True, slots=True)
class Follow:
    """A page that a reader follows, with its name as it is now."""

    kind: str
    slug: str
    name: str
    since: datetime

    @property
    def path(self) -> str:
        """Return the address of the page."""
        return f"/{PATHS[self.kind]}/{self.slug}"


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    slug: str
    since: datetime


@dataclass(frozen=True, slots=True)
class News:
    """A story that is new on pages that a reader follows, since when it could be read here, and their names."""

    card: Card
    at: datetime
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A page that a reader follows with news that found no room, and when the newest of it came."""

    page: Follow
    at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """Since when a reader has a private address, what they have seen, and whether their mails bring what is new."""

    feed_made_at: datetime | None = None
    seen_at: datetime | None = None
    in_mails: bool = False


@dataclass(frozen=True, slots=True)
class _Came:
    story_id: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class _Mailed:
    subscriber_id: int
    account_id: int


def follow(db: Database, account_id: int, kind: str, slug: str, most: int, now: datetime) -> None:
    """Let a reader follow a page; raises NotFound where there is none, and FollowsRefused for too many."""
    key, _ = page(db, kind, slug)
    with db.write():
        if int(db.value("follows.how_many", account_id=account_id)) >= most:
            raise FollowsRefused(f"You follow {most} pages already. Stop following some first.")
        db.run("follows.follow", account_id=account_id, kind=kind, slug=key, now=now)


def stop(db: Database, account_id: int, kind: str, slug: str) -> None:
    """Let a reader follow a page no more."""
    with db.write():
        db.run("follows.stop", account_id=account_id, kind=kind, slug=slug)


def page(db: Database, kind: str, slug: str) -> tuple[str, str]:
    """Return under which word a page is followed, and its name; raises NotFound. A story is followed by its number."""
    if kind == "topic":
        return slug, topics.by_id(db, slug).name
    if kind == "event":
        series = events.series(db, slug)
        return slug, series.name if series else events.edition(db, slug).name
    if kind == "person":
        return slug, people.person_name(db, slug)
    if kind == "body":
        return slug, people.body(db, slug).name
    if kind == "story":
        story = stories.by_slug(db, stories.address(db, int(slug)) if slug.isdecimal() and len(slug) < 19 else slug)
        return str(story.id), story.headline
    raise NotFound("There is no such page to follow.")


def of_account(db: Database, account_id: int) -> list[Follow]:
    """Return the pages that a reader follows, by kind and name; threads are in db/following.py."""
    found = []
    for row in db.all(_Row, "follows.of_account", account_id=account_id):
        try:
            _, name = page(db, row.kind, row.slug)
        except NotFound:
            name = "A page that is no longer here"
        found.append(Follow(row.kind, row.slug, name, row.since))
    return sorted(found, key=lambda one: (list(PATHS).index(one.kind), one.name))


def does_follow(db: Database, account_id: int, kind: str, slug: str) -> bool:
    """Whether a reader follows a page."""
    return db.value("follows.follows", account_id=account_id, kind=kind, slug=slug) is not None


def news(db: Database, followed: Iterable[Follow]) -> list[News]:
    """Return the newest stories of some pages, each once with all pages that it is on, the newest first."""
    ranked, _ = _ranked(db, followed)
    return _newest(db, ranked)


def gather(db: Database, followed: Iterable[Follow]) -> tuple[list[News], list[Left]]:
    """Return the news of some pages, and which of these pages have news beyond."""
    ranked, over = _ranked(db, followed)
    newest = _newest(db, ranked)
    return newest, _left(db, newest, over)


def _ranked(db: Database, followed: Iterable[Follow]) -> tuple[list[News], list[tuple[Follow, News]]]:
    """Return the stories of some pages, the newest first, and for each page those that find no room."""
    found: dict[int, News] = {}
    on: dict[int, list[Follow]] = {}
    over: list[tuple[Follow, News]] = []
    for one in followed:
        for listed in _stories_of(db, one):
            for card, at in listed[:EACH]:
                known = found.get(card.id, News(card, at, ()))
                found[card.id] = News(card, max(at, known.at), (*known.because, one.name))
                on.setdefault(card.id, []).append(one)
            over += [(one, News(card, at, ())) for card, at in listed[EACH:]]
    ranked = sorted(found.values(), key=lambda one: (one.at, one.card.id), reverse=True)
    over += [(page, one) for one in ranked[MOST_NEWS:] for page in on[one.card.id]]
    return ranked, over


def _newest(db: Database, ranked: Sequence[News]) -> list[News]:
    return sorted(_come(db, ranked[:MOST_NEWS]), key=lambda one: (one.at, one.card.id), reverse=True)


def _left(db: Database, shown: Iterable[News], over: Sequence[tuple[Follow, News]]) -> list[Left]:
    """Return the pages whose news found no room and stands on none of the others, each with the newest of it."""
    there = {one.card.id for one in shown}
    found: dict[Follow, Left] = {}
    for (page, _), one in zip(over, _come(db, [one for _, one in over]), strict=True):
        if one.card.id not in there and (page not in found or one.at > found[page].at):
            found[page] = Left(page, one.at)
    return list(found.values())


def _come(db: Database, found: Sequence[News]) -> list[News]:
    """Return news with the moment when each came here, where that is later than its own: it may be collected late."""
    ids = tuple(dict.fromkeys(one.card.id for one in found))
    came = {row.story_id: row for row in db.all(_Came, "follows.came", story_ids=ids)} if ids else {}
    return [_moved(one, came.get(one.card.id)) for one in found]


def _moved(news: News, came: _Came | None) -> News:
    here = came and (came.first if news.at == news.card.first_at else came.last)
    return replace(news, at=max(news.at, here)) if here else news


def _stories_of(db: Database, one: Follow) -> list[list[tuple[Card, datetime]]]:
    """Return the lists of a page, each with one story more than count as news where it has more."""
    if one.kind == "story":
        return [[found] for found in _saga(db, one.slug)]
    if one.kind == "topic":
        lists = [stories.by_topic(db, one.slug, most=EACH + 1)]
    elif one.kind == "event":
        keys = [edition.key for edition in events.editions(db, one.slug)[:EDITIONS]] or [one.slug]
        lists = [stories.by_event(db, key)[: -EACH - 2 : -1] for key in keys]
    else:
        lists = [stories.by_name(db, one.kind, one.slug, most=EACH + 1)]
    return [[(card, card.first_at) for card in cards] for cards in lists]


def _saga(db: Database, slug: str) -> list[tuple[Card, datetime]]:
    """Return a story by its newest article, and the later ones of its trail; nothing where it is gone."""
    try:
        key, _ = page(db, "story", slug)
    except NotFound:
        return []
    later = [stories.card(db, step.id) for step in trails.around(db, int(key)).later]
    own = stories.card(db, int(key))
    first = [(own, own.latest_at)] if own else []
    return first + [(card, card.first_at) for card in later if card]


def desk(db: Database, account_id: int) -> Desk:
    """Return since when a reader has a private address, and up to when they have seen what is new."""
    return db.one(Desk, "follows.desk", account_id=account_id) or Desk()


def seen(db: Database, account_id: int, now: datetime) -> None:
    """Note that a reader has seen what was new at a moment; an older page takes nothing back."""
    with db.write():
        before = desk(db, account_id).seen_at
        db.run("follows.seen", account_id=account_id, now=max(before, now) if before else now)


def bring(db: Database, account_id: int, *, in_mails: bool) -> None:
    """Bring what is new on a reader's pages with the mails they get at their address, or no more."""
    with db.write():
        db.run("follows.bring", account_id=account_id, in_mails=in_mails)


def in_mails(db: Database) -> dict[int, int]:
    """Return the subscribers who want what they follow in their mails, with their accounts."""
    return {row.subscriber_id: row.account_id for row in db.all(_Mailed, "follows.in_mails")}


def make_address(db: Database, account_id: int, now: datetime) -> str:
    """Return a new secret word for a reader's own feed; an older one ends. Only its hash is kept."""
    token = secrets.token_urlsafe(24)
    with db.write(durable=True):
        db.run("follows.set_feed", account_id=account_id, hash=hashed(token), now=now)
    return token


def end_address(db: Database, account_id: int) -> None:
    """End a reader's own feed."""
    with db.write(durable=True):
        db.run("follows.set_feed", account_id=account_id, hash=None, now=None)


def by_address(db: Database, token: str) -> int | None:
    """Return the account of a private address, None for one that is none or was ended."""
    found: int | None = db.value("follows.by_feed", hash=hashed(token))
    return found

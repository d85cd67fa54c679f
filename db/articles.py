"""Articles: one publication at one address, its versions, and what was understood of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from db.clock import stamp
from db.engine import Database
from db.indexing import index, unindex
from db.placements import renew
from db.rules.rights import shown
from db.rules.slugs import slug
from db.types import Annotation

FORGET = ("articles.forget_topics", "articles.forget_mentions", "articles.forget_quotes")
Stored = Literal["new", "updated", "unchanged"]

DROPPED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as the crawler brings it: clean, identified, ready to be kept."""

    source_id: int
    url: str
    url_key: str
    guid: str | None
    title: str
    author: str | None
    form: str | None
    published_at: datetime | None
    published_how: str | None
    updated_at: datetime | None
    summary: str
    html: str
    text: str
    furniture: tuple[str, ...]
    series_hint: str | None
    debate_closed: bool
    content_hash: str
    wall: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an article that is stored."""

    id: int
    source_id: int
    url_key: str
    title: str
    content_hash: str
    published_at: datetime | None
    updated_at: datetime | None
    first_seen_at: datetime
    story_id: int | None
    withdrawn_at: datetime | None
    guid: str | None


@dataclass(frozen=True, slots=True)
class Unread:
    """An article that waits to be understood."""

    id: int
    url: str
    source: str
    source_name: str
    display: str
    nations: tuple[str, ...]
    title: str
    text: str
    summary: str
    published_at: datetime | None
    first_seen_at: datetime
    listed_at: datetime
    furniture: tuple[str, ...]
    series_hint: str | None
    debate_closed: bool
    story_id: int | None
    placed_by_editor: bool
    is_fresh: bool  # nothing was ever understood of it, and it is not withdrawn


@dataclass(frozen=True, slots=True)
class Placed:
    """An article that stands in a story, as grouping compares it."""

    id: int
    story_id: int
    listed_at: datetime
    published_at: datetime | None
    source_name: str
    title: str
    text: str
    summary: str


@dataclass(frozen=True, slots=True)
class Text:
    """The words of an article that others are compared with."""

    id: int
    listed_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class _Listed:
    id: int
    source: str
    display: str
    url: str
    guid: str | None
    title: str
    published_at: datetime | None
    updated_at: datetime | None
    author: str | None
    html: str
    summary: str
    text: str
    in_domain: bool | None
    story: str | None
    event: str | None


@dataclass(frozen=True, slots=True)
class _Gone:
    id: int
    story_id: int | None


@dataclass(frozen=True, slots=True)
class _Topic:
    id: str


@dataclass(frozen=True, slots=True)
class _Old:
    id: int
    title: str
    summary: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class _Days:
    days: int


def is_stored(db: Database, url_key: str) -> bool:
    """Whether an article is stored under an address."""
    return db.one(Known, "articles.by_key", url_key=url_key) is not None


def find(db: Database, draft: Draft) -> Known | None:
    """Return the stored article that a draft is a version of: by address, else by its feed's id.

    An id alone is not enough, for some feeds use one twice: the title or the date must agree too.
    """
    known = db.one(Known, "articles.by_key", url_key=draft.url_key)
    if known is None and draft.guid:
        moved = db.one(Known, "articles.by_guid", source_id=draft.source_id, guid=draft.guid)
        if moved and (moved.title == draft.title or (draft.published_at and moved.published_at == draft.published_at)):
            return moved
    return known


def store(db: Database, draft: Draft, now: datetime) -> Stored:
    """Keep a draft as a new article or a new version, in one transaction with what its caller adds."""
    with db.write():
        known = find(db, draft)
        if known is None:
            return _add(db, draft, now)
        if known.guid and draft.guid and known.guid != draft.guid and known.source_id == draft.source_id:
            db.run("articles.new_id", id=known.id, guid=draft.guid)
            db.run("articles.count_new_id", source_id=draft.source_id)
        same = known.content_hash == draft.content_hash and known.withdrawn_at is None
        if same or known.source_id != draft.source_id:
            return "unchanged"
        if db.value("articles.purged", id=known.id) is not None:
            return "unchanged"  # erased for safety: its source brings it in vain
        _renew(db, known, draft, now)
        return "updated"


def withdraw(db: Database, url_key: str, now: datetime) -> bool:
    """Note that an article was taken from its address: no page, list or mail shows it any more; False if unknown."""
    with db.write():
        gone = db.one(_Gone, "articles.withdraw", url_key=url_key, now=now)
        if gone is None:
            return False
        unindex(db, gone.id)
        if gone.story_id is not None:
            renew(db, gone.story_id, now)
    return True


def _add(db: Database, draft: Draft, now: datetime) -> Stored:
    values = {**{name: getattr(draft, name) for name in draft.__slots__}, "words": len(draft.text.split())}
    listed = draft.published_at or now
    article_id = db.value("articles.add", now=now, listed_at=listed, **values)
    if article_id is None:
        return "unchanged"
    _keep_version(db, article_id, draft, "first seen", now)
    return "new"


def _renew(db: Database, known: Known, draft: Draft, now: datetime) -> None:
    fixed = {"source_id", "url", "url_key", "guid", "published_at", "published_how"}
    values = {name: getattr(draft, name) for name in draft.__slots__ if name not in fixed}
    values |= {"updated_at": draft.updated_at or now, "words": len(draft.text.split())}
    db.run("articles.renew", id=known.id, **values)
    _keep_version(db, known.id, draft, "headline" if known.title != draft.title else "text", now)


def _keep_version(db: Database, article_id: int, draft: Draft, changed: str, now: datetime) -> None:
    db.run(
        "articles.add_version",
        article_id=article_id,
        seen_at=now,
        title=draft.title,
        content_hash=draft.content_hash,
        changed=changed,
    )


def not_understood(db: Database, after_id: int, most: int) -> list[Unread]:
    """Return articles that wait to be understood, by id."""
    return db.all(Unread, "articles.not_understood", after_id=after_id, most=most)


def newest_understood(db: Database, most: int) -> Iterator[Unread]:
    """Yield the newest articles that were understood, newest first."""
    before = 2**62
    while most > 0 and (batch := db.all(Unread, "articles.newest_understood", before_id=before, most=min(most, 500))):
        yield from batch
        before, most = batch[-1].id, most - len(batch)


def forget_understanding(db: Database) -> int:
    """Let every article be understood again and return how many there are."""
    with db.write():
        return db.run("articles.forget_understanding")


def nearby(db: Database, start: datetime, before: datetime) -> list[Placed]:
    """Return what stands in stories and was published within a half-open span of time."""
    return db.all(Placed, "articles.nearby", start=start, before=before)


def annotate(
    db: Database,
    article_id: int,
    found: Annotation,
    story_id: int | None,
    because: str | None,
    now: datetime,
    *,
    fresh: bool = False,
) -> None:
    """Keep what was understood of an article; what was understood before, unless it is fresh, is replaced."""
    with db.write():
        for forget in () if fresh else FORGET:
            db.run(forget, article_id=article_id)
        db.run(
            "articles.annotate",
            id=article_id,
            now=now,
            in_domain=found.in_domain,
            nation=found.nation,
            event_key=found.event,
            risk=found.risk,
            reasons=found.reasons,
            story_id=story_id,
            placed_because=because,
        )
        _keep_topics(db, article_id, found)
        _keep_mentions(db, article_id, found)
        _keep_quotes(db, article_id, found)


def _keep_topics(db: Database, article_id: int, found: Annotation) -> None:
    for position, topic in enumerate(found.topics, 1):
        db.run("articles.add_topic", article_id=article_id, topic_id=topic, position=position)


def _keep_mentions(db: Database, article_id: int, found: Annotation) -> None:
    for one in (*found.people, *found.bodies):
        db.run(
            "articles.add_mention",
            article_id=article_id,
            kind=one.kind,
            slug=slug(one.name),
            name=one.name,
            role=one.role,
        )


def _keep_quotes(db: Database, article_id: int, found: Annotation) -> None:
    for one in found.quotes:
        db.run(
            "articles.add_quote",
            article_id=article_id,
            speaker=one.speaker,
            speaker_slug=slug(one.speaker),
            role=one.role,
            verb=one.verb,
            text=one.text,
            position=one.position,
            certain=one.certain,
        )


def others_in_story(db: Database, story_id: int, article_id: int) -> list[Text]:
    """Return the texts of the other articles of a story that are no copies, the earliest first."""
    return db.all(Text, "articles.others_in_story", story_id=story_id, id=article_id)


def note_copy(db: Database, article_id: int, copy_of: int | None) -> None:
    """Note whose text an article repeats, or that it has its own."""
    with db.write():
        db.run("articles.note_copy", id=article_id, copy_of=copy_of)


def drop_old_text(db: Database, now: datetime) -> int:
    """Drop the working text of what may not be shown in full once its source's days are over; return how many.

    A few at a time, each then found by its summary, so that nobody waits long for the writer.
    """
    dropped = 0
    for row in db.all(_Days, "sources.retention_days"):
        after, before = 0, now - timedelta(days=row.days)
        while batch := db.all(
            _Old, "articles.with_old_text", after_id=after, before=before, days=row.days, most=DROPPED_AT_ONCE
        ):
            with db.write():
                for one in batch:
                    _drop_text(db, one)
            after, dropped = batch[-1].id, dropped + len(batch)
    return dropped


def _drop_text(db: Database, one: _Old) -> None:
    db.run("articles.drop_text", id=one.id)
    if one.is_found:
        index(db, one.id, one.title, one.summary)


def listing(db: Database, source: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield what is stored in the shape of the `articles` command; `html` is what a page would show."""
    after = 0
    while batch := db.all(_Listed, "articles.listing", after_id=after, most=500):
        for row in batch:
            if source is None or row.source == source:
                yield _as_line(db, row)
        after = batch[-1].id


def _as_line(db: Database, row: _Listed) -> dict[str, Any]:
    visible = shown(row.display, row.summary, row.html)
    return {
        "source": row.source,
        "url": row.url,
        "guid": row.guid,
        "title": row.title,
        "published": stamp(row.published_at) if row.published_at else None,
        "updated": stamp(row.updated_at) if row.updated_at else None,
        "author": row.author,
        "html": visible.html,
        "summary": visible.summary,
        "text": row.text,
        "in_domain": row.in_domain,
        "story": row.story,
        "topics": [topic.id for topic in db.all(_Topic, "articles.topics_of", article_id=row.id)],
        "event": row.event,
    }

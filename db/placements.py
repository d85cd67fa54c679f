"""Puts articles into stories and renews what a story takes from its articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, cast

from db.changes import story_changed
from db.clock import stamp
from db.engine import Database
from db.rules.opening import HELD_BECAUSE, Opening
from db.rules.slugs import slug
from db.types import Risk

RISKS: tuple[Risk, ...] = ("policy", "anonymised review", "named child", "live case")


@dataclass(frozen=True, slots=True)
class _Held:
    article_count: int
    editor_topics: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class _Part:
    id: int
    title: str
    is_open: bool
    listed_at: datetime
    source_id: int
    nation: str
    event_key: str | None
    risk: str


@dataclass(frozen=True, slots=True)
class _Word:
    text: str


@dataclass(frozen=True, slots=True)
class _Story:
    id: int
    slug: str
    headline: str
    event: str | None
    comments: int
    thread: str
    thread_reason: str | None
    thread_closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class First:
    """The first article of a story, as far as the story takes from it."""

    id: int
    title: str
    listed_at: datetime
    nation: str
    event_key: str | None
    risk: Risk
    topics: tuple[str, ...]


def begin(db: Database, first: First, thread: Opening, now: datetime) -> int:
    """Open a story for its first article, which the same `write()` must place there, and return its id."""
    story_id = _open(db, first.title, first.listed_at, first.nation, first.risk, thread, first)
    _add_topics(db, story_id, first.topics, first.listed_at)
    story_changed(db, story_id, now)
    return story_id


def open_story(db: Database, headline: str, listed_at: datetime, nation: str, risk: Risk, thread: Opening) -> int:
    """Open a story with an address of its own and no article yet, and return its id."""
    with db.write():
        return _open(db, headline, listed_at, nation, risk, thread, None)


def _open(
    db: Database, headline: str, listed_at: datetime, nation: str, risk: Risk, thread: Opening, first: First | None
) -> int:
    story_id = db.value(
        "placements.open_story",
        slug=_free_slug(db, headline, listed_at),
        headline=headline,
        listed_at=listed_at,
        nation=nation,
        event_key=first.event_key if first else None,
        risk=risk,
        article_id=first.id if first else None,
        articles=int(first is not None),
        thread=thread.state,
        thread_reason=thread.reason,
        thread_closes_at=thread.closes_at,
        thread_closed_at=thread.closed_at,
    )
    return int(story_id)


def _free_slug(db: Database, headline: str, listed_at: datetime) -> str:
    """Return the headline's slug, with the day and then a number where it is taken."""
    plain = slug(headline)
    dated = f"{plain}-{listed_at:%Y-%m-%d}"
    for choice in chain((plain, dated), (f"{dated}-{number}" for number in range(2, 100))):
        if db.value("placements.slug_taken", slug=choice) is None:
            return choice
    return f"{dated}-{stamp(listed_at)[11:23].replace(':', '').replace('.', '')}"


def renew(db: Database, story_id: int, now: datetime, *, corrected: bool = False) -> None:
    """Renew what a story takes from its articles: headline, counts, topics, event, nation, risk; tell the pages."""
    with db.write():
        had = db.one(_Held, "placements.hold_story", story_id=story_id) or _Held(0, None)
        parts = db.all(_Part, "placements.articles_of", story_id=story_id)
        if parts:
            _recount(db, story_id, parts)
            _renew_topics(db, story_id, parts[0].listed_at, had.editor_topics)
        else:
            db.run("placements.empty", story_id=story_id)
        story_changed(db, story_id, now, removed=len(parts) < had.article_count, corrected=corrected)


def _recount(db: Database, story_id: int, parts: Sequence[_Part]) -> None:
    lead = next((part for part in parts if part.is_open), parts[0])  # its headline is the story's
    risk = worst_risk([part.risk for part in parts])
    db.run(
        "placements.recount",
        story_id=story_id,
        headline=lead.title,
        headline_article_id=lead.id,
        first_at=parts[0].listed_at,
        latest_at=parts[-1].listed_at,
        article_count=len(parts),
        outlet_count=len({part.source_id for part in parts}),
        event_key=most_common([part.event_key for part in parts if part.event_key]),
        nation=most_common([part.nation for part in parts if part.nation != "unknown"]) or "unknown",
        risk=risk,
    )
    if risk in HELD_BECAUSE:
        hold_thread(db, story_id, HELD_BECAUSE[risk])


def _renew_topics(db: Database, story_id: int, first_at: datetime, given: Sequence[str] | None) -> None:
    topics = given or [topic.text for topic in db.all(_Word, "placements.topic_weights", story_id=story_id)]
    db.run("placements.forget_topics", story_id=story_id)
    _add_topics(db, story_id, topics, first_at)


def _add_topics(db: Database, story_id: int, topics: Sequence[str], first_at: datetime) -> None:
    for position, topic in enumerate(topics, 1):
        db.run("placements.add_topic", story_id=story_id, topic_id=topic, position=position, first_at=first_at)


def hold(db: Database, story_id: int) -> int:
    """Hold a story until the transaction ends (PostgreSQL would miscount what others add); return its article count."""
    return int(db.value("placements.hold_story", story_id=story_id) or 0)


def hold_thread(db: Database, story_id: int, reason: str) -> None:
    """Let a moderator read every comment of an open thread first, with a reason that the page shows."""
    with db.write():
        db.run("placements.hold_thread", story_id=story_id, reason=reason)


def close_thread(db: Database, story_id: int, reason: str, closed_at: datetime) -> bool:
    """Close the thread of a story; False where it is closed already."""
    with db.write():
        return db.run("placements.close_thread", story_id=story_id, reason=reason, closed_at=closed_at) == 1


def most_common(values: Sequence[str]) -> str | None:
    """Return the value that occurs most, the earliest among equals."""
    return Counter(values).most_common(1)[0][0] if values else None


def worst_risk(risks: Sequence[str]) -> Risk:
    """Return the gravest of some risk classes."""
    return max((cast("Risk", risk) for risk in risks), key=RISKS.index)


def stories_listing(db: Database) -> Iterator[dict[str, Any]]:
    """Yield the stories in the shape of the `stories` command."""
    after = 0
    while batch := db.all(_Story, "placements.listing", after_id=after, most=500):
        for story in batch:
            yield _as_line(db, story)
        after = batch[-1].id


def _as_line(db: Database, story: _Story) -> dict[str, Any]:
    return {
        "story": story.id,
        "slug": story.slug,
        "headline": story.headline,
        "articles": [row.text for row in db.all(_Word, "placements.addresses", story_id=story.id)],
        "topics": [row.text for row in db.all(_Word, "placements.topics_of", story_id=story.id)],
        "event": story.event,
        "comments": story.comments,
        "thread": story.thread,
        "thread_reason": story.thread_reason,
        "thread_closed_at": stamp(story.thread_closed_at) if story.thread_closed_at else None,
    }

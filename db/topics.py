"""The topics as readers see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from db.engine import Database
from db.errors import NotFound


@dataclass(frozen=True, slots=True)
class _Day:
    topic_id: str
    day: date
    count: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with what it is about."""

    id: str
    name: str
    description: str


def everything(db: Database) -> list[Topic]:
    """Return all topics in their order."""
    return db.all(Topic, "topics.everything")


def by_id(db: Database, topic_id: str) -> Topic:
    """Return a topic; raises NotFound."""
    topic = db.one(Topic, "topics.by_id", topic_id=topic_id)
    if topic is None:
        raise NotFound("There is no such topic. All topics are listed under Topics.")
    return topic


def by_day(db: Database, start: datetime) -> dict[str, dict[date, int]]:
    """Return how many stories of each topic began on each day from a moment on, by the topic's id."""
    found: dict[str, dict[date, int]] = {}
    for row in db.all(_Day, "topics.by_day", start=start):
        found.setdefault(row.topic_id, {})[row.day] = row.count
    return found

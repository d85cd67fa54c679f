"""The topics as readers see them."""

from __future__ import annotations

from dataclasses import dataclass

from db.engine import Database
from db.errors import NotFound


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

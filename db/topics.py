"""The topics as readers see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from db.clock import stamp
from db.engine import Database
from db.errors import NotFound


@dataclass(frozen=True, slots=True)
class _Span:
    topic_id: str
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


def by_span(db: Database, moments: Sequence[datetime]) -> dict[str, list[int]]:
    """Return how many stories of each topic began between each moment and the next, by the topic's id."""
    found: dict[str, list[int]] = {}
    spans = [(stamp(start), stamp(before)) for start, before in pairwise(moments)]
    for row in db.all(_Span, "topics.by_span", spans=spans):
        found.setdefault(row.topic_id, []).append(row.count)
    return found

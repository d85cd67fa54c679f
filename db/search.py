"""Search over what is shown, by words that all must occur."""

from __future__ import annotations

import re

from db.engine import Database
from db.stories import Card, Place

LONGEST = 200
MOST_WORDS = 12
_PART = re.compile(r'"([^"]+)"|([\w’\'-]+)')


def find(db: Database, words: str, topic: str | None = None, place: Place | None = None, most: int = 30) -> list[Card]:
    """Return the newest stories that have all the words, in a topic where one is given; none for no words."""
    query = match_query(words)
    if not query:
        return []
    place = place or Place()
    at = {"query": query, "before_at": place.at, "before_id": place.id, "most": most}
    if topic:
        return db.all(Card, "search.find_in_topic", topic_id=topic, **at)
    return db.all(Card, "search.find", **at)


def parts(words: str) -> list[str]:
    """Return the words and the phrases in quotation marks of what a reader typed, without any syntax."""
    found = (phrase or word for phrase, word in _PART.findall(words[:LONGEST]))
    plain = (" ".join(re.findall(r"\w+", part)) for part in found)
    return [part for part in plain if part][:MOST_WORDS]


def match_query(words: str) -> str:
    """Return the query for either engine: every part in quotation marks, so that nothing in it is an operator."""
    return " ".join(f'"{part}"' for part in parts(words))

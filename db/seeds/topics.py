"""The 18 topics as readers see them; the words that find them stand in the same file."""

from __future__ import annotations

from dataclasses import dataclass

from db.seeds.reading import Entry, entries, read_tables


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic by its id, in the order of the file, with its name and what it is about."""

    id: str
    position: int
    name: str
    description: str


def load_topics() -> tuple[Topic, ...]:
    """Return the topics in the order of the file."""
    tables = entries("topics.toml", "topic", read_tables("topics.toml")["topic"], "id")
    return tuple(_topic(entry, position) for position, entry in enumerate(tables, 1))


def load_thread_days() -> dict[str, int]:
    """Return how many days threads stay open under a topic, by the ids of those that say so."""
    tables = entries("topics.toml", "topic", read_tables("topics.toml")["topic"], "id")
    return {
        entry.slug("id"): entry.whole("thread_days", low=1, high=3650)
        for entry in tables
        if "thread_days" in entry.values
    }


def _topic(entry: Entry, position: int) -> Topic:
    return Topic(entry.slug("id"), position, entry.text("name"), entry.text("about"))

"""Reasons that moderators can give with one choice."""

from __future__ import annotations

from dataclasses import dataclass

from db.seeds.reading import Entry, entries, read_tables

FILE = "moderation.toml"
ACTIONS = ("publish", "return", "hide", "remove")


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason with the action it goes with, what a moderator sees, and what the author reads."""

    id: str
    action: str
    label: str
    words: str


def load_reasons() -> tuple[Reason, ...]:
    """Return the reasons in the order of the file; raises SeedError naming what is wrong."""
    return tuple(_reason(entry) for entry in entries(FILE, "reason", read_tables(FILE).get("reason", []), "id"))


def _reason(entry: Entry) -> Reason:
    found = Reason(entry.slug("id"), entry.choice("action", ACTIONS), entry.text("label"), entry.text("words"))
    entry.nothing_else()
    return found

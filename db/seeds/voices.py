"""Whose words stand in the news: groups of speakers by the role that an article gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from db.seeds.reading import Entry, entries, read_tables

FILE = "voices.toml"
OTHER = "other"
OTHER_NAME = "Role not told or other"


@dataclass(frozen=True, slots=True)
class Voice:
    """A group of speakers by the words in their roles."""

    id: str
    name: str
    words: tuple[str, ...]

    def speaks(self, role: str) -> bool:
        """Whether a role belongs to this group."""
        return any(re.search(rf"\b{re.escape(word)}s?\b", role, re.IGNORECASE) for word in self.words)


def load_voices() -> tuple[Voice, ...]:
    """Return the groups in the order of the file; raises SeedError naming what is wrong."""
    return tuple(_voice(entry) for entry in entries(FILE, "voice", read_tables(FILE).get("voice", []), "id"))


def _voice(entry: Entry) -> Voice:
    voice = Voice(entry.slug("id"), entry.text("name"), entry.words("words"))
    entry.nothing_else()
    return voice

"""Who gets heard: quotes counted by year and by whose they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from db.engine import Database
from db.seeds.voices import OTHER, Voice


@dataclass(frozen=True, slots=True)
class Heard:
    """How many quotes of a group stood in the news of a year."""

    year: int
    voice: str
    quotes: int


@dataclass(frozen=True, slots=True)
class _Role:
    year: int
    role: str
    quotes: int


def group_of(role: str, voices: Sequence[Voice]) -> str:
    """Return the group that a role belongs to."""
    return next((voice.id for voice in voices if voice.speaks(role)), OTHER)


def recount(db: Database, voices: Sequence[Voice]) -> int:
    """Count all quotes anew and return how many there are."""
    counts: Counter[tuple[int, str]] = Counter()
    for row in db.all(_Role, "voices.roles"):
        counts[row.year, group_of(row.role, voices)] += row.quotes
    with db.write():
        db.run("voices.clear")
        for (year, voice), quotes in counts.items():
            db.run("voices.add", year=year, voice=voice, quotes=quotes)
    return counts.total()


def since(db: Database, year: int) -> list[Heard]:
    """Return the counts of a year and those after it."""
    return db.all(Heard, "voices.since", year=year)

"""Words that must not appear under a story, after an order of a court: moderators only, every version kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from db.engine import Database
from db.errors import CommonThreadError

SHORTEST, LONGEST = 2, 100


class TermRefused(CommonThreadError):
    """A confidential term cannot be used."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase, since when it must not appear and until when."""

    id: int
    term: str = field(repr=False)
    added_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Word:
    term: str


def of_story(db: Database, story_id: int) -> list[Term]:
    """Return the confidential terms of a story, ended ones too, the newest first."""
    return db.all(Term, "confidential.of_story", story_id=story_id)


def add(db: Database, story_id: int, term: str, account_id: int, now: datetime) -> None:
    """Keep a word or phrase out of a thread from now on; raises TermRefused."""
    words = " ".join(term.split())
    if not SHORTEST <= len(words) <= LONGEST:
        raise TermRefused(f"Give a word or phrase of {SHORTEST} to {LONGEST} letters.")
    with db.write(durable=True):
        db.run("confidential.add", story_id=story_id, term=words, account_id=account_id, now=now)


def end(db: Database, story_id: int, term_id: int, account_id: int, now: datetime) -> None:
    """Let a word or phrase appear again; that it was kept out stays on record."""
    with db.write(durable=True):
        db.run("confidential.end", id=term_id, story_id=story_id, account_id=account_id, now=now)


def named(db: Database, story_id: int, text: str) -> bool:
    """Whether a text has a confidential term of a story, whatever stands between its words."""
    plain = _plain(text)
    return any(
        f" {_plain(row.term)} " in f" {plain} " for row in db.all(_Word, "comments.confidential", story_id=story_id)
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("’s", "").replace("'s", "")))

"""What changed on which pages, so that a page kept for readers is never older than it may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.engine import Database

LISTS, REMOVED, CORRECTED = "lists", "removed", "corrected"


@dataclass(frozen=True, slots=True)
class Version:
    """The newest removal of anything anywhere, and the newest change of a page's own key."""

    removed: int
    own: int


def story_changed(
    db: Database, story_id: int, now: datetime, *, removed: bool = False, corrected: bool = False
) -> None:
    """Note in the change's own transaction that a story and the lists changed, and if anything went or was put right.

    Mails that wait and tell of a story that lost something are composed anew before they go.
    """
    with db.write():
        if removed:
            take_back(db, story_id, now)
        for key in (f"story:{story_id}", LISTS, *([REMOVED] if removed else []), *([CORRECTED] if corrected else [])):
            db.run("changes.note", key=key, now=now)


def take_back(db: Database, story_id: int, now: datetime) -> None:
    """Let mails that wait and tell of a story be composed anew: what may be mailed of it has changed."""
    with db.write():
        db.run("digests.note_stale", story_id=story_id, now=now)


def of_lists(db: Database) -> Version:
    """Return the version of every page that is not one story's."""
    return db.one(Version, "changes.of_lists") or Version(0, 0)


def corrected(db: Database) -> int:
    """Return the number of the newest correction of anything: an article that its outlet changed, or a note of ours."""
    return int(db.value("changes.corrected"))


def of_story(db: Database, slug: str) -> Version:
    """Return the version of the page of a story; no such story is version 0."""
    return db.one(Version, "changes.of_story", slug=slug) or Version(0, 0)


def sweep(db: Database, before: datetime) -> int:
    """Forget changes older than any kept page and return how many."""
    with db.write():
        return db.run("changes.sweep", before=before)

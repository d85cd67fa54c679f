"""Errors that readers report in a story, and what editors say was corrected; anybody can read the corrections."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from db import changes
from db.editing import Editor, EditRefused, deciding
from db.engine import Database
from db.errors import NotFound
from db.moderation import log
from db.stories import by_slug

LONGEST = 2_000
SHORTEST = 10


@dataclass(frozen=True, slots=True)
class Correction:
    """A report of an error in a story; `said` is private and empty once decided, `wording` is public."""

    id: int
    slug: str
    headline: str
    said: str = field(repr=False)
    said_at: datetime
    state: str
    wording: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Story:
    id: int


def report(db: Database, slug: str, said: str, now: datetime) -> None:
    """Keep what a reader says is wrong in a story; raises StoryNotFound, and EditRefused for too little or too much."""
    words = said.strip()
    if not SHORTEST <= len(words) <= LONGEST:
        raise EditRefused(f"Say what is wrong in {SHORTEST} to {LONGEST:,} characters; these were {len(words):,}.")
    with db.write(durable=True):
        db.run("corrections.add", story_id=by_slug(db, slug).id, said=words, now=now)


def waiting(db: Database, most: int = 50) -> list[Correction]:
    """Return the reports that wait for an editor, the oldest first."""
    return db.all(Correction, "corrections.waiting", most=most)


def count_waiting(db: Database) -> int:
    """Return how many reports wait for an editor."""
    return int(db.value("corrections.count_waiting"))


def by_id(db: Database, correction_id: int) -> Correction:
    """Return a report; raises NotFound."""
    found = db.one(Correction, "corrections.by_id", id=correction_id)
    if found is None:
        raise NotFound("There is no such report.")
    return found


def correct(db: Database, correction_id: int, editor: Editor) -> Correction:
    """Publish what was wrong and is right now, in the editor's words; raises EditRefused, NotFound."""
    return _decide(db, correction_id, "corrected", editor)


def leave(db: Database, correction_id: int, editor: Editor) -> Correction:
    """Note why nothing is changed, in the public log only; raises EditRefused, NotFound."""
    return _decide(db, correction_id, "unchanged", editor)


def _decide(db: Database, correction_id: int, state: str, editor: Editor) -> Correction:
    by_id(db, correction_id)
    with deciding(db, editor):
        wording = editor.reason.strip()
        story = db.one(_Story, "corrections.decide", id=correction_id, state=state, wording=wording, now=editor.now)
        if story is None:
            raise EditRefused("Another editor has decided this one. Load the page again.")
        log(db, editor.now, editor.name, f"error {state}", wording, None, story.id)
        changes.story_changed(db, story.id, editor.now, corrected=state == "corrected")
    return by_id(db, correction_id)


def published(db: Database, before_id: int = 2**62, most: int = 50) -> list[Correction]:
    """Return what was corrected, the newest first."""
    return db.all(Correction, "corrections.published", before_id=before_id, most=most)


def of_story(db: Database, story_id: int) -> list[Correction]:
    """Return what was corrected in a story, the oldest first."""
    return db.all(Correction, "corrections.of_story", story_id=story_id)

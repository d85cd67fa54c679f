"""Trails: the earlier and later stories of one saga."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.articles import Placed
from db.changes import story_changed
from db.editing import Editor, EditRefused, deciding
from db.engine import Database
from db.moderation import log
from db.stories import by_slug

MEMBERS = 3  # articles of a story that are compared


@dataclass(frozen=True, slots=True)
class Step:
    """A story on the trail of another, and why."""

    id: int
    slug: str
    headline: str
    first_at: datetime
    because: str
    is_later: bool


@dataclass(frozen=True, slots=True)
class Trail:
    """The earlier and the later stories of a saga, each oldest first."""

    earlier: list[Step]
    later: list[Step]


@dataclass(frozen=True, slots=True)
class Begun:
    """A story by its number and when it began."""

    id: int
    first_at: datetime


@dataclass(frozen=True, slots=True)
class _Found:
    story_id: int


@dataclass(frozen=True, slots=True)
class _Oldest:
    first_at: datetime | None


def not_linked(db: Database, after_id: int, most: int) -> list[Begun]:
    """Return stories whose trail was not looked for yet."""
    return db.all(Begun, "trails.not_linked", after_id=after_id, most=most)


def oldest(db: Database) -> datetime | None:
    """Return when the oldest story began: nothing was before."""
    found = db.one(_Oldest, "trails.oldest")
    return found.first_at if found else None


def members(db: Database, story_id: int) -> list[Placed]:
    """Return the first articles of a story, as grouping compares them."""
    return db.all(Placed, "trails.members", story_id=story_id, most=MEMBERS)


def with_words(db: Database, query: str, before: datetime, most: int) -> list[int]:
    """Return the stories of the newest articles before a moment that have all the words of a query."""
    found = db.all(_Found, "trails.with_words", query=query, before=before, most=most)
    return list(dict.fromkeys(row.story_id for row in found))


def link(db: Database, earlier: int, later: int, because: str, likeness: float, now: datetime) -> None:
    """Link two stories of one saga, unless an editor refused it."""
    with db.write():
        if db.run("trails.link", earlier_id=earlier, later_id=later, because=because, likeness=likeness):
            story_changed(db, earlier, now)
            story_changed(db, later, now)


def looked(db: Database, after_id: int, last_id: int, now: datetime) -> None:
    """Note that the trails of the stories between two numbers, the last included, were looked for."""
    with db.write():
        db.run("trails.looked", after_id=after_id, last_id=last_id, now=now)


def around(db: Database, story_id: int) -> Trail:
    """Return the earlier and the later stories of a story's saga, each once."""
    steps = db.all(Step, "trails.around", story_id=story_id)
    once = {(step.id, step.is_later): step for step in steps}.values()
    return Trail([step for step in once if not step.is_later], [step for step in once if step.is_later])


def set_link(db: Database, slug: str, other: str, editor: Editor, *, shown: bool) -> None:
    """Let an editor link two stories, or part them for good; raises EditRefused for one and the same."""
    with deciding(db, editor):
        pair = sorted((by_slug(db, slug), by_slug(db, other)), key=lambda story: (story.first_at, story.id))
        first, second = pair
        if first.id == second.id:
            raise EditRefused("This is one story. Give the address of another.")
        key = {"earlier_id": first.id, "later_id": second.id}
        db.run("trails.link", because="an editor linked them", likeness=1.0, **key)
        db.run("trails.set_state", state="shown" if shown else "refused", **key)
        action = "link stories" if shown else "unlink stories"
        log(db, editor.now, editor.name, action, editor.reason.strip(), None, second.id, f"With “{first.headline}”.")
        for story in pair:
            story_changed(db, story.id, editor.now)

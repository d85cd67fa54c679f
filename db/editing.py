"""What editors decide about stories: each decision has a reason, binds later automatic ones, and is logged."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from db.changes import story_changed
from db.engine import Database
from db.errors import CommonThreadError, StoryNotFound
from db.moderation import log
from db.placements import hold, open_story, renew
from db.rules.html import plain_line
from db.rules.opening import Opening
from db.stories import Story, by_slug
from db.topics import everything as all_topics
from db.types import Risk

LONGEST_HEADLINE = 200
MOST_TOPICS = 3
FOLLOW = (
    "editing.move_run_stories", "editing.move_mail_stories", "editing.move_comments", "trails.follow_earlier",
    "trails.follow_later", "corrections.follow", "editing.move_aliases", "editing.move_votes", "editing.move_follows",
    "editing.move_terms",
)  # fmt: skip
BY_EDITOR = "an editor decided: {}"


class EditRefused(CommonThreadError):
    """An editor's decision cannot be carried out; the text says why and what would work."""


@dataclass(frozen=True, slots=True)
class Moved:
    """When an editor joined a story to another or parted one, in words."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story, as an editor picks it."""

    id: int
    title: str
    outlet: str
    listed_at: datetime
    url: str
    by_editor: bool


@dataclass(frozen=True, slots=True)
class Address:
    """A story by its number and its address."""

    id: int
    slug: str


@dataclass(frozen=True, slots=True)
class Editor:
    """Who decides, when and why; `reason` stands in the public log, the name does not."""

    name: str
    reason: str
    now: datetime


@contextmanager
def deciding(db: Database, editor: Editor) -> Iterator[None]:
    """Hold the writer for a decision; raises EditRefused where it has no reason."""
    if not editor.reason.strip():
        raise EditRefused("Give a reason: it stands in the public log.")
    with db.write(durable=True):
        yield


def members(db: Database, story_id: int) -> list[Member]:
    """Return the articles of a story, earliest first."""
    return db.all(Member, "editing.members", story_id=story_id)


def rename(db: Database, slug: str, headline: str, editor: Editor) -> Story:
    """Give a story an editor's headline; an empty one gives it back its outlet's. The address stays."""
    words = plain_line(headline)
    if len(words) > LONGEST_HEADLINE:
        raise EditRefused(f"The headline has {len(words)} characters; {LONGEST_HEADLINE} fit. Shorten it a little.")
    with deciding(db, editor):
        story = by_slug(db, slug)
        if words:
            db.run("editing.rename", story_id=story.id, headline=words)
        else:
            db.run("editing.outlets_headline", story_id=story.id)
        renew(db, story.id, editor.now)
        _note(db, editor, "rename story", story.id, f"It was called “{story.headline}”.")
    return story


def retopic(db: Database, slug: str, topics: Sequence[str], editor: Editor) -> Story:
    """Give a story the topics that an editor chose; none gives it back those of its articles."""
    names = {topic.id: topic.name for topic in all_topics(db)}
    chosen = list(dict.fromkeys(topics))
    if unknown := [topic for topic in chosen if topic not in names]:
        raise EditRefused(f"There is no topic {unknown[0]!r}. Choose from: {', '.join(sorted(names))}.")
    if len(chosen) > MOST_TOPICS:
        raise EditRefused(f"A story has at most {MOST_TOPICS} topics. Choose those that it is most about.")
    with deciding(db, editor):
        story = by_slug(db, slug)
        db.run("editing.retopic", story_id=story.id, topics=json.dumps(chosen) if chosen else None)
        renew(db, story.id, editor.now)
        told = ", ".join(names[topic] for topic in chosen) or "those of its articles"
        _note(db, editor, "retopic story", story.id, f"Its topics are now: {told}.")
    return story


def pin(db: Database, slug: str, editor: Editor, *, pinned: bool = True) -> Story:
    """Let a story lead its day, or no longer."""
    with deciding(db, editor):
        story = by_slug(db, slug)
        db.run("editing.pin", story_id=story.id, pinned_at=editor.now if pinned else None)
        story_changed(db, story.id, editor.now)
        _note(db, editor, "pin story" if pinned else "unpin story", story.id)
    return story


def moves(db: Database, story_id: int) -> list[Moved]:
    """Return what editors joined to a story or took out of it, for the notice above its debate."""
    return db.all(Moved, "editing.moves", story_id=story_id)


def retire(db: Database, slug: str, editor: Editor) -> Story:
    """Take a story from every page, list and mail; its address says why. What joins it later stays unseen too."""
    with deciding(db, editor):
        story = by_slug(db, slug)
        db.run("editing.retire", story_id=story.id, now=editor.now, because=editor.reason.strip())
        story_changed(db, story.id, editor.now, removed=True)
        _note(db, editor, "retire story", story.id)
    return story


def restore(db: Database, slug: str, editor: Editor) -> Story:
    """Show a retired story again; raises EditRefused where none is retired at the address."""
    with deciding(db, editor):
        story_id = db.value("editing.restore", slug=slug)
        if story_id is None:
            raise EditRefused("No retired story has this address.")
        renew(db, int(story_id), editor.now)
        _note(db, editor, "restore story", int(story_id))
        return by_slug(db, slug)


def merge(db: Database, slug: str, into: str, editor: Editor) -> Story:
    """Let a story go into another with its articles, comments, subscriptions and address; return the other."""
    with deciding(db, editor):
        story, other = by_slug(db, slug), by_slug(db, into)
        if story.id == other.id:
            raise EditRefused("This is one story already.")
        hold(db, other.id)
        hold(db, story.id)
        for follow in FOLLOW:
            db.run(follow, story_id=story.id, into_id=other.id)
        because = BY_EDITOR.format(editor.reason.strip())
        db.run("editing.move_articles", story_id=story.id, into_id=other.id, because=because)
        _note(db, editor, "merge stories", other.id, f"“{story.headline}” went into it.")
        renew(db, story.id, editor.now)
        db.run("editing.give_away", story_id=story.id, into_id=other.id)
        story_changed(db, story.id, editor.now, removed=True)
        renew(db, other.id, editor.now)
        db.run("comments.recount", story_id=story.id)
        db.run("comments.recount", story_id=other.id)
        db.run("editing.no_longer_apart", **_pair(story.id, other.id))
        if (story.question or story.thread != "open") and other.thread == "open":
            db.run("editing.inherit_thread", story_id=story.id, into_id=other.id)
        return by_slug(db, into)


def split(db: Database, slug: str, article_ids: Collection[int], editor: Editor) -> Story:
    """Take articles out of a story into one of their own and return it; both are kept apart from then on."""
    with deciding(db, editor):
        story = by_slug(db, slug)
        there = members(db, story.id)
        chosen = [one for one in there if one.id in article_ids]
        if not chosen or len(chosen) == len(there):
            raise EditRefused("Choose some articles of the story, and leave at least one in it.")
        new_id = _beside(db, story, chosen[0])
        for one in chosen:
            _put(db, one.id, new_id, editor)
        db.run("editing.tell_apart", **_pair(story.id, new_id))
        renew(db, new_id, editor.now)
        renew(db, story.id, editor.now)
        _note(db, editor, "split story", story.id, f"“{chosen[0].title}” is a story of its own now.")
        return by_slug(db, _address(db, new_id))


def move(db: Database, article_id: int, into: str, editor: Editor) -> Story:
    """Put an article into another story and return that; a story's only article takes all of it along."""
    with deciding(db, editor):
        place = db.one(Address, "editing.of_article", article_id=article_id)
        if place is None:
            raise EditRefused("There is no such article in a story.")
        story, other = by_slug(db, place.slug), by_slug(db, into)
        there = members(db, story.id)
        if len(there) == 1 and story.id != other.id:
            return merge(db, story.slug, into, editor)
        if story.id == other.id:
            raise EditRefused("The article stands in this story already.")
        _put(db, article_id, other.id, editor)
        renew(db, story.id, editor.now)
        renew(db, other.id, editor.now)
        title = next(one.title for one in there if one.id == article_id)
        _note(db, editor, "move article", other.id, f"“{title}” came from “{story.headline}”.")
        return by_slug(db, into)


def tell_apart(db: Database, one: int, other: int) -> None:
    """Note that two stories are not one, inside `write()`: nothing proposes to join them again."""
    db.run("editing.tell_apart", **_pair(one, other))


def _pair(one: int, other: int) -> dict[str, int]:
    return {"story_id": min(one, other), "other_id": max(one, other)}


def _address(db: Database, story_id: int) -> str:
    """Return the address of a story by its number; raises StoryNotFound."""
    found = db.one(Address, "editing.by_number", id=story_id)
    if found is None:
        raise StoryNotFound("There is no such story.")
    return found.slug


def _beside(db: Database, story: Story, first: Member) -> int:
    """Begin a story for articles that leave another: its thread opens as far as the other's is open."""
    closed = story.thread == "closed"
    thread = Opening(
        "closed" if closed else "held" if story.thread == "held" else "open",
        story.thread_reason,
        story.thread_closes_at,
        story.thread_closed_at if closed else None,
    )
    risk: Risk = "policy"  # renewed from its articles at once
    return open_story(db, first.title, first.listed_at, story.nation, risk, thread)


def _put(db: Database, article_id: int, into_id: int, editor: Editor) -> None:
    because = BY_EDITOR.format(editor.reason.strip())
    db.run("editing.move_article", article_id=article_id, into_id=into_id, because=because)


def _note(db: Database, editor: Editor, action: str, story_id: int, detail: str = "") -> None:
    log(db, editor.now, editor.name, action, editor.reason.strip(), None, story_id, detail)

"""What the daily look would arrange otherwise: shown to editors, decided once, never proposed twice."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db import editing
from db.editing import Editor, EditRefused
from db.engine import Database
from db.errors import NotFound
from db.stories import Story

Kind = Literal["merge", "split"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two stories that look like one, or articles that look like a story of their own."""

    id: int
    kind: str
    because: str
    likeness: float
    articles: str
    made_at: datetime
    story_id: int
    slug: str
    headline: str
    other_id: int | None
    other_slug: str | None
    other_headline: str | None

    @property
    def article_ids(self) -> list[int]:
        """Return the articles that a split would take out."""
        return [int(one) for one in json.loads(self.articles)]


@dataclass(frozen=True, slots=True)
class _Pair:
    story_id: int
    other_id: int


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


def propose_merge(db: Database, one: int, other: int, because: str, likeness: float, now: datetime) -> int | None:
    """Propose that two stories become one: the later goes into the earlier; None where it was proposed before."""
    earlier, later = sorted((one, other))
    return _add(db, f"merge {earlier} {later}", "merge", later, earlier, (), because, likeness, now)


def propose_split(db: Database, story: int, articles: Iterable[int], because: str, now: datetime) -> int | None:
    """Propose that some articles of a story become one of their own; None where it was proposed before."""
    chosen = sorted(articles)
    return _add(db, f"split {story} {chosen}", "split", story, None, chosen, because, 0.0, now)


def _add(
    db: Database,
    key: str,
    kind: Kind,
    story: int,
    other: int | None,
    articles: Iterable[int],
    because: str,
    likeness: float,
    now: datetime,
) -> int | None:
    with db.write():
        number = db.value(
            "proposals.add",
            key=key,
            kind=kind,
            story_id=story,
            other_id=other,
            articles=json.dumps(list(articles)),
            because=because,
            likeness=likeness,
            now=now,
        )
    return None if number is None else int(number)


def waiting(db: Database, most: int = 50) -> list[Proposal]:
    """Return what waits for an editor, the surest first."""
    return db.all(Proposal, "proposals.waiting", most=most)


def by_id(db: Database, proposal_id: int) -> Proposal:
    """Return a proposal that waits; raises NotFound."""
    found = db.one(Proposal, "proposals.by_id", id=proposal_id) if proposal_id < 2**62 else None
    if found is None:
        raise NotFound("This proposal is decided already.")
    return found


def accept(db: Database, proposal_id: int, editor: Editor) -> Story:
    """Do what a proposal says and return the story that comes of it; raises NotFound, EditRefused."""
    with editing.deciding(db, editor):
        found = by_id(db, proposal_id)
        db.run("proposals.decide", id=found.id, state="accepted", now=editor.now)
        if found.kind == "split":
            return editing.split(db, found.slug, found.article_ids, editor)
        if found.other_slug is None:
            raise EditRefused("The other story is gone.")
        return editing.merge(db, found.slug, found.other_slug, editor)


def refuse(db: Database, proposal_id: int, now: datetime) -> None:
    """Leave things as they are, for good: the same is never proposed again."""
    with db.write():
        found = by_id(db, proposal_id)
        db.run("proposals.decide", id=found.id, state="refused", now=now)
        if found.other_id is not None:
            editing.tell_apart(db, found.story_id, found.other_id)


def kept_apart(db: Database) -> set[frozenset[int]]:
    """Return the pairs of stories that editors told apart."""
    return {frozenset((pair.story_id, pair.other_id)) for pair in db.all(_Pair, "proposals.apart")}


def touched(db: Database, start: datetime) -> set[int]:
    """Return the stories with articles since a moment that an editor or a reader has touched."""
    return {row.id for row in db.all(_Id, "proposals.touched", start=start)}

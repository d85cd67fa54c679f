"""Reads what is stored and not yet understood, understands it, places it in a story, writes both."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from crawler.grouping import Arrangement, Headline, headline
from crawler.grouping.copies import is_copy, runs
from crawler.grouping.thresholds import bundled
from crawler.trails import compared, link_new
from crawler.understanding.annotate import annotate
from crawler.understanding.vocabulary import Vocabulary
from db import articles, commitments, indexing, jobs, leases, placements
from db.articles import Unread
from db.clock import utc_now
from db.engine import Database
from db.jobs import Job, every
from db.rules.opening import DEATH, opening
from db.rules.rights import may_read
from db.rules.sensitivity import Notes
from db.seeds import load_content_notes
from db.seeds.topics import load_thread_days
from db.types import Annotation, Reading

BATCH = 2_000  # articles; what stands near them in time is weighed anew for each batch, so that large ones cost less
MOST_TEXT = 20_000_000  # characters of a batch
PAGE = 200
TOGETHER = 20  # articles in one transaction
DESK = Job("editor's desk", every(timedelta(0)), lambda *_: None, lease=timedelta(minutes=5))
LOOK_AGAIN = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Understood:
    """How many articles were understood, placed in stories, or are not ours."""

    understood: int = 0
    placed: int = 0
    out_of_domain: int = 0

    def and_also(self, placed: Sequence[bool]) -> Understood:
        """Return the counts after more articles, by whether each was placed."""
        more, ours = len(placed), sum(placed)
        return Understood(self.understood + more, self.placed + ours, self.out_of_domain + more - ours)


def understand(
    db: Database, vocabulary: Vocabulary, now: datetime, *, again: bool = False, days_open: int = 90
) -> Understood:
    """Understand every stored article that waits, each wholly or not at all; repeating it changes nothing."""
    if again:
        articles.forget_understanding(db)
    done, after = Understood(), 0
    while True:
        with _turn(db):
            batch = _waiting(db, after)
            if not batch:
                break
            after = batch[-1].id
            found = {article.id: understood(article, vocabulary) for article in batch}
            ours = [one for one in batch if found[one.id].in_domain]
            heads = {one.id: _headline(one) for one in ours}
            desk = _Desk(db, now, days_open, heads, arranged(db, ours, heads))
            ordered = sorted(batch, key=lambda one: (one.listed_at, one.id))
            step = TOGETHER if db.one_writer else 1
            for first in range(0, len(ordered), step):
                placed = desk.edit_all(ordered[first : first + step], found)
                done = done.and_also(placed)
    link_new(db, now)
    return done


def _waiting(db: Database, after: int) -> list[Unread]:
    """Return the next articles to understand, as many as are read at once."""
    found: list[Unread] = []
    size = 0
    while len(found) < BATCH and size < MOST_TEXT:
        page = articles.not_understood(db, found[-1].id if found else after, PAGE)
        if not page:
            break
        found += page
        size += sum(len(one.text) for one in page)
    return found


def understood(article: Unread, vocabulary: Vocabulary) -> Annotation:
    """Return what is understood of an article; one that an editor put into a story is ours, whatever the rules say."""
    found = annotate(reading_of(article), vocabulary)
    if found.in_domain or not article.placed_by_editor:
        return found
    return replace(found, in_domain=True, reasons=("an editor put it into a story", *found.reasons[1:]))


@contextmanager
def _turn(db: Database) -> Iterator[None]:
    """Wait for the desk: two editors at once would open two stories for one piece of news."""
    owner = leases.owner_name()
    jobs.register(db, DESK, utc_now())
    while not jobs.claim(db, DESK, owner, utc_now()):
        leases.free_dead(db)
        time.sleep(LOOK_AGAIN)
    try:
        yield
    finally:
        jobs.finish(db, DESK, owner, utc_now())


def arranged(db: Database, ours: list[Unread], heads: Mapping[int, Headline]) -> Arrangement:
    """Return a batch beside the stories near it in time."""
    rules = bundled()
    window = timedelta(days=rules.window_days + 1)
    listed = [article.listed_at for article in ours]
    standing: dict[str, list[Headline]] = {}
    near = articles.nearby(db, min(listed) - window, max(listed) + window) if ours else []
    for member, head in zip(near, compared(near), strict=True):
        standing.setdefault(str(member.story_id), []).append(head)
    return Arrangement(standing, [heads[one.id] for one in ours if one.story_id is None], rules)


def _headline(article: Unread) -> Headline:
    return headline(reading_of(article), bundled())


def reading_of(article: Unread) -> Reading:
    """Return what rules may read of an article: nothing but the title where only a link may be shown."""
    text = (article.text or article.summary) if may_read(article.display) else ""
    hints = (article.series_hint,) if article.series_hint else ()
    return Reading(
        id=str(article.id),
        url=article.url,
        source=article.source_name,
        published=(article.published_at or article.first_seen_at).date(),
        title=article.title,
        text=text,
        nations=article.nations,
        furniture=(*article.furniture, *hints),
    )


def note_copies(db: Database, article: Unread, story_id: int) -> None:
    """Note whose text an article repeats, or which later ones repeat it: the earliest is the original."""
    others = articles.others_in_story(db, story_id, article.id) if article.text else []
    own = runs(article.text) if others else frozenset()
    same = [other for other in others if is_copy(own, runs(other.text))]
    earlier = [other for other in same if (other.listed_at, other.id) < (article.listed_at, article.id)]
    if earlier or not article.is_fresh:
        articles.note_copy(db, article.id, earlier[0].id if earlier else None)
    for other in [] if earlier else same:
        articles.note_copy(db, other.id, article.id)


@cache
def _deaths() -> Notes:
    """Return the words that tell of a death: the debate under such a story is held."""
    return Notes(kind for kind in load_content_notes() if kind.id == "death")


@cache
def _days() -> dict[str, int]:
    """Return how many days threads stay open under topics that have days of their own."""
    return load_thread_days()


class _Place(NamedTuple):
    """The story of an article and why; `is_begun` where it was opened with this article and knows all about it."""

    story_id: int
    reason: str
    is_begun: bool = False


@dataclass(slots=True)
class _Desk:
    """One batch on the editor's desk."""

    db: Database
    now: datetime
    days_open: int
    heads: Mapping[int, Headline]
    arranged: Arrangement
    opened: dict[str, int] = field(default_factory=dict)  # new stories of the batch by their place in it

    def edit_all(self, articles: Sequence[Unread], found: Mapping[int, Annotation]) -> list[bool]:
        """Note and place some articles together; return which are ours."""
        with self.db.write():
            return [self.edit(article, found[article.id]) for article in articles]

    def edit(self, article: Unread, found: Annotation) -> bool:
        """Note what was understood of an article and place it; False where it is not ours."""
        if not found.in_domain:
            self._put_aside(article, found)
            return False
        placed = self._place(article, found)
        fresh = article.is_fresh
        articles.annotate(self.db, article.id, found, placed.story_id, placed.reason, self.now, fresh=fresh)
        told = (found.promises, found.dates, found.duties)
        commitments.keep_found(self.db, article.id, *told, self.now, fresh=fresh)
        indexing.index(self.db, article.id, article.title, article.text or article.summary, fresh=fresh)
        if not placed.is_begun:
            note_copies(self.db, article, placed.story_id)
            placements.renew(self.db, placed.story_id, self.now, corrected=not fresh)
        if _deaths().of(f"{article.title}. {article.summary}"):
            placements.hold_thread(self.db, placed.story_id, DEATH)
        return True

    def _put_aside(self, article: Unread, found: Annotation) -> None:
        """Keep an article that is not ours without a story; one that was placed before leaves its story."""
        articles.annotate(self.db, article.id, found, None, None, self.now)
        commitments.keep_found(self.db, article.id, (), (), (), self.now)
        indexing.unindex(self.db, article.id)
        if article.story_id is not None:
            placements.renew(self.db, article.story_id, self.now)

    def _place(self, article: Unread, found: Annotation) -> _Place:
        """Return the story of an article: the one it is in, one it joins, or a new one, with the reason."""
        if article.story_id is not None:
            return _Place(article.story_id, "stays in its story")
        one = self.heads[article.id]
        story, reason = self.arranged.story_of(one), self.arranged.why(one).reason
        if story.stands:
            return _Place(int(story.key), reason)
        if story.key in self.opened:
            return _Place(self.opened[story.key], reason)
        self.opened[story.key] = opened = self._open(article, found)
        reason = reason if len(story.members) == 1 else "the first article on this news"
        return _Place(opened, reason, is_begun=article.is_fresh)

    def _open(self, article: Unread, found: Annotation) -> int:
        """Begin a story with its first article."""
        thread = opening(
            risk=found.risk,
            link_only=not may_read(article.display),
            closed_at_source=article.debate_closed,
            published=article.listed_at,
            now=self.now,
            days=_days().get(found.topics[0], self.days_open) if found.topics else self.days_open,
        )
        if not article.is_fresh:  # what the story takes from it is renewed, as for all that is known already
            return placements.open_story(self.db, article.title, article.listed_at, found.nation, found.risk, thread)
        first = placements.First(
            article.id, article.title, article.listed_at, found.nation, found.event, found.risk, found.topics
        )
        return placements.begin(self.db, first, thread, self.now)

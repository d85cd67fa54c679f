"""Finding stories, quotes and comments by words: bounded work, however common the words are.

Words with few matches are ranked over all of them (bm25). Of common words the newest matches are taken and ranked
anew, a window at a time; the next window is what "search older" asks for, so nothing is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from db.engine import Database
from db.rules.editions import LONDON
from db.rules.relevance import has_all, rerank
from db.search import parts, query_of
from db.stories import Card, Quote

MOST_RANKED = 10_000  # up to so many matches all are ranked
BEST = 150  # of which so many are looked at beyond those that were shown
WINDOW = 250  # of common words so many newest matches are ranked at a time
WINDOWS = 10  # and so many windows are looked through for a page that filters leave empty
TOP = 2**62


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader narrows a search by; an empty one lets everything through. Days are London days, both included."""

    topic: str = ""
    nation: str = ""
    event: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None

    def let_through(self, hit: _Hit) -> bool:
        """Whether a hit is what the reader narrowed the search to."""
        return (
            (not self.topic or hit.in_topic)
            and self.nation in ("", hit.nation)
            and self.event in ("", hit.event_key)
            and self.source in ("", hit.source)
            and (self.since is self.until is None or self._within(hit.first_at.astimezone(LONDON).date()))
        )

    def _within(self, day: date) -> bool:
        return (self.since or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in results: the window of articles before `ceiling`, and how many of its stories were shown."""

    ceiling: int = TOP
    shown: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader searches for."""

    words: str
    filters: Filters = field(default_factory=Filters)
    exact: bool = False
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results; `older` says that the next page looks at older articles."""

    cards: list[Card]
    next: Spot | None = None
    older: bool = False
    article_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundComment:
    """A published comment that has the words."""

    id: int
    html: str
    created_at: datetime
    name: str
    story_slug: str
    headline: str


@dataclass(frozen=True, slots=True)
class _Hit:
    article_id: int
    story_id: int
    title: str
    first_at: datetime
    nation: str
    event_key: str | None
    source: str
    in_topic: bool


@dataclass(frozen=True, slots=True)
class _Article:
    id: int


def find(db: Database, asked: Asked, spot: Spot | None = None, most: int = 30) -> Found:
    """Return a page of stories that have all the words, the best first, or the newest where that is asked for."""
    spot = spot or Spot()
    query = query_of(db, asked.words, exact=asked.exact)
    if not query:
        return Found([])
    if not asked.newest and spot.ceiling == TOP and _few(db, query):
        narrowed = asked.filters != Filters()
        ids = _ids(db, "search.best", query=query, most=MOST_RANKED if narrowed else spot.shown + BEST)
        ranked = _stories(_hits(db, ids, asked.filters))
        more = Spot(TOP, spot.shown + most) if spot.shown + most < len(ranked) else None
        return Found(_cards(db, ranked[spot.shown : spot.shown + most]), more, False, tuple(ids))
    return _windows(db, asked, query, spot, most)


def _few(db: Database, query: str) -> bool:
    return int(db.value("search.reach", query=query, most=MOST_RANKED + 1)) <= MOST_RANKED


def _windows(db: Database, asked: Asked, query: str, spot: Spot, most: int) -> Found:
    """Look through windows of the newest matches until one has something to show."""
    for _ in range(WINDOWS):
        ids = _ids(db, "search.latest", query=query, before_id=spot.ceiling, most=WINDOW)
        ranked = _in_order(_hits(db, ids, asked.filters), asked)
        page = ranked[spot.shown : spot.shown + most]
        if spot.shown + most < len(ranked):
            return Found(_cards(db, page), Spot(ids[0] + 1, spot.shown + most), False, tuple(ids))
        older = Spot(ids[-1]) if len(ids) == WINDOW else None
        if page or older is None:
            return Found(_cards(db, page), older, older is not None, tuple(ids))
        spot = older
    return Found([], spot, True)


def _in_order(hits: Sequence[_Hit], asked: Asked) -> list[int]:
    if asked.newest:
        return _stories(sorted(hits, key=lambda hit: (hit.first_at, hit.story_id), reverse=True))
    order = rerank([hit.title for hit in hits], parts(asked.words))
    return _stories([hits[place] for place in order])


def _ids(db: Database, name: str, **params: object) -> list[int]:
    return [row.id for row in db.all(_Article, name, **params)]


def _hits(db: Database, ids: Sequence[int], filters: Filters) -> list[_Hit]:
    """Return the hits of some articles in the order of their ids, those that filters let through."""
    place = {article_id: number for number, article_id in enumerate(ids)}
    found = db.all(_Hit, "search.hits", ids=tuple(ids), topic_id=filters.topic)
    return sorted(filter(filters.let_through, found), key=lambda hit: place[hit.article_id])


def _stories(hits: Sequence[_Hit]) -> list[int]:
    """Return the stories of hits in order, each once."""
    return list(dict.fromkeys(hit.story_id for hit in hits))


def _cards(db: Database, story_ids: Sequence[int]) -> list[Card]:
    known = {card.id: card for card in db.all(Card, "search.cards", ids=tuple(story_ids))} if story_ids else {}
    return [known[one] for one in story_ids if one in known]


def newest(db: Database, words: str, *, exact: bool = False) -> list[Card]:
    """Return the newest stories that have all the words, as a feed brings them."""
    return find(db, Asked(words, exact=exact, newest=True)).cards


def quotes(db: Database, words: str, article_ids: Sequence[int], most: int = 5) -> list[Quote]:
    """Return quotes that have all the words, out of the articles a search found; each wording once."""
    wanted = parts(words)
    found = db.all(Quote, "search.quotes", ids=tuple(article_ids[:BEST])) if article_ids else []
    having = {(one.speaker_slug, one.raw_text): one for one in found if has_all(f"{one.speaker} {one.text}", wanted)}
    return list(having.values())[:most]


def comments(db: Database, words: str, most: int = 5) -> list[FoundComment]:
    """Return the newest published comments that have all the words."""
    query = query_of(db, words)
    return db.all(FoundComment, "search.comments", query=query, most=most) if query else []

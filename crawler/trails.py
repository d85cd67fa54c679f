"""Looks for the trail of each story once, in what is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache, partial

from crawler.grouping.terms import Headline, headline
from crawler.grouping.thresholds import bundled
from crawler.grouping.trail import Step, questions, steps
from db import trails
from db.articles import Placed
from db.engine import Database
from db.search import match_query
from db.trails import Begun
from db.types import Reading

BATCH = 200
CANDIDATES = 24  # stories compared
EACH = 12  # newest articles looked at for each question
KNOWN = 1_000  # stories kept in mind: the same recent ones are candidates again and again
GAP = timedelta(days=1)  # what is nearer is no past

Known = Callable[[int], list[Headline]]


def link_new(db: Database, now: datetime) -> int:
    """Link every story that was not looked at yet to the earlier ones of its saga; return how many links there are."""
    links, after = 0, 0
    known = lru_cache(KNOWN)(partial(_articles, db))
    oldest = trails.oldest(db) or now
    while batch := trails.not_linked(db, after, BATCH):
        with_past = [story for story in batch if story.first_at - GAP > oldest]
        found = [(story, step) for story in with_past for step in _steps(db, story, known)]
        with db.write():
            for story, step in found:
                trails.link(db, int(step.story), story.id, step.because, step.likeness, now)
            trails.looked(db, after, batch[-1].id, now)
        links, after = links + len(found), batch[-1].id
    return links


def _articles(db: Database, story_id: int) -> list[Headline]:
    return compared(trails.members(db, story_id))


def _steps(db: Database, story: Begun, known: Known) -> list[Step]:
    own = trails.members(db, story.id)
    heads = compared(own)
    earlier = _candidates(db, story, [one.title for one in own], heads, known)
    return steps(heads, earlier, bundled()) if earlier else []


def _candidates(
    db: Database, story: Begun, titles: list[str], heads: list[Headline], known: Known
) -> dict[str, list[Headline]]:
    """Return the articles of earlier stories that share a name or two telling words with a story."""
    before = story.first_at - GAP
    numbers: dict[int, None] = {}
    for question in questions(titles[:2], heads[:2]):
        numbers.update(dict.fromkeys(trails.with_words(db, match_query(question), before, EACH)))
    numbers.pop(story.id, None)
    newest = sorted(numbers, reverse=True)[:CANDIDATES]
    return {str(number): members for number in newest if (members := known(number))}


def compared(members: list[Placed]) -> list[Headline]:
    """Return stored articles as grouping compares them."""
    return [_headline(member) for member in members]


def _headline(member: Placed) -> Headline:
    day = (member.published_at or member.listed_at).date()
    text = member.text or member.summary
    return headline(Reading(str(member.id), "", member.source_name, day, member.title, text), bundled())

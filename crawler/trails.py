"""Looks for the trail of each story once, in what is stored."""

from __future__ import annotations

from datetime import datetime, timedelta

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
GAP = timedelta(days=1)  # what is nearer is no past


def link_new(db: Database, now: datetime) -> int:
    """Link every story that was not looked at yet to the earlier ones of its saga; return how many links there are."""
    links, after = 0, 0
    oldest = trails.oldest(db) or now
    while batch := trails.not_linked(db, after, BATCH):
        with_past = [story for story in batch if story.first_at - GAP > oldest]
        found = [(story, step) for story in with_past for step in _steps(db, story)]
        with db.write():
            for story, step in found:
                trails.link(db, int(step.story), story.id, step.because, step.likeness, now)
            trails.looked(db, after, batch[-1].id, now)
        links, after = links + len(found), batch[-1].id
    return links


def _steps(db: Database, story: Begun) -> list[Step]:
    own = trails.members(db, story.id)
    heads = compared(own)
    earlier = _candidates(db, story, [one.title for one in own], heads)
    return steps(heads, earlier, bundled()) if earlier else []


def _candidates(db: Database, story: Begun, titles: list[str], heads: list[Headline]) -> dict[str, list[Headline]]:
    """Return the articles of earlier stories that share a name or two telling words with a story."""
    before = story.first_at - GAP
    numbers: dict[int, None] = {}
    for question in questions(titles[:2], heads[:2]):
        numbers.update(dict.fromkeys(trails.with_words(db, match_query(question), before, EACH)))
    numbers.pop(story.id, None)
    newest = sorted(numbers, reverse=True)[:CANDIDATES]
    return {str(number): compared(members) for number in newest if (members := trails.members(db, number))}


def compared(members: list[Placed]) -> list[Headline]:
    """Return stored articles as grouping compares them."""
    return [_headline(member) for member in members]


def _headline(member: Placed) -> Headline:
    day = (member.published_at or member.listed_at).date()
    text = member.text or member.summary
    return headline(Reading(str(member.id), "", member.source_name, day, member.title, text), bundled())

"""New sources from lists of feeds: each waits, headlines only, until somebody has looked at it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from crawler.parsing.opml import Outline
from db import sources
from db.engine import Database
from db.rules.slugs import slug
from db.rules.urls import url_key
from db.seeding import plant_sources
from db.seeds.sources import SourceSeed


def add_outlines(db: Database, outlines: Sequence[Outline]) -> tuple[list[str], int]:
    """Add the feeds that are not known yet; return their slugs, and how many were known."""
    there = sources.everything(db)
    known, taken = {url_key(one.url) for one in there}, {one.slug for one in there}
    added: list[SourceSeed] = []
    for outline in outlines:
        if url_key(outline.url) in known:
            continue
        added.append(seed_of(outline, taken))
        known.add(url_key(outline.url))
        taken.add(added[-1].slug)
    plant_sources(db, added)
    return [one.slug for one in added], len(outlines) - len(added)


def seed_of(outline: Outline, taken: set[str]) -> SourceSeed:
    """Return a feed of a list as a source: nothing but its headlines is shown, nobody has looked at it."""
    parts = urlsplit(outline.url)
    plain = slug(outline.title)[:60].strip("-") or slug(parts.netloc)
    free = next(name for name in (plain, *(f"{plain}-{number}" for number in range(2, 10_000))) if name not in taken)
    return SourceSeed(
        slug=free,
        name=outline.title,
        home=outline.home or f"{parts.scheme}://{parts.netloc}/",
        kind="feed",
        url=outline.url,
        display="headline",
        licence="not known",
        access="open",
        nations=(),
        poll_minutes=60,
        delay_seconds=None,
        status="unproven",
        follow=False,
        retain_text_days=30,
        furniture=(),
        selectors={},
    )

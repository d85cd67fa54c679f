"""Looks at a source without keeping anything of it: whether it would work, and what it would bring."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.answers import found_in
from crawler.desk import open_desk
from crawler.errand import Errand, NotAllowed
from crawler.fetching.client import Reply
from crawler.fetching.poller import words_for
from crawler.hosts import host_of
from crawler.items import Article
from crawler.parsing.decoding import decoded
from crawler.parsing.feeds import HTML_START, NAMED_FEED
from crawler.parsing.identity import joined
from db.clock import Clock, utc_now
from db.engine import Database, connect
from db.errors import CommonThreadError
from db.health import Probe, note_probe
from db.migrations import migrate
from db.rules.slugs import slug
from db.settings import Settings
from db.sources import Source

AT_ONCE = 8
SITEMAP = ("<urlset", "<sitemapindex")


@dataclass(frozen=True, slots=True)
class Trial:
    """What an address would bring as a source."""

    source: Source
    articles: Sequence[Article]


class Look(Errand):
    """One look at a source."""

    async def probe(self) -> Probe:
        """Return what a source answers, in words; raises nothing."""
        try:
            if self.source.kind == "maildir":
                return _of_folder(Path(self.source.url))
            reply = await self.ask(self.source.url)
            if reply.status != 200:
                return Probe(reply.status, "allowed", 0, None, words_for(reply.status, None))
            found = (await found_in(self, reply)).articles
            newest = max((article.published for article in found if article.published), default=None)
            return Probe(200, "allowed", len(found), newest, _verdict(self.source.slug, len(found), newest))
        except NotAllowed as refusal:
            return Probe(None, "disallowed" if refusal.final else "unreadable", 0, None, str(refusal))
        except CommonThreadError as error:
            return Probe(None, "allowed", 0, None, str(error))

    async def articles(self, reply: Reply) -> Sequence[Article]:
        """Return what an answer of the source holds; raises CommonThreadError in words."""
        if reply.status != 200:
            raise CommonThreadError(words_for(reply.status, None))
        return (await found_in(self, reply)).articles


def check(
    settings: Settings, db: Database, chosen: Sequence[Source], allow: frozenset[str], clock: Clock = utc_now
) -> dict[str, Probe]:
    """Look at sources politely, keep what was found, and return it by slug."""
    return asyncio.run(_check(settings, db, chosen, allow, clock))


async def _check(
    settings: Settings, db: Database, chosen: Sequence[Source], allow: frozenset[str], clock: Clock
) -> dict[str, Probe]:
    places = asyncio.Semaphore(AT_ONCE)
    async with open_desk(settings, db, chosen, allow, clock) as desk:

        async def look(source: Source) -> tuple[str, Probe]:
            async with places:
                probe = await Look(desk, source).probe()
            note_probe(db, source.slug, probe, clock())
            return source.slug, probe

        return dict(await asyncio.gather(*map(look, chosen)))


def attempt(settings: Settings, url: str, allow: frozenset[str], clock: Clock = utc_now) -> Trial:
    """Find out what an address would bring, in a database that is forgotten; raises CommonThreadError in words."""
    db = connect("sqlite:///:memory:")
    try:
        migrate(db)
        return asyncio.run(_attempt(settings, db, url, allow, clock))
    finally:
        db.close()


async def _attempt(settings: Settings, db: Database, url: str, allow: frozenset[str], clock: Clock) -> Trial:
    async with open_desk(settings, db, (), allow, clock) as desk:
        reply = await Look(desk, draft_of(url, "feed")).ask(url)
        start = decoded(reply.body[:200_000], reply.headers.get("Content-Type"))
        named = NAMED_FEED.search(start) if HTML_START.match(start) else None
        if named and (feed := joined(reply.url, named[1])):
            url = feed
            reply = await Look(desk, draft_of(url, "feed")).ask(url)
        source = draft_of(url, "sitemap" if any(mark in start for mark in SITEMAP) else "feed")
        return Trial(source, await Look(desk, source).articles(reply))


def draft_of(url: str, kind: str) -> Source:
    """Return a source as a newcomer would write it: headlines only, until its publisher allows more."""
    host = host_of(url)
    name = host.partition("://")[2]
    values: dict[str, object] = dict.fromkeys(Source.__slots__)
    known = {
        "id": 0, "slug": slug(name.removeprefix("www.")), "name": name, "home": f"{host}/", "url": url, "kind": kind,
        "display": "headline", "licence": "not known", "access": "open", "nations": (), "poll_minutes": 60,
        "status": "unproven", "follow": False, "furniture": (), "selectors": {}, "retain_text_days": 30,
    }  # fmt: skip
    return Source(**{**values, **known})  # type: ignore[arg-type]  # every field is given by name


def _of_folder(folder: Path) -> Probe:
    words = "The folder is there." if folder.is_dir() else f"There is no folder {folder}. Make it, or correct the url."
    return Probe(None, "allowed", 0, None, words)


def _verdict(name: str, entries: int, newest: datetime | None) -> str:
    dated = f", the newest of {newest.day} {newest:%B %Y}" if newest else ", none with a date"
    return f"It answers with {entries} entries{dated}. `commonthread sources on {name}` switches it on."

"""A walk through a source's archive back to a day: at archive pace, resumable at any point, ending by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crawler.errand import Desk, Errand, NotAllowed
from crawler.fetching.client import Reply
from crawler.items import Article
from crawler.platforms import archive, feed, page, sitemap
from crawler.platforms.sitemap import newest
from crawler.report import Outcome
from crawler.visit import refusal
from db import archives, articles
from db.archives import Walk
from db.errors import CommonThreadError
from db.rules.urls import url_key
from db.sources import Source

MOST_PAGES = 2_000  # pages of an archive at one walk
MOST_LISTED = 50_000


class ArchiveStopped(CommonThreadError):
    """An archive cannot be walked any further now."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of an archive: its articles, and the next page if there is one."""

    articles: Sequence[Article]
    onward: str | None


class Backfill(Errand):
    """Walks through an archive; each of its pages is noted once all its articles of the span are kept."""

    def __init__(self, desk: Desk, source: Source, since: date, until: date) -> None:
        super().__init__(desk, source, slowest=desk.settings.archive_delay)
        self.since, self.until = since, until
        self._last: list[str] = []
        self._found_some = False

    async def run(self) -> Outcome:
        """Walk, and return what became of it; whatever goes wrong is told in words, and the next walk goes on there."""
        try:
            await self._walk()
        except CommonThreadError as error:
            self.outcome.fail(str(error))
        return self.outcome

    async def _walk(self) -> None:
        db, clock = self.desk.db, self.desk.clock
        if words := refusal(self.source, clock()):
            self.outcome.status, self.outcome.error = words
            return
        self.outcome.status = "ok"
        trails = archive.trails(self.source, self.since, self.until)
        walk = archives.begin(db, self.source.id, self.since, self.until, clock())
        url = None if walk.ended_at else walk.next_url or trails[0]
        if self.source.kind == "sitemap" and url == trails[0]:
            trails = await self._sitemaps(trails[0])
            url = trails[0]
        while url is not None and self.outcome.fetched < MOST_PAGES:
            url = await self._step(walk, url, trails)

    async def _step(self, walk: Walk, url: str, trails: Sequence[str]) -> str | None:
        """Keep one page of the archive and return the next, None at the end."""
        leaf = await self._leaf(url)
        for article in leaf.articles:
            await self._take(article)
        onward = leaf.onward if self._goes_on(leaf.articles) else self._next_trail(url, trails)
        if onward is None:
            archives.finish(self.desk.db, walk, self.desk.clock())
        else:
            archives.advance(self.desk.db, walk, onward)
        return onward

    async def _leaf(self, url: str) -> Leaf:
        """Read a page of the archive; one that is not there is empty, any other refusal stops the walk."""
        reply = await self._ask_and_let_go(url)
        if reply.status in (404, 410, 400):
            return Leaf((), None)
        if reply.status != 200:
            raise ArchiveStopped(f"{url} answers with status {reply.status}. Run this again later: it goes on there.")
        kind, pool, source = reply.headers.get("Content-Type"), self.desk.pool, self.source
        if source.kind == "listing":
            found = await pool.listing(reply.body, kind, reply.url, source.slug, source.selectors)
            return Leaf(found, await pool.onward(reply.body, kind, reply.url, source.selectors))
        if source.kind == "sitemap":
            read = await pool.sitemap(reply.body, reply.url)
            return Leaf(sitemap.articles(source.slug, newest(read.pages, reply.url, MOST_LISTED)), None)
        entries = feed.articles(source.slug, await pool.feed(reply.body, kind, reply.url))
        return Leaf(entries, archive.numbered(url))

    async def _sitemaps(self, url: str) -> list[str]:
        """Return the sitemaps of an index that may hold pages of the span, or the sitemap itself."""
        reply = await self._ask_and_let_go(url)
        read = await self.desk.pool.sitemap(reply.body, reply.url)
        places = newest(read.sitemaps, reply.url, MOST_LISTED)
        return [one.url for one in places if one.changed is None or one.changed.date() >= self.since] or [url]

    def _goes_on(self, found: Sequence[Article]) -> bool:
        """Whether the next page may hold articles of the span: this one is another than the last, and not too old."""
        urls = [article.url for article in found]
        again, self._last = urls == self._last, urls
        self._found_some = self._found_some or bool(urls)
        dates = [article.published.date() for article in found if article.published]
        return bool(urls) and not again and (not dates or max(dates) >= self.since)

    def _next_trail(self, url: str, trails: Sequence[str]) -> str | None:
        """Return the part of the archive after that of a page; the plain feed only where months brought nothing."""
        self._last = []
        at = {archive.bare(trail): number for number, trail in enumerate(trails)}.get(archive.bare(url), len(trails))
        onward = trails[at + 1] if at + 1 < len(trails) else None
        return None if onward == self.source.url and self._found_some else onward

    async def _take(self, article: Article) -> None:
        """Keep an article of the span, with its page where that says more and is not known yet."""
        if not self._within(article.published):
            return
        if not self._wants_page(article):
            self.keep(article)
            return
        if articles.is_stored(self.desk.db, url_key(article.url)):
            self.outcome.unchanged += 1
            return
        try:
            reply = await self._ask_and_let_go(article.url)
        except NotAllowed:
            self.keep(article)
            return
        if reply.status == 200:
            await self._keep_page(article, reply)
        elif article.title:
            self.keep(article)

    async def _keep_page(self, hint: Article, reply: Reply) -> None:
        read = await self.desk.pool.page(reply.body, reply.url, reply.headers.get("Content-Type"))
        found = page.article(hint, read)
        if self._within(found.published):
            self.keep(found)

    def _wants_page(self, article: Article) -> bool:
        must_follow = self.source.follow or self.source.kind in ("listing", "sitemap")
        return self.source.display != "link" and must_follow and not feed.complete(article)

    def _within(self, moment: datetime | None) -> bool:
        return moment is None or self.since <= moment.date() <= self.until

    async def _ask_and_let_go(self, url: str) -> Reply:
        """Ask for an address and give its host back at once, so that today's news need not wait for an archive."""
        reply = await self.ask(url)
        self.desk.hosts.release()
        return reply

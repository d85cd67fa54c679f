"""One visit to one source: ask, read, store, fetch the pages it points to."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.fetching.client import Client, Reply
from crawler.fetching.errors import FetchError
from crawler.fetching.pacing import pause
from crawler.fetching.poller import Polled, poll, words_for
from crawler.fetching.robots import Robots
from crawler.hosts import HostBusy, Hosts, host_of
from crawler.items import Article
from crawler.parsing.children import ParserPool
from crawler.pipelines.counting import Counting, Dropped
from crawler.pipelines.store import PageLost, Store
from crawler.platforms import feed, page
from crawler.report import Outcome, Status
from db import frontier, sources
from db.clock import Clock, moment, stamp
from db.engine import Database
from db.errors import CommonThreadError
from db.rules.urls import canonical_url, url_key
from db.settings import Settings
from db.sources import Failed, Fetched, Source

STOPPED = (401, 403, 451)
TRIES = 4
PAGES_AT_ONCE = 10
TOGETHER = 20  # articles kept one after the other before other sources have their turn
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every visit of a crawl shares."""

    settings: Settings
    db: Database
    client: Client
    robots: Robots
    pool: ParserPool
    hosts: Hosts
    pipelines: tuple[Counting, ...]
    store: Store
    owner: str
    allow: frozenset[str]
    clock: Clock


class Visit:
    """A visit to a source; its outcome is filled on the way."""

    def __init__(self, desk: Desk, source: Source) -> None:
        self.desk = desk
        self.source = source
        self.outcome = Outcome()
        self._patience = asyncio.timeout(desk.settings.source_patience)

    async def run(self) -> Outcome:
        """Visit the source; whatever goes wrong is noted at it in words."""
        started = self.desk.clock()
        try:
            async with self._patience:
                await self._ask_and_read()
        except HostBusy as busy:  # no fault of the source: it stays due
            self.outcome.status, self.outcome.error = "skipped", str(busy)
        except TimeoutError:
            self._failed(f"Nothing new came for {self.desk.settings.source_patience:g} seconds; set aside until later.")
        except CommonThreadError as error:
            self._failed(str(error))
        except Exception as error:  # one source must never end the run for the others
            self._failed(f"Something unforeseen ({type(error).__name__}: {error}); please report it with this source.")
        self.outcome.seconds = round((self.desk.clock() - started).total_seconds(), 3)
        return self.outcome

    async def _ask_and_read(self) -> None:
        if words := refusal(self.source, self.desk.clock()):
            self.outcome.status, self.outcome.error = words
            return
        polled = await self._poll()
        self.outcome.http_status = polled.http_status
        if polled.status in ("error", "gone", "skipped"):
            self._note_refused(polled)
            return
        self.outcome.status = "ok" if polled.status == "ok" else "not_modified"
        self.outcome.fetched += polled.status == "ok"
        if polled.status == "ok" and polled.reply is not None:
            await self._read(polled, polled.reply)
        else:
            self._note_read(polled, self.source.body_hash, None)
        await self._fetch_pages()

    async def _poll(self) -> Polled:
        source = self.source
        async with self.desk.hosts.at(source.url).turn(self._pause(source.url, None)) as turn:
            polled = await poll(
                self.desk.client,
                self.desk.robots,
                source.url,
                source.etag,
                source.last_modified,
                clock=self.desk.clock,
            )
            turn.pause = self._pause(source.url, polled.crawl_delay)
            return polled

    def _pause(self, url: str, crawl_delay: float | None) -> timedelta:
        allowed = host_of(url).partition("://")[2] in self.desk.allow
        return pause(self.desk.settings.host_delay, self.source.delay_seconds, crawl_delay, allowed)

    async def _read(self, polled: Polled, reply: Reply) -> None:
        """Read what a source answered; the answer counts as seen only once all of it is kept."""
        seen = hashlib.sha256(reply.body).hexdigest()
        if seen == self.source.body_hash:
            self.outcome.status = "not_modified"
            self._note_read(polled, seen, None)
            return
        found, marks = await self._articles(reply)
        for number, article in enumerate(found):
            self._take(article)
            if number % TOGETHER == TOGETHER - 1:
                self._progress()
                await asyncio.sleep(0)
        self._note_read(polled, seen, max((a.published for a in found if a.published), default=None), marks)

    async def _articles(self, reply: Reply) -> tuple[list[Article], tuple[str, ...] | None]:
        """Return what an answer holds that is not known to be unchanged, and the marks of all that it holds."""
        source = self.source
        kind = reply.headers.get("Content-Type")
        if source.kind == "listing":
            return await self.desk.pool.listing(reply.body, kind, reply.url, source.slug, source.selectors), None
        if source.kind == "page":
            return [Article(source.slug, source.url, title=source.name)], None
        seen = sources.marks(self.desk.db, source.id)
        read = await self.desk.pool.feed(reply.body, kind, reply.url, seen)
        if read.problem and not read.entries:
            raise CommonThreadError(read.problem)
        self.outcome.error = read.problem
        self.outcome.unchanged += sum(mark in seen for mark in read.marks)
        return feed.articles(source.slug, read), read.marks

    def _take(self, article: Article) -> None:
        """Keep an article, or put its page on the frontier where the page says more."""
        must_follow = self.source.follow or self.source.kind in ("listing", "page")
        if self.source.display == "link" or not must_follow or feed.complete(article):
            self._keep(article)
            return
        url = canonical_url(article.url)
        wanted = frontier.want(
            self.desk.db,
            source_id=self.source.id,
            host=host_of(url),
            url=url,
            url_key=url_key(url),
            entry=packed(article),
            now=self.desk.clock(),
        )
        if not wanted:
            self.outcome.unchanged += 1

    def _keep(self, article: Article, page_row: frontier.Page | None = None) -> bool:
        """Send an article through the pipelines and store it; False where it is no article."""
        try:
            item = article
            for pipeline in self.desk.pipelines:
                item = pipeline.tidy(item)
        except Dropped:
            return False
        self.outcome.count(self.desk.store.keep(item, page_row, self.desk.owner))
        return True

    async def _fetch_pages(self) -> None:
        """Fetch the pages of this source that wait on the frontier, newest first."""
        desk = self.desk
        while True:
            now = desk.clock()
            until = now + timedelta(seconds=desk.settings.lease_seconds)
            batch = frontier.claim(desk.db, self.source.id, desk.owner, now, until, PAGES_AT_ONCE)
            if not batch:
                return
            for row in batch:
                await self._fetch_page(row)
                self._progress()

    async def _fetch_page(self, row: frontier.Page) -> None:
        hint = replace(unpacked(self.source.slug, row.entry), url=row.url)
        try:
            async with self.desk.hosts.at(row.url).turn(self._pause(row.url, None)) as turn:
                verdict = await self.desk.robots.verdict(row.url)
                turn.pause = self._pause(row.url, verdict.crawl_delay)
                if not verdict.allowed:
                    words = f"Not fetched: {verdict.reason.rstrip('.')}."
                    self._without_page(row, hint, words, final=not verdict.failed)
                    return
                reply = await self.desk.client.fetch(row.url, consent=self.desk.robots.consent)
            self.outcome.fetched += 1
            if reply.status != 200:
                final = reply.status in (*STOPPED, 404, 410)
                self._without_page(row, hint, words_for(reply.status, None), final=final)
                return
            await self._keep_page(row, hint, reply)
        except HostBusy as busy:
            later = self.desk.clock() + timedelta(seconds=self.desk.settings.lease_seconds)
            frontier.put_back(self.desk.db, row.id, self.desk.owner, later, str(busy))
        except PageLost:
            return  # another crawler took it over and keeps it
        except (FetchError, CommonThreadError) as error:
            self._without_page(row, hint, str(error), final=False)

    async def _keep_page(self, row: frontier.Page, hint: Article, reply: Reply) -> None:
        kind = reply.headers.get("Content-Type")
        read = await self.desk.pool.page(reply.body, reply.url, kind)
        if not self._keep(page.article(hint, read), row):
            self._without_page(row, hint, "The page holds no article that we can read.", final=True)

    def _without_page(self, row: frontier.Page, hint: Article, words: str, *, final: bool) -> None:
        """Keep at least what the feed said of an article whose page cannot be had, and try again later."""
        desk = self.desk
        with desk.db.write():
            if hint.title:
                self._keep(hint)
            if final or row.attempts >= TRIES:
                frontier.give_up(desk.db, row.id, desk.owner, words)
            else:
                frontier.put_back(desk.db, row.id, desk.owner, desk.clock() + timedelta(hours=2**row.attempts), words)
        self.outcome.error = self.outcome.error or f"{row.url}: {words}"

    def _progress(self) -> None:
        """Something new came: the source has its full patience again."""
        loop = asyncio.get_running_loop()
        self._patience.reschedule(loop.time() + self.desk.settings.source_patience)

    def _note_read(
        self, polled: Polled, body_hash: str | None, newest: datetime | None, marks: tuple[str, ...] | None = None
    ) -> None:
        now = self.desk.clock()
        etag, modified = polled.etag, polled.last_modified
        fetched = Fetched(polled.http_status, etag, modified, body_hash, newest, marks)
        due_at = now + timedelta(minutes=max(1, self.source.poll_minutes))
        sources.note_success(self.desk.db, self.source.id, fetched, due_at, now)

    def _note_refused(self, polled: Polled) -> None:
        """Note an answer that brought nothing, and stay away for as long as it asks."""
        now = self.desk.clock()
        self.outcome.status = "gone" if polled.status == "gone" else polled.status
        self.outcome.error = polled.error or "no answer that we can use"
        wait = LONGEST_WAIT if polled.http_status in STOPPED else backed_off(self.source)
        due_at = now + max(wait, polled.retry_after or timedelta(0))
        retry_at = now + polled.retry_after if polled.retry_after else None
        gone_at = now if polled.status == "gone" else None
        failed = Failed(polled.http_status, self.outcome.error, retry_at, gone_at)
        sources.note_failure(self.desk.db, self.source.id, failed, due_at, now)

    def _failed(self, words: str) -> None:
        now = self.desk.clock()
        self.outcome.fail(words)
        failed = Failed(self.outcome.http_status, words)
        sources.note_failure(self.desk.db, self.source.id, failed, now + backed_off(self.source), now)


def refusal(source: Source, now: datetime) -> tuple[Status, str] | None:
    """Return why a source must not be asked at all, as a status and words; None where it may be."""
    if source.poll_minutes == 0:
        return "skipped", "This source is never crawled; editors link to it."
    if source.status != "on":
        return "skipped", f"The source is {source.status}; `commonthread sources on {source.slug}` switches it on."
    if source.kind in ("sitemap", "maildir"):
        return "skipped", f"Sources of the kind {source.kind} are not read by this version."
    if source.gone_at is not None:
        return "gone", "The source said that it is gone for good (410). Remove it or find its new address."
    if source.retry_at is not None and source.retry_at > now:
        return "skipped", f"The source asks us to stay away until {source.retry_at:%d %B %H:%M} UTC."
    return None


def backed_off(source: Source) -> timedelta:
    """Return when to ask again after a failure: later with each, at most a day."""
    minutes = max(5, source.poll_minutes) * 2 ** min(source.failures or 0, 6)
    return min(LONGEST_WAIT, timedelta(minutes=minutes))


def packed(article: Article) -> dict[str, str | None]:
    """Return what a feed said of an article, as the frontier keeps it."""
    return {
        "title": article.title,
        "guid": article.guid,
        "author": article.author,
        "published": stamp(article.published) if article.published else None,
        "published_how": article.published_how,
        "updated": stamp(article.updated) if article.updated else None,
        "summary": article.summary,
        "html": article.html,
    }


def unpacked(source: str, entry: dict[str, str | None]) -> Article:
    """Return what `packed` kept."""
    published, updated = entry["published"], entry["updated"]
    return Article(
        source=source,
        url="",
        title=entry["title"] or "",
        guid=entry["guid"],
        author=entry["author"],
        published=moment(published) if published else None,
        published_how=entry["published_how"],
        updated=moment(updated) if updated else None,
        summary=entry["summary"] or "",
        html=entry["html"] or "",
    )

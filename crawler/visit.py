"""One visit to one source: ask, read, store, fetch the pages it points to."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from crawler.answers import found_in
from crawler.errand import Desk, Errand
from crawler.fetching.client import Reply
from crawler.fetching.poller import Polled, poll
from crawler.following import Following
from crawler.hosts import HostBusy
from crawler.items import Article
from crawler.parsing.errors import ParseFailed
from crawler.patience import Patience
from crawler.platforms import feed, maildir
from crawler.report import Outcome, Status
from db import articles, health, sources
from db.errors import CommonThreadError, ConnectionLost, DatabaseFull, DatabaseUnreachable
from db.health import Fetch
from db.rules.rhythm import next_visit
from db.rules.urls import url_key
from db.sources import Failed, Fetched, Source

STOPPED = (401, 403, 451)
FOLLOWED = ("listing", "sitemap")
TOGETHER = 20  # articles kept one after the other before other sources have their turn
LONGEST_WAIT = timedelta(days=1)


class Visit(Errand):
    """A visit to a source; whatever goes wrong is noted at it in words."""

    def __init__(self, desk: Desk, source: Source) -> None:
        super().__init__(desk, source)
        self._patience = Patience(desk.settings.source_patience)
        self._following = Following(self, self._patience.renew)

    async def run(self) -> Outcome:
        """Visit the source and return what became of it."""
        started = self.desk.clock()
        try:
            async with self._patience.hold():
                await self._visit()
        except ConnectionLost as lost:  # it is back, or the next question says that it is not: the source stays due
            self.outcome.status, self.outcome.error = "skipped", str(lost)
        except (DatabaseFull, DatabaseUnreachable):
            raise  # no fault of the source either, and no other source can be kept: the run ends and says so
        except HostBusy as busy:  # no fault of the source: it stays due
            self.outcome.status, self.outcome.error = "skipped", str(busy)
        except TimeoutError:
            self._failed(f"Nothing new came for {self.desk.settings.source_patience:g} seconds; set aside until later.")
        except CommonThreadError as error:
            self._failed(str(error))
        except Exception as error:  # one source must never end the run for the others
            self._failed(f"Something unforeseen ({type(error).__name__}: {error}); please report it with this source.")
        ended = self.desk.clock()
        self.outcome.seconds = round((ended - started).total_seconds(), 3)
        told = self.outcome
        fetch = Fetch(ended, told.status, told.http_status, told.new, told.error)
        self.desk.notes.add(partial(health.note_fetch, self.desk.db, self.source.id, fetch))
        return told

    async def _visit(self) -> None:
        if words := refusal(self.source, self.desk.clock()):
            self.outcome.status, self.outcome.error = words
            return
        if self.source.kind == "maildir":
            await self._empty_folder(Path(self.source.url))
        elif not await self._ask_and_read():
            return
        await self._following.fetch_waiting()
        if self.outcome.new:
            health.note_rhythm(self.desk.db, self.source.id)

    async def _ask_and_read(self) -> bool:
        """Ask the source what is new and read it; False where it refused or could not."""
        polled = await self._poll()
        self.outcome.http_status = polled.http_status
        if polled.status in ("error", "gone", "skipped"):
            self._note_refused(polled)
            return False
        self.outcome.status = "ok" if polled.status == "ok" else "not_modified"
        self.outcome.fetched += polled.status == "ok"
        if polled.status == "ok" and polled.reply is not None:
            await self._read(polled, polled.reply)
        else:
            self._note_read(polled, self.source.body_hash, None)
        self._note_move(polled)
        return True

    def _note_move(self, polled: Polled) -> None:
        """Note where the source's own address leads for good; once that is believed, it is asked there."""
        source, now = self.source, self.desk.clock()
        if source.address(now) == source.url and (polled.moved_to or source.moved_to):
            health.note_move(self.desk.db, source.id, source.url, polled.moved_to, now)

    async def _poll(self) -> Polled:
        source = self.source
        url = source.address(self.desk.clock())
        async with self.desk.hosts.at(url).turn(self.pause(url, None)) as turn:
            polled = await poll(
                self.desk.client,
                self.desk.robots,
                url,
                source.etag,
                source.last_modified,
                clock=self.desk.clock,
            )
            turn.pause = self.pause(url, polled.crawl_delay)
        return polled

    async def _read(self, polled: Polled, reply: Reply) -> None:
        """Read what a source answered; the answer counts as seen only once all of it is kept."""
        seen = hashlib.sha256(reply.body).hexdigest()
        if seen == self.source.body_hash:
            self.outcome.status = "not_modified"
            self._note_read(polled, seen, None)
            return
        found = await found_in(self, reply)
        admitted = self._admitted(found.articles)
        for first in range(0, len(admitted), TOGETHER):
            with self.desk.db.write():
                for article in admitted[first : first + TOGETHER]:
                    self._take(article, whole=found.whole)
            self._patience.renew()
            await asyncio.sleep(0)
        newest = max((article.published for article in admitted if article.published), default=None)
        if len(admitted) < len(found.articles):  # the answer counts as unseen until the rest is let in
            self._note_read(replace(polled, etag=None, last_modified=None), None, newest)
        else:
            self._note_read(polled, seen, newest, found.marks)

    def _admitted(self, found: Sequence[Article]) -> Sequence[Article]:
        """Return the articles to take: all, or only newer and known ones where a whole history looks new at once."""
        limit, newest = self.desk.settings.new_per_visit, self.source.newest_at
        if self.desk.all_new or newest is None or len(found) <= limit:
            return found
        new = [one for one in found if not articles.is_stored(self.desk.db, url_key(one.url))]
        held = (
            {id(one) for one in new if one.published is None or one.published <= newest} if len(new) > limit else set()
        )
        if held:
            self.outcome.error = (
                f"{len(held)} older entries look new, which is strange for one visit: they are held. "
                f"`commonthread crawl --once --source {self.source.slug} --all-new` lets them in."
            )
        return [one for one in found if id(one) not in held]

    def _take(self, article: Article, *, whole: bool = False) -> None:
        """Keep an article, or put its page on the frontier where the page says more."""
        must_follow = self.source.follow or self.source.kind in FOLLOWED
        if whole or self.source.display == "link" or not must_follow or feed.complete(article):
            self.keep(article)
        elif not self._following.want(article):
            self.outcome.unchanged += 1

    async def _empty_folder(self, folder: Path) -> None:
        """Keep what newsletters in a drop folder say; each is put away once it is kept."""
        if not folder.is_dir():
            raise CommonThreadError(f"There is no folder {folder}. Make it, or correct the url of the source.")
        newest = None
        for path in maildir.waiting(folder):
            try:
                letter = await self.desk.pool.letter(path.read_bytes(), path.name)
            except ParseFailed as problem:
                self.outcome.error = self.outcome.error or str(problem)
                maildir.put_away(path, folder, "failed")
                continue
            for article in maildir.articles(self.source, letter):
                self._take(article)
            maildir.put_away(path, folder, "cur")
            newest = max(filter(None, (newest, letter.sent)), default=None)
            self._patience.renew()
        self.outcome.status = "ok"
        self._note_read(Polled("ok"), None, newest)

    def _note_read(
        self, polled: Polled, body_hash: str | None, newest: datetime | None, marks: tuple[str, ...] | None = None
    ) -> None:
        now = self.desk.clock()
        fetched = Fetched(polled.http_status, polled.etag, polled.last_modified, body_hash, newest, marks)
        due_at = next_visit(self.source.slug, self.source.poll_minutes, self.source.gap, now)
        note = partial(sources.note_success, self.desk.db, self.source.id, fetched, due_at, now)
        if polled.status == "not_modified" and not polled.moved_to:
            self.desk.notes.add(note)
        else:
            note()

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
    if source.gone_at is not None:
        return "gone", "The source said that it is gone for good (410). Remove it or find its new address."
    if source.retry_at is not None and source.retry_at > now:
        return "skipped", f"The source asks us to stay away until {source.retry_at:%d %B %H:%M} UTC."
    return None


def backed_off(source: Source) -> timedelta:
    """Return when to ask again after a failure: later with each, at most a day."""
    minutes = max(5, source.poll_minutes) * 2 ** min(source.failures or 0, 6)
    return min(LONGEST_WAIT, timedelta(minutes=minutes))

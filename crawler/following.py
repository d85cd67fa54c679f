"""The pages that feeds, listings and sitemaps point to, fetched from the frontier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from crawler.errand import Errand, NotAllowed
from crawler.fetching.client import Reply
from crawler.fetching.pacing import retry_after
from crawler.fetching.poller import words_for
from crawler.hosts import HostBusy, host_of
from crawler.items import Article
from crawler.pipelines.store import PageLost
from crawler.platforms import page
from db import articles, frontier, sources
from db.clock import moment, stamp
from db.engine import insist
from db.errors import CommonThreadError, DatabaseFull, DatabaseUnreachable
from db.rules.urls import canonical_url, url_key

REFUSED = (401, 403, 404, 410, 451)
GONE = (404, 410)
TRIES = 4
AT_ONCE = 10
TOO_OFTEN = timedelta(minutes=15)  # the least after a 429


class Following:
    """Fetches the pages of one source that wait, newest first."""

    def __init__(self, errand: Errand, progress: Callable[[], None]) -> None:
        self.errand = errand
        self._progress = progress

    def want(self, article: Article) -> bool:
        """Put the page of an article on the frontier; False where it is known and nothing new is said of it."""
        url = canonical_url(article.url)
        return frontier.want(
            self.errand.desk.db,
            source_id=self.errand.source.id,
            host=host_of(url),
            url=url,
            url_key=url_key(url),
            entry=packed(article),
            now=self.errand.desk.clock(),
        )

    async def fetch_waiting(self) -> None:
        """Fetch until no page of the source waits."""
        desk, source = self.errand.desk, self.errand.source
        while True:
            now = desk.clock()
            until = now + timedelta(seconds=desk.settings.lease_seconds)
            batch = frontier.claim(desk.db, source.id, desk.owner, now, until, AT_ONCE)
            if not batch:
                return
            for number, row in enumerate(batch):
                wait = await self._fetch(row)
                self._progress()
                if wait is not None:
                    self._stay_away(batch[number + 1 :], wait)
                    return

    def _stay_away(self, rest: list[frontier.Page], wait: timedelta) -> None:
        """Ask nothing more of a source until the time that it named; its pages wait as long."""
        desk, source = self.errand.desk, self.errand.source
        until = desk.clock() + wait
        desk.notes.write()  # what was noted of the source before must not come after this
        with desk.db.write():
            for row in rest:
                frontier.let_go(desk.db, row.id, desk.owner, until)
            frontier.postpone(desk.db, source.id, until)
            sources.note_wait(desk.db, source.id, until)

    async def _fetch(self, row: frontier.Page) -> timedelta | None:
        """Fetch a page and keep it; returns how long to stay away where its site asks for that."""
        hint = replace(unpacked(self.errand.source.slug, row.entry), url=row.url)
        try:
            reply = await self.errand.ask(row.url)
            if reply.status in GONE and articles.withdraw(self.errand.desk.db, row.url_key, self.errand.desk.clock()):
                frontier.give_up(self.errand.desk.db, row.id, self.errand.desk.owner, "withdrawn by its publisher")
                self.errand.outcome.updated += 1
                return None
            if reply.status != 200:
                wait = asked_wait(reply, self.errand.desk.clock())
                self._without(row, hint, words_for(reply.status, wait), final=reply.status in REFUSED)
                return wait
            await self._keep(row, hint, reply)
        except HostBusy:
            desk = self.errand.desk
            later = desk.clock() + timedelta(seconds=desk.settings.lease_seconds)
            frontier.let_go(desk.db, row.id, desk.owner, later)
        except PageLost:
            return None  # another crawler took it over and keeps it
        except NotAllowed as refusal:
            self._without(row, hint, str(refusal), final=refusal.final)
        except (DatabaseFull, DatabaseUnreachable):
            raise  # no fault of the page
        except CommonThreadError as error:
            self._without(row, hint, str(error), final=False)
        return None

    async def _keep(self, row: frontier.Page, hint: Article, reply: Reply) -> None:
        read = await self.errand.desk.pool.page(reply.body, reply.url, reply.headers.get("Content-Type"))
        if insist(partial(self.errand.keep, page.article(hint, read), row)) is None:
            self._without(row, hint, "The page holds no article that we can read.", final=True)

    def _without(self, row: frontier.Page, hint: Article, words: str, *, final: bool) -> None:
        """Keep at least what the feed said of an article whose page cannot be had, and try again later."""
        desk = self.errand.desk
        with desk.db.write():
            if hint.title:
                self.errand.keep(hint)
            if final or row.attempts >= TRIES:
                frontier.give_up(desk.db, row.id, desk.owner, words)
            else:
                frontier.put_back(desk.db, row.id, desk.owner, desk.clock() + timedelta(hours=2**row.attempts), words)
        self.errand.outcome.error = self.errand.outcome.error or f"{row.url}: {words}"


def asked_wait(reply: Reply, now: datetime) -> timedelta | None:
    """Return how long a site asks us to stay away: 429 always does, 503 where it names a time."""
    if reply.status not in (429, 503):
        return None
    wait = retry_after(reply.headers.get("Retry-After"), now)
    return max(wait or TOO_OFTEN, TOO_OFTEN) if reply.status == 429 else wait


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

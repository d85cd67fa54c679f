"""What every way of collecting from a source does alike: ask politely, keep what is an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from crawler.fetching.client import Client, Reply
from crawler.fetching.pacing import pause
from crawler.fetching.robots import Robots
from crawler.hosts import Hosts, host_of
from crawler.items import Article
from crawler.notes import Notes
from crawler.parsing.children import ParserPool
from crawler.pipelines.counting import Counting, Dropped
from crawler.pipelines.store import Store
from crawler.report import Outcome
from db import frontier
from db.articles import Stored
from db.clock import Clock
from db.engine import Database
from db.errors import CommonThreadError
from db.settings import Settings
from db.sources import Source


class NotAllowed(CommonThreadError):
    """A site's robots.txt does not want an address fetched; `final` unless it merely could not be read."""

    def __init__(self, words: str, *, final: bool) -> None:
        super().__init__(words)
        self.final = final


@dataclass(frozen=True, slots=True)
class Desk:
    """What all errands of a crawl share."""

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
    notes: Notes
    all_new: bool = False  # let in what would be held


class Errand:
    """An errand to a source; its outcome is filled on the way."""

    def __init__(self, desk: Desk, source: Source, slowest: float = 0.0) -> None:
        self.desk = desk
        self.source = source
        self.outcome = Outcome()
        self._slowest = slowest

    def pause(self, url: str, crawl_delay: float | None) -> timedelta:
        """Return the pause after a request: the largest that settings, source, errand or site wish."""
        allowed = host_of(url).partition("://")[2] in self.desk.allow
        wish = max(self.source.delay_seconds or 0.0, self._slowest) or None
        return pause(self.desk.settings.host_delay, wish, crawl_delay, allowed)

    async def ask(self, url: str) -> Reply:
        """Fetch an address in its host's turn if its site allows it; raises NotAllowed, HostBusy, FetchError."""
        async with self.desk.hosts.at(url).turn(self.pause(url, None)) as turn:
            verdict = await self.desk.robots.verdict(url)
            turn.pause = self.pause(url, verdict.crawl_delay)
            if not verdict.allowed:
                raise NotAllowed(f"Not fetched: {verdict.reason.rstrip('.')}.", final=not verdict.failed)
            reply = await self.desk.client.fetch(url, consent=self.desk.robots.consent)
        self.outcome.fetched += 1
        return reply

    def keep(self, article: Article, page_row: frontier.Page | None = None) -> Stored | None:
        """Send an article through the pipelines and store it; None where it is no article."""
        try:
            item = article
            for pipeline in self.desk.pipelines:
                item = pipeline.tidy(item)
        except Dropped:
            return None
        stored = self.desk.store.keep(item, page_row, self.desk.owner)
        self.outcome.count(stored)
        return stored

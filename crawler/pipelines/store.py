"""One transaction per article: the article, its version, its place on the frontier."""

from __future__ import annotations

import hashlib
from typing import Any, Self

from crawler.items import Article
from crawler.pipelines.counting import Counting, Counts
from db import articles, frontier
from db.articles import Draft, Stored
from db.clock import Clock, utc_now
from db.engine import Database, connect
from db.errors import CommonThreadError
from db.migrations import migrate
from db.rules.rights import may_read
from db.rules.urls import url_key
from db.seeding import plant
from db.settings import from_environment
from db.sources import Source, everything


class PageLost(CommonThreadError):
    """A page was no longer ours when it was to be kept; nothing of it was."""


class Store(Counting):
    """Keep articles as new, as newer versions, or not at all where nothing changed."""

    def __init__(self, counts: Counts, db: Database, clock: Clock = utc_now) -> None:
        super().__init__(counts)
        self._db = db
        self._clock = clock
        self._sources = {source.slug: source for source in everything(db)}

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Make the pipeline for Scrapy, with the database of the environment."""
        settings = from_environment()
        db = connect(settings.database_url, busy_seconds=settings.busy_seconds_work)
        migrate(db)
        plant(db)
        return cls(crawler.stats, db)

    def tidy(self, item: Article) -> Article:
        """Keep an article and pass it on."""
        self.keep(item)
        return item

    def keep(self, item: Article, page: frontier.Page | None = None, owner: str = "") -> Stored:
        """Keep an article and finish the page it came from, in one transaction."""
        source = self._sources[item.source]
        with self._db.write():
            stored = articles.store(self._db, draft(item, source), self._clock())
            if page is not None and not frontier.finish(self._db, page.id, owner):
                raise PageLost(f"another crawler took over {page.url}")
        self.counts.inc_value(f"store/{stored}")
        return stored


def draft(item: Article, source: Source) -> Draft:
    """Return an article as the database keeps it, within the source's display right."""
    readable = may_read(source.display)
    text = item.text if readable else ""
    summary = item.summary if readable else ""
    html = item.html if readable else ""
    return Draft(
        source_id=source.id,
        url=item.url,
        url_key=url_key(item.url),
        guid=item.guid,
        title=item.title,
        author=item.author,
        form=item.form,
        published_at=item.published,
        published_how=item.published_how,
        updated_at=item.updated,
        summary=summary,
        html=html if source.display == "full" else "",
        text=text or summary,
        furniture=item.furniture,
        series_hint=item.series_hint,
        debate_closed=item.debate_closed,
        content_hash=content_hash(item.title, summary, text),
        wall=item.wall,
    )


def content_hash(title: str, summary: str, text: str) -> str:
    """Return what changes when a reader would see a change."""
    words = "\n".join(" ".join(part.split()) for part in (title, text or summary))
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()

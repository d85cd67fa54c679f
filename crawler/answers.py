"""What a source's answer holds, by the kind of the source."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.errand import Errand
from crawler.fetching.client import Reply
from crawler.items import Article
from crawler.platforms import feed, page, sitemap
from crawler.platforms.sitemap import MOST_PAGES, MOST_SITEMAPS, newest
from db import sources
from db.errors import CommonThreadError

ENDED = "this feed has ended"


@dataclass(frozen=True, slots=True)
class Found:
    """The articles of an answer that are not known to be unchanged; `whole` where they need no page of their own."""

    articles: list[Article]
    marks: tuple[str, ...] | None = None
    whole: bool = False


async def found_in(errand: Errand, reply: Reply) -> Found:
    """Return what an answer holds; raises CommonThreadError in words where it holds nothing that we can read."""
    source, pool = errand.source, errand.desk.pool
    kind = reply.headers.get("Content-Type")
    if source.kind == "listing":
        return Found(await pool.listing(reply.body, kind, reply.url, source.slug, source.selectors))
    if source.kind == "page":
        read = await pool.page(reply.body, reply.url, kind)
        return Found([page.article(Article(source.slug, source.url), read)], whole=True)
    if source.kind == "sitemap":
        return Found(await _in_sitemap(errand, reply))
    return await _in_feed(errand, reply)


async def _in_feed(errand: Errand, reply: Reply) -> Found:
    source = errand.source
    seen = sources.marks(errand.desk.db, source.id)
    read = await errand.desk.pool.feed(reply.body, reply.headers.get("Content-Type"), reply.url, seen)
    if read.problem and not read.entries:
        raise CommonThreadError(read.problem)
    if any(entry.title.casefold().startswith(ENDED) for entry in read.entries):
        raise CommonThreadError(
            f"The feed says that it has ended. Find its successor on {source.home}, or switch it off"
        )
    errand.outcome.error = read.problem
    errand.outcome.unchanged += sum(mark in seen for mark in read.marks)
    return Found(feed.articles(source.slug, read), read.marks)


async def _in_sitemap(errand: Errand, reply: Reply) -> list[Article]:
    """Return the pages that a sitemap names, or the newest sitemaps of its index, one level deep."""
    read = await errand.desk.pool.sitemap(reply.body, reply.url)
    pages = list(read.pages)
    for child in newest(read.sitemaps, reply.url, MOST_SITEMAPS):
        answer = await errand.ask(child.url)
        if answer.status == 200:
            pages += (await errand.desk.pool.sitemap(answer.body, answer.url)).pages
    return sitemap.articles(errand.source.slug, newest(pages, reply.url, MOST_PAGES))

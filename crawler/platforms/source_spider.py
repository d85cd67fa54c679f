"""What every spider shares: it reads one source, which is a row of the source file, not a class."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.http import Response

from crawler.items import Article
from crawler.parsing.pages import extract
from crawler.platforms import page
from db.errors import CommonThreadError
from db.seeds import SourceSeed, load_sources


class NoSource(CommonThreadError):
    """A spider was started without a source of its kind."""


class SourceSpider(scrapy.Spider):
    """Reads one source: `scrapy crawl feed -a source=dfe`, of another file with `-a sources=FILE.toml`."""

    kind = ""

    def __init__(self, source: str | None = None, sources: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.slug = source
        self.file = Path(sources) if sources else None

    def source(self) -> SourceSeed:
        """Return the source to read; raises NoSource with those there are."""
        known = {one.slug: one for one in load_sources(self.file) if one.kind == self.kind}
        if self.slug not in known:
            raise NoSource(f"say which source to read: -a source=SLUG; of the kind {self.kind} are {', '.join(known)}")
        return known[self.slug]

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the source's own address."""
        yield scrapy.Request(self.source().url, callback=self.parse)

    def found(self, article: Article) -> Iterator[Any]:
        """Yield an article, or the request for its page where the source is followed and may be read."""
        if self.source().display != "link" and (self.source().follow or self.kind == "listing"):
            yield scrapy.Request(article.url, callback=self.parse_page, cb_kwargs={"hint": article})
        else:
            yield article

    def parse_page(self, response: Response, hint: Article) -> Iterator[Article]:
        """Yield the article of a page."""
        yield page.article(hint, extract(response.body, response.url, content_type(response)))


def content_type(response: Response) -> str | None:
    """Return what an answer says it is."""
    header = response.headers.get("Content-Type")
    return header.decode("latin-1") if header else None

"""Reads a single page that is watched for change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy.http import Response

from crawler.items import Article
from crawler.platforms.source_spider import SourceSpider


class Page(SourceSpider):
    """One page as one article."""

    name = "page"
    kind = "page"

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Article]:
        """Yield the page as an article."""
        yield from self.parse_page(response, Article(self.source().slug, response.url))

"""Reads a feed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy.http import Response

from crawler.parsing.feeds import parse_feed
from crawler.platforms import feed
from crawler.platforms.source_spider import SourceSpider, content_type


class Feed(SourceSpider):
    """Every entry of a feed."""

    name = "feed"
    kind = "feed"

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Yield the entries of a feed as articles, or the requests for their pages."""
        for article in feed.articles(
            self.source().slug, parse_feed(response.body, content_type(response), response.url)
        ):
            yield from self.found(article)

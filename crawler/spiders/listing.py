"""Reads a page that lists articles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy.http import Response

from crawler.parsing.decoding import decoded
from crawler.platforms import listing
from crawler.platforms.source_spider import SourceSpider, content_type
from db.clock import utc_now


class Listing(SourceSpider):
    """Every article that a listing names, by its page."""

    name = "listing"
    kind = "listing"

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Yield the requests for the pages that a listing names, or bare links where no more may be kept."""
        source, html = self.source(), decoded(response.body, content_type(response))
        for article in listing.articles(source.slug, source.selectors, html, response.url, utc_now()):
            yield from self.found(article)

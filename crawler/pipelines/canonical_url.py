"""The address in its one form."""

from __future__ import annotations

from dataclasses import replace

from crawler.items import Article
from crawler.pipelines.counting import Counting, Dropped
from db.rules.urls import canonical_url

LONGEST = 2_000


class CanonicalUrl(Counting):
    """Replace an address by its canonical form; drop what has none."""

    def tidy(self, item: Article) -> Article:
        """Return the article under its canonical address."""
        tidy = canonical_url(item.url)
        if not tidy.startswith(("http://", "https://")) or len(tidy) > LONGEST:
            self.counts.inc_value("dropped/no_address")
            raise Dropped(f"{item.source}: {item.url[:80]!r} is no web address")
        if tidy == item.url:
            return item
        self.counts.inc_value("clean/canonical_url")
        return replace(item, url=tidy)

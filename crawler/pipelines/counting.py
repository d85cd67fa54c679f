"""What pipelines share: counts by name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from typing import Any, Protocol, Self

from crawler.items import Article
from db.errors import CommonThreadError


class Counts(Protocol):
    """Whatever counts by name: Scrapy's statistics, or a Tally."""

    def inc_value(self, key: str, count: int = 1) -> None:
        """Count something that happened."""


class Tally:
    """Counts by name, for a run without Scrapy's engine."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def inc_value(self, key: str, count: int = 1) -> None:
        """Count something that happened."""
        self.counts[key] += count


class Dropped(CommonThreadError):
    """What a spider found is no article, and goes no further."""


class Counting(ABC):
    """A pipeline that counts; made by Scrapy from its crawler, or by a run from a Tally."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Make the pipeline for Scrapy."""
        return cls(crawler.stats)

    @abstractmethod
    def tidy(self, item: Article) -> Article:
        """Return an article tidied by one step; raises Dropped where it is none."""

    def process_item(self, item: Article) -> Article:
        """Tidy an article for Scrapy, which wants an exception of its own for what goes no further."""
        try:
            return self.tidy(item)
        except Dropped as problem:
            from scrapy.exceptions import DropItem  # only here: importing Scrapy takes a fifth of a second

            raise DropItem(str(problem)) from problem

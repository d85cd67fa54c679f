"""What pipelines share: counts by name."""

from __future__ import annotations

from collections import Counter
from typing import Any, Protocol, Self


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


class Counting:
    """A pipeline that counts; made by Scrapy from its crawler, or by a run from a Tally."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Make the pipeline for Scrapy."""
        return cls(crawler.stats)

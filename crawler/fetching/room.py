"""How much of all answers together may be in memory, while they are read and while they wait for a parser."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Share:
    """What one answer has taken of the room."""

    def __init__(self, size: int) -> None:
        self.size = size


class Room:
    """Memory for answers: when it is full, those being read wait that have more than their fair share."""

    def __init__(self, size: int, small: int) -> None:
        self.size = size
        self.small = small
        self._shares: set[Share] = set()
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def taken(self) -> int:
        """Return what all answers together have taken."""
        return sum(share.size for share in self._shares)

    @contextmanager
    def share(self, size: int = 0) -> Iterator[Share]:
        """Give an answer its share; one that is whole brings its size along and never waits."""
        share = Share(size)
        self._shares.add(share)
        try:
            yield share
        finally:
            self._shares.discard(share)
            self._wake()

    async def grow(self, share: Share, amount: int) -> None:
        """Add to a share, then wait while the room is full, the share is a large one and others can go on."""
        share.size += amount
        while self._must_wait(share):
            freed = asyncio.get_running_loop().create_future()
            self._waiting.add(freed)
            try:
                await freed
            finally:
                self._waiting.discard(freed)

    def _must_wait(self, share: Share) -> bool:
        large = share.size > max(self.small, self.size // len(self._shares))
        others_go_on = len(self._waiting) < len(self._shares) - 1
        return large and others_go_on and self.taken > self.size

    def _wake(self) -> None:
        for freed in list(self._waiting):
            if not freed.done():
                freed.set_result(None)

"""How long a source may bring nothing: time it spends waiting for others of our own house does not count."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar


class Patience:
    """The patience with one source, renewed whenever it brings something."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timeout = asyncio.timeout(None)

    def renew(self) -> None:
        """Give the source its full time again."""
        self._timeout.reschedule(asyncio.get_running_loop().time() + self._seconds)

    def stop(self) -> float:
        """Stop the clock and return the seconds that were left."""
        left = (self._timeout.when() or 0.0) - asyncio.get_running_loop().time()
        self._timeout.reschedule(None)
        return left

    def go_on(self, left: float) -> None:
        """Let the clock go on with so many seconds."""
        self._timeout.reschedule(asyncio.get_running_loop().time() + max(left, 0.0))

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[None]:
        """Raise TimeoutError once the source has brought nothing for its time."""
        async with self._timeout:
            self.renew()
            token = _PRESENT.set(self)
            try:
                yield
            finally:
                _PRESENT.reset(token)


_PRESENT: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextmanager
def waiting() -> Iterator[None]:
    """Stop the present patience while its source waits for its turn with us."""
    patience = _PRESENT.get()
    left = patience.stop() if patience else 0.0
    try:
        yield
    finally:
        if patience:
            patience.go_on(left)

"""Places for sources side by side: a source whose host keeps us waiting gives its own to the next one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar


class Places:
    """So many sources are at work at once; with those that wait for their hosts, at most so many are begun."""

    def __init__(self, at_work: int, begun: int, patience: float) -> None:
        self.patience = patience
        self._free = at_work  # below zero where more came back to work than there are places
        self._begun = asyncio.Semaphore(begun)
        self._door = asyncio.Lock()
        self._given = asyncio.Event()

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Wait for a place and keep it, but for what is spent in `aside`."""
        async with self._begun:
            async with self._door:  # first come, first served
                while self._free <= 0:
                    self._given.clear()
                    await self._given.wait()
                place = Place(self)
            token = _PRESENT.set(place)
            try:
                yield
            finally:
                _PRESENT.reset(token)
                place.give()

    def change(self, free: int) -> None:
        """Note that there are more free places, or fewer."""
        self._free += free
        self._given.set()


class Place:
    """One of the places."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._held = False
        self.take()

    @property
    def patience(self) -> float:
        """Return the seconds after which one who waits gives the place away."""
        return self._places.patience

    def take(self) -> None:
        """Take the place, also where none is free: who comes back with an answer must not wait with it in hand."""
        if not self._held:
            self._held = True
            self._places.change(-1)

    def give(self) -> None:
        """Give the place to the next."""
        if self._held:
            self._held = False
            self._places.change(+1)


_PRESENT: ContextVar[Place | None] = ContextVar("place", default=None)


@contextmanager
def aside() -> Iterator[None]:
    """Wait for a host in here: once that lasts long, the present place is given away until the end of it."""
    place = _PRESENT.get()
    if place is None:
        yield
        return
    timer = asyncio.get_running_loop().call_later(place.patience, place.give)
    try:
        yield
    finally:
        timer.cancel()
        place.take()

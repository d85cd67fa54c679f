"""Turns at hosts: one request at a time to each, leased across all workers, with the pause it asks for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawler.patience import waiting
from crawler.places import aside
from db import frontier
from db.clock import Clock
from db.engine import Database
from db.errors import CommonThreadError


class HostBusy(CommonThreadError):
    """Another crawler is at this host."""


def host_of(url: str) -> str:
    """Return the host of an address as leases name it: scheme, name and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


@dataclass(slots=True)
class Turn:
    """A turn at a host; `pause` may grow while it lasts, by what the host's robots.txt asks."""

    pause: timedelta


class Host:
    """One host: a lock inside this process, a lease among all."""

    def __init__(self, name: str, db: Database, owner: str, lease: timedelta, clock: Clock) -> None:
        self.name = name
        self._db = db
        self._owner = owner
        self._lease = lease
        self._clock = clock
        self._lock = asyncio.Lock()
        self._leased_until: datetime | None = None
        self._next_at: datetime | None = None

    @asynccontextmanager
    async def turn(self, pause: timedelta) -> AsyncIterator[Turn]:
        """Wait for a turn at the host; afterwards nobody asks it before the pause, or what it became, is over."""
        with aside():
            with waiting():
                await self._lock.acquire()
            try:
                with waiting():
                    wait = max(timedelta(0), (self._next_at or self._clock()) - self._clock())
                    await self._hold(wait)
                    await asyncio.sleep(wait.total_seconds())
                turn = Turn(pause)
                try:
                    yield turn
                finally:
                    self._next_at = self._clock() + turn.pause
            finally:
                self._lock.release()

    async def _hold(self, wait: timedelta) -> None:
        """Take or keep the lease for a wait and the request after it; raises HostBusy where another crawler has it."""
        now = self._clock()
        if self._leased_until is not None and now + wait < self._leased_until - self._lease / 2:
            return
        if not self._take(now, wait):
            await asyncio.sleep(self._wait(now))
            now = self._clock()
            if not self._take(now, wait):
                raise HostBusy(f"Another crawler is asking {self.name}; its turn comes again with the next crawl.")
        self._leased_until = now + wait + self._lease

    def _take(self, now: datetime, wait: timedelta) -> bool:
        return frontier.lease_host(self._db, self.name, self._owner, now, now + wait + self._lease)

    def _wait(self, now: datetime) -> float:
        """Return the seconds until the host may be asked again by the pause of an earlier crawl."""
        next_at = frontier.next_turn(self._db, self.name)
        return 0.0 if next_at is None else min(60.0, max(0.0, (next_at - now).total_seconds() + 0.001))

    def release(self) -> None:
        """Give the lease back; the pause holds for the next crawl too."""
        if self._leased_until is not None:
            frontier.release_host(self._db, self.name, self._owner, self._next_at or self._clock())
            self._leased_until = None


class Hosts:
    """The hosts of one crawl by name."""

    def __init__(self, db: Database, owner: str, lease: timedelta, clock: Clock) -> None:
        self._made: dict[str, Host] = {}
        self._arguments = (db, owner, lease, clock)

    def at(self, url: str) -> Host:
        """Return the host of an address."""
        name = host_of(url)
        if name not in self._made:
            self._made[name] = Host(name, *self._arguments)
        return self._made[name]

    def release(self) -> None:
        """Give all leases back."""
        for host in self._made.values():
            host.release()

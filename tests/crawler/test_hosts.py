"""Turns at hosts: leased for the whole of a pause and the request after it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from crawler.hosts import Hosts
from db import frontier
from db.engine import Database

HOST = "https://news.example"
LEASE = timedelta(minutes=2)


class Day:
    """A clock that moves on only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 26, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.mark.parametrize("pause", [1, 59, 60, 90])
def test_nobody_else_gets_a_host_while_we_wait_for_its_pause_or_ask_it(
    pause: int, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = Day()
    monkeypatch.setattr("crawler.hosts.asyncio.sleep", day.sleep)

    async def crawl() -> list[bool]:
        host = Hosts(db, "me", LEASE, day).at(f"{HOST}/feed")
        taken = []
        for _ in range(5):
            async with host.turn(timedelta(seconds=pause)):
                await day.sleep(30)  # a slow answer
                taken.append(frontier.lease_host(db, HOST, "other", day.now, day.now + LEASE))
        return taken

    started = day.now
    assert asyncio.run(crawl()) == [False] * 5
    assert day.now - started == timedelta(seconds=5 * 30 + 4 * pause)

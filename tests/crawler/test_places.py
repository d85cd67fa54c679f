"""A source that waits for its host gives its place to the next; who comes back works on at once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawler.places import Places, aside
from crawler.run import CrawlOptions, crawl
from db.settings import Settings

SOON = 0.01


class Day:
    """What happened, in order, and the visits that make it happen."""

    def __init__(self, at_work: int = 1, begun: int = 3, patience: float = SOON) -> None:
        self.places = Places(at_work, begun, patience)
        self.told: list[str] = []
        self.answered = asyncio.Event()

    async def quick(self, name: str) -> None:
        async with self.places.taken():
            self.told.append(name)

    async def slow(self, name: str) -> None:
        async with self.places.taken():
            self.told.append(f"{name} asks")
            with aside():
                await self.answered.wait()
            self.told.append(f"{name} reads")
            await asyncio.sleep(0)

    async def answering(self, name: str) -> None:
        await self.quick(name)
        self.answered.set()


def lived(script: Callable[[], Awaitable[list[str]]]) -> list[str]:
    async def within() -> list[str]:
        async with asyncio.timeout(20):
            return await script()

    return asyncio.run(within())


def test_one_place_serves_others_while_its_source_waits() -> None:
    async def script() -> list[str]:
        day = Day()
        await asyncio.gather(day.slow("slow"), day.quick("quick"), day.answering("last"))
        return day.told

    assert lived(script) == ["slow asks", "quick", "last", "slow reads"]


def test_a_short_wait_keeps_its_place() -> None:
    async def script() -> list[str]:
        day = Day(patience=60)
        asyncio.get_running_loop().call_later(5 * SOON, day.answered.set)
        await asyncio.gather(day.slow("slow"), day.quick("quick"))
        return day.told

    assert lived(script) == ["slow asks", "slow reads", "quick"]


def test_only_so_many_are_begun() -> None:
    async def script() -> list[str]:
        day = Day(begun=2)
        asyncio.get_running_loop().call_later(10 * SOON, day.answered.set)
        await asyncio.gather(day.slow("one"), day.slow("two"), day.quick("three"))
        return day.told

    assert lived(script) == ["one asks", "two asks", "one reads", "two reads", "three"]


def test_a_place_lost_in_a_wait_is_free_again_after_it() -> None:
    async def script() -> list[str]:
        day = Day()
        waiting = asyncio.create_task(day.slow("given up"))
        await asyncio.sleep(0)
        await day.quick("meanwhile")
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await day.quick("after")
        await day.quick("long after")
        return day.told

    assert lived(script) == ["given up asks", "meanwhile", "after", "long after"]


def test_without_a_place_there_is_none_to_give() -> None:
    with aside():
        pass


def test_a_crawl_goes_on_while_a_source_keeps_it_waiting(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.run.AT_WORK", 1)
    other_was_asked = threading.Event()
    feed = Response("<rss><channel><title>T</title></channel></rss>", content_type="application/rss+xml")

    def slow(_: Request) -> Response:
        other_was_asked.wait(60)
        return feed

    def quick(_: Request) -> Response:
        other_was_asked.set()
        return feed

    with HTTPServer() as one, HTTPServer() as other:
        lines = []
        for name, server, answer in (("one", one, slow), ("other", other, quick)):
            server.expect_request("/robots.txt").respond_with_data("", 404)
            server.expect_request("/feed").respond_with_handler(answer)
            lines.append(
                f'[[source]]\nslug = "{name}"\nname = "{name}"\nhome = "{server.url_for("/")}"\nkind = "feed"\n'
                f'url = "{server.url_for("/feed")}"\ndisplay = "full"\n'
            )
        path = tmp_path / "sources.toml"
        path.write_text("\n".join(lines))
        allowed = frozenset(f"{server.host}:{server.port}" for server in (one, other))
        options = CrawlOptions(once=True, sources_file=path, store_only=True, allow_address=allowed)
        found = crawl(Settings(database_url=database_url, fetch_deadline=6.0), options).sources
        other_was_asked.set()
    assert {name: outcome.status for name, outcome in found.items()} == {"one": "ok", "other": "ok"}

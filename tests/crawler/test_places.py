"""A source that waits for its host gives its place to the next; who comes back works on at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from crawler.places import Places, aside

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

"""A source that brings nothing is set aside; one that waits for its turn with us is not."""

from __future__ import annotations

import asyncio

import pytest

from crawler.patience import Patience, waiting


def test_a_source_that_brings_nothing_runs_out_of_patience() -> None:
    async def scenario() -> None:
        async with Patience(0.05).hold():
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        asyncio.run(scenario())


def test_waiting_for_others_does_not_count() -> None:
    async def scenario() -> str:
        lock, patience = asyncio.Lock(), Patience(0.2)
        await lock.acquire()
        asyncio.get_running_loop().call_later(0.4, lock.release)
        async with patience.hold():
            with waiting():
                await lock.acquire()
            return "had its turn"

    assert asyncio.run(scenario()) == "had its turn"


def test_what_comes_renews_patience_and_each_source_has_its_own() -> None:
    async def silent() -> str:
        try:
            async with Patience(0.15).hold():
                await asyncio.Event().wait()
        except TimeoutError:
            return "set aside"
        return "whole"

    async def renewing() -> str:
        patience, loop = Patience(0.15), asyncio.get_running_loop()
        async with patience.hold():
            for _ in range(4):
                later = loop.create_future()
                loop.call_later(0.1, later.set_result, None)
                await later
                patience.renew()
        return "whole"

    async def both() -> list[str]:
        return list(await asyncio.gather(silent(), renewing()))

    assert asyncio.run(both()) == ["set aside", "whole"]


def test_outside_of_a_visit_there_is_nothing_to_stop() -> None:
    with waiting():
        pass

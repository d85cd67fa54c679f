"""Waiting for a condition, for tests that watch other processes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest


@pytest.fixture
def until():
    """Wait until something is so; the test's own time limit bounds it."""

    async def wait(condition: Callable[[], object]) -> None:
        while not condition():
            await asyncio.sleep(0.01)

    return wait

"""What the tests of a reader's own pages start from: one story, and somebody who is signed in."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine is enough here: tests/db/test_practice.py asks both for what they keep."""
    return sqlite_url


@pytest.fixture
def story(newsroom: Any) -> str:
    """Return the slug of a story whose thread is open."""
    return str(newsroom.slug(newsroom.article("Carers get council tax relief", event="ncasc-2011")))


@pytest.fixture
def larch(person: Any) -> Any:
    """Return a reader who is signed in."""
    return person("Larch")

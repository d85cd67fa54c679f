"""What every test of the debate starts from: one story to talk about, and the moderators."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def story(newsroom: Any) -> str:
    """Return the slug of a story whose thread is open."""
    return str(newsroom.slug(newsroom.article("Carers get council tax relief")))


@pytest.fixture
def hazel(person: Any) -> Any:
    """Return a moderator who is signed in."""
    return person("Hazel", "moderator")


@pytest.fixture
def oak(person: Any) -> Any:
    """Return a second moderator, for what needs two."""
    return person("Oak", "moderator")

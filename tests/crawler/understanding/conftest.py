"""What the tests of understanding share: the vocabulary, and readings made of a title and a text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crawler.understanding.vocabulary import Vocabulary, vocabulary
from crawler.understanding.weighing import Weighed, weigh
from db.types import Reading


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    return vocabulary()


@pytest.fixture(scope="session")
def weighed(words: Vocabulary) -> Callable[..., Weighed]:
    return lambda title, text="": weigh(words.lexicon, words.lists, title, text)


@pytest.fixture(scope="session")
def reading() -> Callable[..., Reading]:
    def make(title: str, text: str = "", published: date | None = None, **more: tuple[str, ...]) -> Reading:
        return Reading("r1", "https://example.org/r1", "example", published, title, text, **more)

    return make

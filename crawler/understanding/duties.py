"""Which duties of the law an article speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from db.seeds.duties import Duty
from db.types import Reading

READ_AT_MOST = 20_000


def find_duties(reading: Reading, duties: Sequence[Duty]) -> tuple[str, ...]:
    """Return the duties in force on an article's day of which a phrase stands in it."""
    text = " ".join(f"{reading.title}\n{reading.text[:READ_AT_MOST]}".casefold().split())
    return tuple(duty.id for duty in duties if duty.held(reading.published) and _speaks_of(text, duty))


def _speaks_of(text: str, duty: Duty) -> bool:
    there = (phrase for phrase in _folded(duty.phrases) if phrase in text)
    return any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) for phrase in there)


@cache
def _folded(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(str.casefold, phrases))

"""Lines around an article that are not the article: harvested for what they say, then cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Harvest:
    """What the furniture of a page said before it was cut."""

    series: str | None = None
    debate: str | None = None
    digest: bool = False
    comments_closed: bool = False
    lines: tuple[str, ...] = ()


SERIES = re.compile(
    r"^(?:see|read|view|find|get)\s+(?:all\s+|our\s+)?(?:more|all|other)\s+(?:\w+\s+){0,2}?"
    r"(?:stories|news|articles|coverage|reports|posts)\s+(?:on|about|from|by)\s+(?:the\s+)?(?P<series>.{2,90}?)[.!:»>]*$",
    re.IGNORECASE,
)
DEBATE = re.compile(
    r"^(?:what do you think\??\s*)?(?:join|have your say (?:in|on)|take part in)\s+(?:the|our)\s+"
    r"(?:debate|discussion|conversation)(?:\s+(?:on|at|in|over at)\s+(?P<debate>.{2,60}?))?[.!:»>]*$",
    re.IGNORECASE,
)


def strip(paragraphs: Sequence[str], rules: Iterable[str] = ()) -> tuple[tuple[str, ...], Harvest]:
    """Return the paragraphs of the article alone, and what the cut lines said."""
    return tuple(paragraphs), Harvest()

"""What somebody chose for their mail, and whether a story is wanted by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Density = Literal["summaries", "headlines"]
Delivery = Literal["06:45", "12:30", "18:00"]
NATIONS = ("England", "Wales", "Scotland", "Northern Ireland")
UK_WIDE = "UK"
DENSITIES: tuple[Density, ...] = ("summaries", "headlines")
DELIVERIES: tuple[Delivery, ...] = ("06:45", "12:30", "18:00")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Topics, nations and event series that somebody chose; none of them is the whole picture."""

    topics: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


def wants(wanted: Wanted, topics: Sequence[str], nations: Sequence[str], events: Sequence[str]) -> bool:
    """Whether a story of these topics, nations and event series is for somebody.

    It has one of their topics or events, and is of one of their nations, of all of them or of none that is known.
    """
    asked_for = not (wanted.topics or wanted.events)
    asked_for = asked_for or not set(wanted.topics).isdisjoint(topics) or not set(wanted.events).isdisjoint(events)
    return asked_for and _concerns(wanted.nations, nations)


def _concerns(wanted: Sequence[str], nations: Sequence[str]) -> bool:
    known = set(nations) & set(NATIONS)
    return not wanted or not known or UK_WIDE in nations or not known.isdisjoint(wanted)

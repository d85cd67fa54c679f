"""What can be chosen for a mail, and what somebody ticked of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from db import events, topics
from db.engine import Database
from db.events import Series
from db.rules.choosing import DELIVERIES, DENSITIES, NATIONS
from db.subscriptions import PLAIN, More, Subscription
from db.topics import Topic

HOURS = {"06:45": "06:45, before the day begins", "12:30": "12:30, at lunch", "18:00": "18:00, on the way home"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody ticked, as far as it is on offer; nothing ticked is the whole picture."""

    topics: tuple[str, ...] = ()
    more: More = PLAIN


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be ticked."""

    topics: list[Topic]
    events: list[Series]
    nations: tuple[str, ...] = NATIONS

    def read(self, form: MultiDict[str, str]) -> Chosen:
        """Return what a form ticked; what is not on offer is passed over."""
        more = More(
            nations=_ticked(self.nations, form, "nation"),
            events=_ticked((one.id for one in self.events), form, "event"),
            density=next((one for one in DENSITIES if one == form.get("density")), PLAIN.density),
            delivery=next((one for one in DELIVERIES if one == form.get("delivery")), PLAIN.delivery),
        )
        return Chosen(_ticked((one.id for one in self.topics), form, "topic"), more)

    def names(self, chosen: Chosen) -> list[str]:
        """Return what somebody chose by its names: topics, events, nations."""
        found = [one.name for one in self.topics if one.id in chosen.topics]
        found += [one.name for one in self.events if one.id in chosen.more.events]
        return [*found, *chosen.more.nations]


def offer(db: Database) -> Offer:
    """Return what can be ticked now."""
    return Offer(topics.everything(db), events.all_series(db))


def chosen_for(one: Subscription) -> Chosen:
    """Return what a subscription brings."""
    return Chosen(one.topics, More(one.nations, one.events, one.density, one.delivery))


def widened(own: Chosen, asked: Chosen) -> Chosen:
    """Return a choice with more ticks, none of which takes anything away: the whole picture stays whole."""
    topics, events = own.topics, own.more.events
    if topics or events:
        topics, events = _joined(topics, asked.topics), _joined(events, asked.more.events)
    nations = _joined(own.more.nations, asked.more.nations) if own.more.nations else ()
    return Chosen(topics, replace(own.more, events=events, nations=nations))


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _ticked(known: Iterable[str], form: MultiDict[str, str], name: str) -> tuple[str, ...]:
    return tuple(one for one in known if one in form.getlist(name))

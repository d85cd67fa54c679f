"""What the owner of an address does by the links they were mailed: begin, move elsewhere, take everything out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from db import used_links
from db.clock import stamp
from db.engine import Database
from db.errors import CommonThreadError, Conflict
from db.rules.editions import Period
from db.subscriptions import PLAIN, Consent, More, Subscriber, active, by_id, find, of, subscribe, suppressed

TAKEN = "This address gets mails from us already. Leave those first, then ask again."


class MoveRefused(CommonThreadError):
    """The mails of an address cannot go to another one."""


@dataclass(frozen=True, slots=True)
class Link:
    """A mailed link that does its work once, and until when it would."""

    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """From which address to which a subscriber wants to go, and when they asked."""

    subscriber_id: int
    old: str
    new: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class _Sent:
    period: str
    day: date
    story: str


@dataclass(frozen=True, slots=True)
class _Bounce:
    kind: str
    said: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class _Waiting:
    subject: str
    state: str
    created_at: datetime
    sent_at: datetime | None


def confirm(
    db: Database,
    link: Link,
    address: str,
    periods: Sequence[Period],
    topics: Sequence[str],
    consent: Consent,
    now: datetime,
    more: More = PLAIN,
) -> Subscriber:
    """Begin the subscriptions of a link, once: pressed again it changes nothing, wherever its owner is by then.

    Raises SubscriberNotFound for the used link of somebody who was erased.
    """
    with db.write(durable=True):
        owner = used_links.owner(db, link.token)
        if owner is not None:
            return by_id(db, owner)
        subscriber = subscribe(db, address, periods, topics, consent, now, more)
        used_links.use(db, link.token, subscriber.id, link.until)
    return subscriber


def move(db: Database, link: Link, asked: Move) -> tuple[Subscriber, bool]:
    """Send the mails of a subscriber to another address, with their choices and history; once for each link.

    True stands beside them where this was the first time.
    Raises MoveRefused where the new address has mails of its own, or the subscriber moved elsewhere since.
    """
    try:
        return _move(db, link, asked)
    except Conflict as error:
        raise MoveRefused(TAKEN) from error


def _move(db: Database, link: Link, asked: Move) -> tuple[Subscriber, bool]:
    with db.write(durable=True):
        if used_links.owner(db, link.token) is not None:
            return by_id(db, asked.subscriber_id), False
        other = find(db, asked.new)
        if other is not None and active(db, other.id):
            raise MoveRefused(TAKEN)
        db.run("own_subscriptions.forget_mails_of", address=asked.new)
        db.run("own_subscriptions.drop_left", address=asked.new)
        if not db.run("own_subscriptions.move", id=asked.subscriber_id, old=asked.old, new=asked.new):
            raise MoveRefused("Your mails go to another address since. Ask for the move again if you still want it.")
        db.run("subscriptions.unsuppress", address=asked.new, asked_at=asked.asked_at)
        used_links.use(db, link.token, asked.subscriber_id, link.until)
        return by_id(db, asked.subscriber_id), True


def export(db: Database, subscriber: Subscriber) -> dict[str, Any]:
    """Return everything that is kept of a subscriber, for its owner."""
    return {
        "address": subscriber.address,
        "since": stamp(subscriber.created_at),
        "never_to_be_written_to": suppressed(db, subscriber.address),
        "subscriptions": [_told(asdict(one)) for one in of(db, subscriber.id)],
        "sent": list(_sent(db, subscriber)),
        "in_the_outbox": [
            _told(asdict(one)) for one in db.all(_Waiting, "own_subscriptions.waiting", address=subscriber.address)
        ],
        "came_back": [
            _told(asdict(one)) for one in db.all(_Bounce, "own_subscriptions.came_back", address=subscriber.address)
        ],
    }


def _sent(db: Database, subscriber: Subscriber) -> Iterator[dict[str, Any]]:
    rows = db.all(_Sent, "own_subscriptions.sent", subscriber_id=subscriber.id, since=subscriber.created_at)
    for (period, day), stories in groupby(rows, key=lambda row: (row.period, row.day)):
        yield {"period": period, "day": day.isoformat(), "stories": [row.story for row in stories]}


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as JSON has them."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value

"""Who gets which mail, with the consent they gave; leaving is for ever and needs no log-in."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from db.engine import Database
from db.errors import CommonThreadError, NotFound
from db.rules.choosing import Delivery, Density, Wanted
from db.rules.editions import LONDON, Period

KEPT_AFTER_LEAVING = timedelta(days=28)


class SubscriberNotFound(NotFound):
    """There is no such subscriber."""


class Unwelcome(CommonThreadError):
    """Somebody left and must not be written to."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """An address with the secret of its links."""

    id: int
    address: str = field(repr=False)
    secret: str = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Subscription:
    """A list somebody is on or left, with the consent they gave."""

    period: str
    topics: tuple[str, ...]
    state: str
    asked_at: datetime
    wording: str
    source: str
    confirmed_at: datetime | None
    left_at: datetime | None
    details: bool
    nations: tuple[str, ...]
    events: tuple[str, ...]
    density: Density
    delivery: Delivery
    paused_from: date | None
    paused_until: date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A subscription in the operator's list."""

    id: int
    address: str
    period: str
    topics: tuple[str, ...]
    state: str
    confirmed_at: datetime | None
    wording: str


@dataclass(frozen=True, slots=True)
class Portable:
    """An active subscription with the evidence of its consent, to be taken along."""

    id: int
    address: str
    period: str
    topics: tuple[str, ...]
    confirmed_at: datetime
    wording: str
    nations: tuple[str, ...]
    events: tuple[str, ...]
    density: Density
    delivery: Delivery
    source: str


@dataclass(frozen=True, slots=True)
class Due:
    """A subscriber whom a run has not written to yet."""

    id: int
    address: str = field(repr=False)
    secret: str = field(repr=False)
    topics: tuple[str, ...]
    details: bool
    nations: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    density: Density = "summaries"
    delivery: Delivery = "06:45"
    paused_from: date | None = None
    paused_until: date | None = None

    @property
    def wanted(self) -> Wanted:
        """Return what they chose to be told of."""
        return Wanted(self.topics, self.nations, self.events)


@dataclass(frozen=True, slots=True)
class _Wanting:
    address: str


@dataclass(frozen=True, slots=True)
class More:
    """What somebody may choose beside topics: the delivery is the daily's alone, in London time."""

    nations: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    density: Density = "summaries"
    delivery: Delivery = "06:45"


PLAIN = More()


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to: the words they saw, when they asked, where."""

    wording: str
    asked_at: datetime
    source: str


def find(db: Database, address: str) -> Subscriber | None:
    """Return the subscriber of an address, or None."""
    return db.one(Subscriber, "subscriptions.by_address", address=address)


def by_secret(db: Database, secret: str) -> Subscriber:
    """Return the subscriber of a link; raises SubscriberNotFound."""
    found = db.one(Subscriber, "subscriptions.by_secret", secret=secret) if len(secret) >= 20 else None
    if found is None:
        raise SubscriberNotFound("We know no subscription by this link. It may have been erased after you left.")
    return found


def by_id(db: Database, subscriber_id: int) -> Subscriber:
    """Return a subscriber by their number; raises SubscriberNotFound."""
    found = db.one(Subscriber, "subscriptions.by_id", id=subscriber_id)
    if found is None:
        raise SubscriberNotFound("This subscription was erased after its owner left.")
    return found


def of(db: Database, subscriber_id: int) -> list[Subscription]:
    """Return the subscriptions of a subscriber, those they left too."""
    return db.all(Subscription, "subscriptions.of_subscriber", subscriber_id=subscriber_id)


def active(db: Database, subscriber_id: int) -> list[Subscription]:
    """Return the subscriptions of a subscriber that were not left."""
    return [one for one in of(db, subscriber_id) if one.state == "active"]


def subscribe(
    db: Database,
    address: str,
    periods: Sequence[Period],
    topics: Sequence[str],
    consent: Consent,
    now: datetime,
    more: More = PLAIN,
) -> Subscriber:
    """Begin subscriptions that their owner confirmed; whoever asks anew is no longer suppressed.

    A consent that is older than somebody's last choice changes nothing: an old link cannot bring back who left.
    """
    with db.write(durable=True):
        db.run("subscriptions.add_subscriber", address=address, secret=secrets.token_urlsafe(24), now=now)
        db.run("subscriptions.unsuppress", address=address, asked_at=consent.asked_at)
        subscriber = find(db, address)
        assert subscriber is not None
        for period in periods:
            db.run(
                "subscriptions.subscribe",
                subscriber_id=subscriber.id,
                period=period,
                topics=tuple(topics),
                **asdict(more),
                asked_at=consent.asked_at,
                wording=consent.wording,
                source=consent.source,
                now=now,
            )
    return subscriber


def bring(
    db: Database,
    address: str,
    period: Period,
    topics: Sequence[str],
    consent: Consent,
    now: datetime,
    more: More = PLAIN,
) -> Subscriber:
    """Begin a subscription that an operator brings along; one whose owner chose later stays as it is.

    Raises Unwelcome where the owner of the address left.
    """
    if suppressed(db, address):
        raise Unwelcome(f"{address} is never to be written to; only its owner can begin again, at /subscribe")
    known = find(db, address)
    kept = next((one for one in of(db, known.id) if one.period == period), None) if known else None
    if kept and kept.left_at is not None and kept.left_at >= consent.asked_at:
        raise Unwelcome(
            f"{address} left the {period} after that consent; only its owner can begin again, at /subscribe"
        )
    if known and kept and kept.state == "active" and (kept.confirmed_at or kept.asked_at) >= consent.asked_at:
        return known
    return subscribe(db, address, [period], topics, consent, now, more)


def leave(db: Database, subscriber: Subscriber, periods: Sequence[str], now: datetime) -> int:
    """End subscriptions and return how many; leaving twice is leaving once."""
    with db.write(durable=True):
        return sum(
            db.run("subscriptions.leave", subscriber_id=subscriber.id, period=period, now=now) for period in periods
        )


def choose(
    db: Database, subscriber: Subscriber, period: str, topics: Sequence[str], more: More = PLAIN, *, details: bool
) -> None:
    """Choose what a subscription brings (nothing chosen: the whole picture), and whether with details of harm."""
    with db.write():
        db.run(
            "subscriptions.choose",
            subscriber_id=subscriber.id,
            period=period,
            topics=tuple(topics),
            details=details,
            **asdict(more),
        )


def pause(db: Database, subscriber: Subscriber, until: date, now: datetime) -> None:
    """Send a subscriber nothing before a London day."""
    with db.write(durable=True):
        db.run("subscriptions.pause", subscriber_id=subscriber.id, day=_today(now), until=until)


def resume(db: Database, subscriber: Subscriber, now: datetime) -> None:
    """End the pause of a subscriber; what was missed is still known until the next digest has gone."""
    with db.write(durable=True):
        db.run("subscriptions.resume", subscriber_id=subscriber.id, day=_today(now))


def caught_up(db: Database, subscriber_id: int, period: str, day: date) -> None:
    """Forget a pause that was over on a London day, in the transaction that writes the digest which told of it."""
    with db.write(durable=True):
        db.run("subscriptions.caught_up", subscriber_id=subscriber_id, period=period, day=day)


def suppress(db: Database, address: str, reason: str, now: datetime) -> None:
    """Never send to an address again, until its owner confirms anew."""
    with db.write(durable=True):
        db.run("subscriptions.suppress", address=address, reason=reason, now=now)


def suppressed(db: Database, address: str) -> bool:
    """Whether an address is never to be sent to."""
    return db.value("subscriptions.suppressed", address=address) is not None


def wanting(db: Database, addresses: Collection[str], period: str, now: datetime) -> set[str]:
    """Return which addresses are on a list, not paused, and may be sent to: asked last, when a mail is about to go."""
    rows = db.all(_Wanting, "subscriptions.wanting", addresses=tuple(addresses), period=period, day=_today(now))
    return {row.address for row in rows}


def everything(db: Database) -> Iterator[Listed]:
    """Yield all subscriptions, for the operator."""
    after = 0
    while batch := db.all(Listed, "subscriptions.everything", after_id=after, most=500):
        yield from batch
        after = batch[-1].id


def count(db: Database, period: str) -> int:
    """Return how many subscriptions of a period are active."""
    return int(db.value("subscriptions.count", period=period))


def portable(db: Database) -> Iterator[Portable]:
    """Yield all active subscriptions of those who may be written to."""
    after = 0
    while batch := db.all(Portable, "subscriptions.portable", after_id=after, most=500):
        yield from batch
        after = batch[-1].id


def due(db: Database, period: str, run_id: int, after_id: int, most: int, day: date) -> list[Due]:
    """Return subscribers not paused on a London day whom a run has not written to yet and who may be sent to."""
    return db.all(Due, "subscriptions.due", period=period, run_id=run_id, after_id=after_id, most=most, day=day)


def forget_left(db: Database, now: datetime) -> int:
    """Erase addresses that left all lists some weeks ago, with what was sent to them, and return how many."""
    before = now - KEPT_AFTER_LEAVING
    with db.write():
        db.run("subscriptions.forget_mails", before=before)
        return db.run("subscriptions.forget_left", before=before)


def _today(now: datetime) -> date:
    """Return the London day of a moment."""
    return now.astimezone(LONDON).date()

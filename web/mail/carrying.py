"""Empties the outbox: claim, send, mark after the server took it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import leases, outbox, subscriptions
from db.clock import Clock
from db.engine import Database
from db.outbox import Mail
from db.settings import Settings
from web.mail.transport import Away, Later, Never, Transport, transport

AT_ONCE = 20
MOST_ATTEMPTS = 12
CLAIM = timedelta(minutes=1)  # held while it waits for its turn; what a killed sender held is free soon
LEASE = timedelta(minutes=10)  # longer than any server may take over one mail
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
AWAY_WAIT = timedelta(minutes=1)


@dataclass(slots=True)
class Carried:
    """How many mails were sent, put back for later, given up, too old, or no longer wanted."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    expired: int = 0
    withdrawn: int = 0

    @property
    def all(self) -> int:
        """Return how many mails were looked at."""
        return self.sent + self.later + self.failed + self.expired + self.withdrawn


def carry(db: Database, settings: Settings, clock: Clock, by: Transport | None = None, most: int = 100_000) -> Carried:
    """Send what waits in the outbox; any number of senders may do so at once."""
    leases.free_dead(db)
    owner = leases.owner_name()
    carried = Carried()
    with by or transport(settings) as opened:
        while carried.all < most:
            batch = outbox.claim(db, owner, clock(), clock() + CLAIM, AT_ONCE)
            if not batch:
                break
            try:
                while batch:
                    _carry_one(db, batch[0], owner, clock, opened, carried)
                    del batch[0]
            except Away as error:
                _give_back(db, batch, owner, clock(), str(error), carried)
                break
    return carried


def _carry_one(db: Database, mail: Mail, owner: str, clock: Clock, by: Transport, carried: Carried) -> None:
    """Send one mail that is still ours, in time and welcome; the lease is renewed before each."""
    if not outbox.keep(db, owner, clock() + LEASE):
        return
    if mail.expires_at is not None and clock() >= mail.expires_at:
        outbox.note_expired(db, mail.id, owner)
        carried.expired += 1
        return
    kind, _, period = mail.kind.partition(" ")
    if kind == "digest" and not subscriptions.wanted(db, mail.address, period, clock()):
        outbox.note_withdrawn(db, mail.id, owner)
        carried.withdrawn += 1
        return
    try:
        by.send(mail.address, mail.message, mail.message_id)
    except Away:
        raise
    except Later as error:
        _put_back(db, mail, owner, clock(), str(error), carried)
    except Never as error:
        outbox.note_failed(db, mail.id, owner, str(error))
        carried.failed += 1
    else:
        outbox.note_sent(db, mail.id, owner, clock())
        carried.sent += 1


def _give_back(db: Database, batch: Sequence[Mail], owner: str, now: datetime, words: str, carried: Carried) -> None:
    """Put mails back that no server has seen; this lasts for ever, while they are in time."""
    for mail in batch:
        outbox.release(db, mail.id, owner, now + AWAY_WAIT, words)
        carried.later += 1


def _put_back(db: Database, mail: Mail, owner: str, now: datetime, words: str, carried: Carried) -> None:
    """Try again later, longer after each time; after many times give up."""
    if mail.attempts >= MOST_ATTEMPTS:
        outbox.note_failed(db, mail.id, owner, f"given up after {mail.attempts} attempts: {words}")
        carried.failed += 1
        return
    outbox.put_back(db, mail.id, owner, now + wait(mail.attempts), words)
    carried.later += 1


def wait(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: a minute, doubling, at most four hours."""
    doublings = min(20, max(0, attempts - 1))
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))

"""Empties the outbox: claim, send, mark after the server took it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import sleep

from db import bounces, domains, leases, limits, outbox, subscriptions
from db.clock import Clock
from db.engine import Database
from db.errors import DatabaseError
from db.limits import Limit
from db.outbox import Mail
from db.rules.messages import sending_domain
from db.settings import Settings
from web.mail.transport import Away, Later, Never, Transport, transport

AT_ONCE = 50  # and as many, at most, may a cut of power repeat: docs/decisions/0019
MOST_ATTEMPTS = 12
LONGEST_MAIL = timedelta(minutes=7)  # opening a connection and one mail, at the slowest that we bear
LEASE = LONGEST_MAIL + timedelta(minutes=3)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
AWAY_WAIT = timedelta(minutes=1)
NOTING, PAUSE = 600, 1.0  # how often, and with what pause in seconds, we try to note that a mail was taken
LIST_KIND = "digest "  # and its period
UNASKED = "follow"  # a letter that somebody switched on, and that a suppressed address does not get


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


@dataclass(slots=True)
class Leave:
    """Which mails of a batch may go: looked at last, when one is about to go.

    Where the database tells at once that nothing was changed since but our own notes, what was found for the whole
    batch still holds, until the hour in which a pause may begin or end.
    """

    _seen: tuple[int, int, datetime] | None = None
    _known: dict[int, bool] = field(default_factory=dict)

    def of(self, db: Database, batch: Sequence[Mail], owner: str, now: datetime) -> bool | None:
        """Whether somebody still wants the first mail of a batch, None where its owner does not hold it any more."""
        stamp = db.stamp()
        seen = None if stamp is None else (*stamp, now.replace(minute=0, second=0, microsecond=0))
        if seen is None or seen != self._seen or batch[0].id not in self._known:
            asked = batch[:2] if seen is None else batch
            ours = outbox.ours(db, [mail.id for mail in asked], owner)
            wanted = welcome(db, [mail for mail in asked if mail.id in ours], now)
            self._seen, self._known = seen, {mail.id: mail.id in wanted for mail in asked if mail.id in ours}
        return self._known.get(batch[0].id)

    def likely(self, mail: Mail) -> bool:
        """Whether a mail could go when its batch was looked at."""
        return self._known.get(mail.id, False)

    def noted(self) -> None:
        """Know that we changed one row ourselves, of a mail that is gone; any other change makes us look again."""
        if self._seen is not None:
            commits, changes, hour = self._seen
            self._seen = commits, changes + 1, hour


@dataclass(slots=True)
class _Round:
    """One sender at work: what it needs for each mail, and what it did."""

    db: Database
    settings: Settings
    clock: Clock
    by: Transport
    pause: Callable[[float], None]
    owner: str = field(default_factory=leases.owner_name)
    leave: Leave = field(default_factory=Leave)
    carried: Carried = field(default_factory=Carried)

    def claim(self, most: int) -> tuple[list[Mail], datetime]:
        """Take mails that are due, no digests while they are held, and return until when they are ours."""
        now = self.clock()
        until = now + LEASE
        least = outbox.DIGEST + 1 if domains.holds(self.db, self.settings, sending_domain(self.settings)) else 0
        return outbox.claim(self.db, self.owner, now, until, most, least), until

    def empty(self, most: int) -> None:
        """Send what waits, batch after batch, as long as there is a server to give mails to."""
        while self.carried.all < most:
            batch, until = self.claim(min(AT_ONCE, most - self.carried.all))
            if not batch:
                break
            try:
                self.carry(batch, until)
            except Away as error:
                self.give_back(batch, str(error))
                break

    def carry(self, batch: list[Mail], until: datetime) -> None:
        """Send the mails of a batch; the lease is renewed before it could end within a mail."""
        waits: dict[str, int] = {}
        while batch:
            now = self.clock()
            if now + LONGEST_MAIL > until:
                until = now + LEASE
                outbox.keep(self.db, self.owner, until)
            self._one(batch, now, waits)
            del batch[0]

    def _one(self, batch: Sequence[Mail], now: datetime, waits: dict[str, int]) -> None:
        """Send the first mail of a batch if it is still ours, in time, welcome, and its turn."""
        mail, leave = batch[0], self.leave.of(self.db, batch, self.owner, now)
        if leave is None:
            return
        if mail.expires_at is not None and now >= mail.expires_at:
            outbox.note_expired(self.db, mail.id, self.owner)
            self.carried.expired += 1
        elif not leave:
            outbox.note_withdrawn(self.db, mail.id, self.owner)
            self.carried.withdrawn += 1
        elif self._too_fast(mail, now, waits):
            self.carried.later += 1
        else:
            if len(batch) > 1 and self._is_next(batch[1], now):
                self.by.expect(batch[1])
            self._send(mail, is_last=len(batch) == 1)

    def _is_next(self, mail: Mail, now: datetime) -> bool:
        """Whether a mail will go next, as far as can be known; it is looked at again when its turn comes."""
        in_time = mail.expires_at is None or now < mail.expires_at
        return in_time and self.leave.likely(mail) and not self.settings.mail_per_domain

    def _send(self, mail: Mail, *, is_last: bool) -> None:
        try:
            self.by.send(mail)
        except Away:
            raise
        except Later as error:
            self._put_back(mail, str(error))
        except Never as error:
            self._give_up(mail, str(error), "hard" if error.is_dead else None)
        else:
            self._note_sent(mail, durable=is_last)
            self.carried.sent += 1

    def _note_sent(self, mail: Mail, *, durable: bool) -> None:
        """Note that the server took a mail; a lock or a full disk is waited for, as a forgotten note is a repeat."""
        tries = 0
        while True:
            try:
                if outbox.note_sent(self.db, mail.id, self.owner, self.clock(), durable=durable):
                    self.leave.noted()
                return
            except DatabaseError:
                tries += 1
                if tries > NOTING:
                    raise
            self.pause(PAUSE)

    def _put_back(self, mail: Mail, words: str) -> None:
        """Try again later, longer after each time; after many times give up."""
        if mail.attempts >= MOST_ATTEMPTS:
            self._give_up(mail, f"given up after {mail.attempts} attempts: {words}", "soft")
            return
        outbox.put_back(self.db, mail.id, self.owner, self.clock() + wait(mail.attempts), words)
        self.carried.later += 1

    def _give_up(self, mail: Mail, words: str, bounce: bounces.Kind | None) -> None:
        with self.db.write(durable=True):
            outbox.note_failed(self.db, mail.id, self.owner, words)
            if bounce is not None:
                bounces.note(self.db, bounce, mail.message_id, mail.address, words, self.clock())
        self.carried.failed += 1

    def _too_fast(self, mail: Mail, now: datetime, waits: dict[str, int]) -> bool:
        """Put a mail back whose domain had its share of this minute; those of one batch one after the other."""
        rate = int(self.settings.mail_per_domain)
        if not rate:
            return False
        domain = mail.address.rpartition("@")[2].lower()
        if limits.take(self.db, f"mail:{domain}", Limit(rate, timedelta(minutes=1)), now):
            return False
        waits[domain] = waits.get(domain, 0) + 1
        due = now + timedelta(minutes=1) * waits[domain] / rate
        outbox.release(self.db, [mail.id], self.owner, due, "its domain had its share of the minute")
        return True

    def give_back(self, batch: Sequence[Mail], words: str) -> None:
        """Put mails back that no server has seen; this lasts for ever, while they are in time."""
        outbox.release(self.db, [mail.id for mail in batch], self.owner, self.clock() + AWAY_WAIT, words)
        self.carried.later += len(batch)


def carry(
    db: Database,
    settings: Settings,
    clock: Clock,
    by: Transport | None = None,
    most: int = 100_000,
    pause: Callable[[float], None] = sleep,
) -> Carried:
    """Send what waits in the outbox; any number of senders may do so at once."""
    leases.free_dead(db)
    with by or transport(settings) as opened:
        one = _Round(db, settings, clock, opened, pause)
        try:
            one.empty(most)
        except DatabaseError:  # what it claimed need not wait for the end of the lease
            leases.give_up(one.owner)
            raise
    return one.carried


def welcome(db: Database, mails: Sequence[Mail], now: datetime) -> set[int]:
    """Return which mails somebody still wants."""
    of_list: dict[str, list[str]] = {}
    for mail in mails:
        if mail.kind.startswith(LIST_KIND):
            of_list.setdefault(mail.kind, []).append(mail.address)
    wanting = {
        kind: subscriptions.wanting(db, addresses, kind.removeprefix(LIST_KIND), now)
        for kind, addresses in of_list.items()
    }
    return {mail.id for mail in mails if _is_welcome(db, mail, wanting)}


def _is_welcome(db: Database, mail: Mail, wanting: Mapping[str, set[str]]) -> bool:
    if mail.kind in wanting:
        return mail.address in wanting[mail.kind]
    return mail.kind != UNASKED or not subscriptions.suppressed(db, mail.address)


def wait(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: a minute, doubling, at most four hours."""
    doublings = min(20, max(0, attempts - 1))
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))

"""All mail of the product waits here: a row each, claimed by lease, marked after the server took it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime

from db.engine import Database, insist
from db.errors import CommonThreadError
from db.rules.wire import Form, unwired, wired

SHORTEST_MARK = 16
FIRST, NOTICE, DIGEST = 9, 5, 2  # sign-in and confirmations go before notices, those before digests


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was claimed."""

    id: int
    kind: str
    address: str = field(repr=False)
    subject: str
    words: bytes = field(repr=False)  # as they go over the wire
    message_id: str
    attempts: int
    expires_at: datetime | None

    @property
    def message(self) -> str:
        """Return the mail as text."""
        return unwired(self.words)


class MarksError(CommonThreadError):
    """Words that cannot stand for what is a reader's own."""


def _word() -> str:
    import secrets  # what only a new mail needs

    return secrets.token_hex(12)


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands where mails with the same content differ; the ident stands in angle brackets.

    Each is one word, so that no line is cut inside it, and nobody can guess it: a headline or a link of an outlet
    that contained a known mark would be given the reader's secret.
    """

    secret: str = field(default_factory=_word)
    address: str = field(default_factory=lambda: f"{_word()}@reader.invalid")
    ident: str = field(default_factory=lambda: f"{_word()}@ident.invalid")

    def __post_init__(self) -> None:
        words = astuple(self)
        if len(set(words)) < len(words) or any(len(word) < SHORTEST_MARK for word in words):
            raise MarksError(
                f"marks are three different words of {SHORTEST_MARK} letters or more; take those of Marks()"
            )

    def form(self, message: str) -> Form:
        """Return a mail that many get, ready to be filled."""
        return Form.cut(wired(message), self._bytes())

    def fill(self, form: Form, secret: str, address: str, message_id: str) -> bytes:
        """Return a mail as it goes over the wire, with what is its reader's own in the place of the marks."""
        return form.filled(dict(zip(self._bytes(), map(str.encode, (secret, address, message_id)), strict=True)))

    def _bytes(self) -> tuple[bytes, ...]:
        return self.secret.encode(), self.address.encode(), f"<{self.ident}>".encode()


@dataclass(frozen=True, slots=True)
class Addressed:
    """What is one reader's own in a mail that many get."""

    address: str = field(repr=False)
    secret: str = field(repr=False)
    message_id: str


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    weight: int
    kind: str
    address: str = field(repr=False)
    subject: str
    message: str = field(repr=False)
    message_id: str
    attempts: int
    expires_at: datetime | None
    body_id: int | None
    secret: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Body:
    message: str
    secret: str
    address: str
    ident: str


@dataclass(frozen=True, slots=True)
class _Held:
    id: int


@dataclass(frozen=True, slots=True)
class _Put:
    id: int
    message_id: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many mails are in a state or of a kind."""

    state: str
    number: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How many mails are in a state, and when the oldest of them was written or is due."""

    state: str
    number: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Troubled:
    """A mail that failed or was put back, with what was said of it."""

    id: int
    kind: str
    address: str = field(repr=False)
    state: str
    attempts: int
    error: str
    created_at: datetime
    due_at: datetime


def put(
    db: Database,
    *,
    kind: str,
    weight: int,
    address: str,
    subject: str,
    message: str,
    message_id: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> int | None:
    """Keep a complete mail to be sent, in its caller's transaction; None where its id is there already."""
    with db.write(durable=True):
        found: int | None = db.value(
            "outbox.put",
            kind=kind,
            weight=weight,
            address=address,
            subject=subject,
            message=message,
            message_id=message_id,
            now=now,
            expires_at=expires_at,
        )
    return found


def keep_body(db: Database, key: str, message: str, marks: Marks, now: datetime) -> int:
    """Keep what many mails have in common, in its caller's transaction, and return its id; once for each key."""
    with db.write(durable=True):
        db.run(
            "outbox.keep_body",
            key=key,
            message=message,
            secret=marks.secret,
            address=marks.address,
            ident=marks.ident,
            now=now,
        )
        return int(db.value("outbox.body_id", key=key))


def renew_body(db: Database, body_id: int, message: str, marks: Marks) -> None:
    """Change what many mails have in common, in the caller's transaction."""
    with db.write(durable=True):
        db.run(
            "outbox.renew_body",
            id=body_id,
            message=message,
            secret=marks.secret,
            address=marks.address,
            ident=marks.ident,
        )


def withdraw_body(db: Database, body_id: int) -> int:
    """Let mails wait no more of whose words nothing is left, and return how many."""
    with db.write(durable=True):
        return db.run("outbox.withdraw_body", id=body_id)


def put_many(
    db: Database,
    *,
    kind: str,
    weight: int,
    body_id: int,
    subject: str,
    mails: Sequence[Addressed],
    now: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> list[int | None]:
    """Keep mails that are alike but for what is each reader's own, in the caller's transaction.

    Returns their ids in order; None where the message id is there already.
    """
    with db.write(durable=True):
        rows = db.all(
            _Put,
            "outbox.put_many",
            mails=[(one.address, one.secret, one.message_id) for one in mails],
            kind=kind,
            weight=weight,
            body_id=body_id,
            subject=subject,
            now=now,
            due_at=due_at or now,
            expires_at=expires_at,
        )
    ids = {row.message_id: row.id for row in rows}
    return [ids.pop(one.message_id, None) for one in mails]


def claim(db: Database, owner: str, now: datetime, until: datetime, most: int, least: int = 0) -> list[Mail]:
    """Take mails that are due and weigh at least so much, finished, the weightiest first."""
    with db.write(durable=True):
        db.run("outbox.free_ended", now=now)
        rows = db.all(_Row, "outbox.claim", owner=owner, now=now, until=until, least=least, most=most)
    bodies: dict[int, tuple[Form, Marks]] = {}
    return [_finished(db, row, bodies) for row in sorted(rows, key=lambda row: (-row.weight, row.id))]


def _finished(db: Database, row: _Row, bodies: dict[int, tuple[Form, Marks]]) -> Mail:
    """Return a claimed mail with what is its reader's own put into what it has in common with others."""
    if row.body_id is None:
        words = wired(row.message)
    else:
        if row.body_id not in bodies:
            bodies[row.body_id] = _body(db, row.body_id)
        form, marks = bodies[row.body_id]
        words = marks.fill(form, row.secret or "", row.address, row.message_id)
    return Mail(row.id, row.kind, row.address, row.subject, words, row.message_id, row.attempts, row.expires_at)


def _body(db: Database, body_id: int) -> tuple[Form, Marks]:
    found = db.one(_Body, "outbox.body", id=body_id)
    if found is None:  # purged a moment ago, and the mail with it: it is no longer ours, so it is not sent
        return Form(()), Marks()
    marks = Marks(found.secret, found.address, found.ident)
    return marks.form(found.message), marks


def keep(db: Database, owner: str, until: datetime) -> int:
    """Hold all that an owner has claimed for longer and return how many mails that are."""
    with db.write(durable=True):
        return db.run("outbox.keep", owner=owner, until=until)


def ours(db: Database, mail_ids: Sequence[int], owner: str) -> set[int]:
    """Return which mails an owner still holds: none that a sender with another clock took, or that a purge erased."""
    return {one.id for one in db.all(_Held, "outbox.ours", ids=tuple(mail_ids), owner=owner)}


def note_sent(db: Database, mail_id: int, owner: str, now: datetime, *, durable: bool = True) -> bool:
    """Note that the server took a mail; False where it was no longer ours.

    Without `durable` the note outlives its process, but not a cut of power before the next one that is.
    """
    return _note(db, "outbox.sent", durable=durable, id=mail_id, owner=owner, now=now)


def put_back(db: Database, mail_id: int, owner: str, due_at: datetime, error: str) -> None:
    """Put a mail back for later, with what the server said."""
    _note(db, "outbox.later", id=mail_id, owner=owner, due_at=due_at, error=error[:500])


def release(db: Database, mail_ids: Sequence[int], owner: str, due_at: datetime, error: str) -> None:
    """Put mails back that no server has seen; it counts as no attempt."""
    with db.write(durable=True):
        for mail_id in mail_ids:
            db.run("outbox.release", id=mail_id, owner=owner, due_at=due_at, error=error[:500])


def note_failed(db: Database, mail_id: int, owner: str, error: str) -> None:
    """Note that a mail cannot be sent, with what the server said."""
    _note(db, "outbox.failed", id=mail_id, owner=owner, state="failed", error=error[:500])


def note_withdrawn(db: Database, mail_id: int, owner: str) -> None:
    """Note that somebody left before their mail was sent."""
    _note(
        db, "outbox.failed", id=mail_id, owner=owner, state="withdrawn", error="they left, or are not to be written to"
    )


def note_expired(db: Database, mail_id: int, owner: str) -> None:
    """Note that a mail is too old to be sent."""
    _note(db, "outbox.failed", id=mail_id, owner=owner, state="expired", error="too old to be sent")


def _note(db: Database, what: str, *, durable: bool = True, **params: object) -> bool:
    """Note what became of a mail, again where the database went away meanwhile; False where it is no longer ours.

    A note that is lost after the server took the mail would send it twice.
    """

    def note() -> bool:
        with db.write(durable=durable):
            return db.run(what, **params) == 1

    return insist(note)


def counts(db: Database) -> dict[str, int]:
    """Return how many mails are in which state."""
    return {row.state: row.number for row in db.all(Count, "outbox.counts")}


def standing(db: Database) -> list[Standing]:
    """Return how many mails are in which state, and since when."""
    return db.all(Standing, "outbox.standing")


def troubled(db: Database, most: int) -> list[Troubled]:
    """Return mails that failed, the newest first, then those that were put back."""
    failed = db.all(Troubled, "outbox.failed_mails", most=most)
    return failed + db.all(Troubled, "outbox.put_back", most=most - len(failed))


def failed_kinds(db: Database) -> list[Count]:
    """Return how many mails of which kind failed."""
    return db.all(Count, "outbox.failed_kinds")


def retry(db: Database, mail_id: int, now: datetime) -> int:
    """Let a mail that failed or was put back go again at once; 0 where there is no such one."""
    with db.write(durable=True):
        return db.run("outbox.retry", id=mail_id, now=now)


def retry_kind(db: Database, kind: str, now: datetime) -> int:
    """Let all mails of a kind that failed go again, and return how many."""
    with db.write(durable=True):
        return db.run("outbox.retry_kind", kind=kind, now=now)


def sweep(db: Database, before: datetime) -> int:
    """Remove mails that ended before a moment, with what only they had in common, and return how many."""
    with db.write():
        gone = db.run("outbox.sweep", before=before)
        db.run("outbox.sweep_bodies", before=before)
        return gone

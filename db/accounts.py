"""Accounts: a pseudonym, a mail address that no page shows, sessions that end when told."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from db.engine import Database
from db.errors import AccountNotFound, CommonThreadError
from db.rules.addresses import tidy
from db.rules.handles import fold, problem
from db.seeds.people import load_people

ROLES = ("reader", "moderator", "operator")
MOST_TRIES = 5


class HandleRefused(CommonThreadError):
    """A pseudonym cannot be used."""


class AddressRefused(CommonThreadError):
    """Text that is no mail address was given as one."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account; its address must not leave the operator's tools."""

    id: int
    address: str = field(repr=False)
    handle: str
    role: str
    state: str
    created_at: datetime
    published_count: int

    @property
    def moderates(self) -> bool:
        """Whether the account may moderate."""
        return self.role in ("moderator", "operator")


@dataclass(frozen=True, slots=True)
class SignIn:
    """What is sent to an address, and what stays in the tab that asked."""

    nonce: str
    code: str
    tab: str


@dataclass(frozen=True, slots=True)
class Session:
    """Since when somebody is signed in on a device, and until when."""

    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Try:
    nonce_hash: str
    code_hash: str


def hashed(secret: str) -> str:
    """Return what the database keeps of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def find(db: Database, address: str) -> Account | None:
    """Return the account of an address, or None."""
    return db.one(Account, "accounts.by_address", address=address)


def everything(db: Database) -> Iterator[Account]:
    """Yield all accounts, for the operator."""
    after = 0
    while batch := db.all(Account, "accounts.everything", after_id=after, most=500):
        yield from batch
        after = batch[-1].id


def by_handle(db: Database, handle: str) -> Account:
    """Return an account by its pseudonym; raises AccountNotFound."""
    account = db.one(Account, "accounts.by_handle_key", handle_key=fold(handle))
    if account is None:
        raise AccountNotFound(f"there is no account {handle!r}; `commonthread accounts list` shows all")
    return account


def add(db: Database, *, address: str, handle: str, role: str, now: datetime) -> Account:
    """Add an account, or give an existing one its role; raises HandleRefused, AddressRefused."""
    kept = tidy(address)
    if kept is None:
        raise AddressRefused(f"{address!r} is no mail address; expected name@example.org")
    if role not in ROLES:
        raise CommonThreadError(f"there is no role {role!r}; there are {', '.join(ROLES)}")
    with db.write(durable=True):
        known = find(db, kept)
        if known is None:
            _create(db, kept, handle, role, now)
        else:
            db.run("accounts.set_role", id=known.id, role=role, now=now)
        account = find(db, kept)
    assert account is not None
    return account


def register(db: Database, address: str, handle: str, now: datetime) -> Account:
    """Give an address that was confirmed by mail an account under a pseudonym; raises HandleRefused."""
    with db.write(durable=True):
        known = find(db, address)
        if known is None:
            _create(db, address, handle, "reader", now)
            known = find(db, address)
    assert known is not None
    return known


@cache
def _officials() -> frozenset[str]:
    """Return the names of people in office and of bodies, as handles are compared."""
    known = load_people()
    return frozenset(
        fold(name) for name in (*(one.person for one in known.tenures), *(one.name for one in known.bodies))
    )


def trouble(handle: str) -> str | None:
    """Return why a handle cannot be used, also because it is an official's name; None where it can."""
    taken = "That is the name of somebody in office, or of a body. Choose another."
    return problem(handle) or (taken if fold(handle) in _officials() else None)


def _create(db: Database, address: str, handle: str, role: str, now: datetime) -> None:
    words = trouble(handle)
    if words:
        raise HandleRefused(words)
    if not db.run("accounts.use_handle", handle_key=fold(handle), now=now):
        raise HandleRefused("That name, or one that looks like it, is or was somebody’s. Choose another.")
    db.value("accounts.add", address=address, handle=handle, handle_key=fold(handle), role=role, now=now)


def ask_to_sign_in(db: Database, address: str, now: datetime, lasts: timedelta) -> SignIn:
    """Note a request to sign in; only hashes of its secrets are kept."""
    asked = SignIn(secrets.token_urlsafe(32), f"{secrets.randbelow(10**6):06d}", secrets.token_urlsafe(32))
    with db.write(durable=True):
        db.run(
            "accounts.ask",
            nonce_hash=hashed(asked.nonce),
            address=address,
            tab_hash=hashed(asked.tab),
            code_hash=hashed(asked.tab + asked.code),
            now=now,
            expires_at=now + lasts,
        )
    return asked


def link_is_valid(db: Database, nonce: str, now: datetime) -> bool:
    """Whether a mailed link still works; looking does not use it up."""
    return db.value("accounts.link_valid", nonce_hash=hashed(nonce), now=now) is not None


def use_link(db: Database, nonce: str, now: datetime) -> str | None:
    """Use a mailed link and return its address; None where it was used or is over."""
    with db.write(durable=True):
        address: str | None = db.value("accounts.use_link", nonce_hash=hashed(nonce), now=now)
    return address


def use_code(db: Database, tab: str, code: str, now: datetime) -> str | None:
    """Use the code of the tab that asked and return its address; a few wrong tries end it."""
    with db.write(durable=True):
        tried = db.one(_Try, "accounts.try_code", tab_hash=hashed(tab), now=now, most=MOST_TRIES)
        if tried is None or not hmac.compare_digest(tried.code_hash, hashed(tab + code)):
            return None
        address: str | None = db.value("accounts.use_link", nonce_hash=tried.nonce_hash, now=now)
    return address


def open_session(db: Database, account_id: int, now: datetime, lasts: timedelta) -> str:
    """Begin a session and return its token, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    with db.write(durable=True):
        db.run(
            "accounts.open_session",
            token_hash=hashed(token),
            account_id=account_id,
            now=now,
            expires_at=now + lasts,
        )
    return token


def by_session(db: Database, token: str, now: datetime) -> Account | None:
    """Return the account of a session token, or None where the session is over."""
    return db.one(Account, "accounts.by_session", token_hash=hashed(token), now=now)


def prolong_session(db: Database, token: str, now: datetime, idle: timedelta, longest: timedelta) -> None:
    """Let a session that is used go on for the time it may be idle, never beyond its longest; a write a day at most."""
    known, day = hashed(token), timedelta(days=1)
    found = db.value(
        "accounts.session_to_prolong", token_hash=known, before=now + idle - day, oldest=now + idle - longest
    )
    if found is not None:
        with db.write():
            db.run("accounts.prolong_session", token_hash=known, until=now + idle)


def end_session(db: Database, token: str) -> None:
    """End one session."""
    with db.write():
        db.run("accounts.end_session", token_hash=hashed(token))


def end_all_sessions(db: Database, account_id: int) -> int:
    """End all sessions of an account and return how many there were."""
    with db.write():
        return db.run("accounts.end_sessions", account_id=account_id)


def sessions(db: Database, account_id: int, now: datetime) -> list[Session]:
    """Return the sessions of an account that last, the newest first."""
    return db.all(Session, "accounts.sessions", account_id=account_id, now=now)


def sweep(db: Database, now: datetime) -> None:
    """Remove sessions and sign-in requests that are over."""
    with db.write():
        db.run("accounts.sweep_sessions", now=now)
        db.run("accounts.sweep_sign_ins", before=now - timedelta(days=1))

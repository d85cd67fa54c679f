"""What an owner does with their account: another name, another address, a role confirmed, everything out, gone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from db import follows, saved
from db.accounts import Account, HandleRefused, end_all_sessions, hashed, trouble
from db.changes import story_changed
from db.clock import stamp
from db.engine import Database
from db.errors import CommonThreadError
from db.rules.addresses import tidy
from db.rules.handles import fold

A_YEAR = timedelta(days=365)


class ChangeRefused(CommonThreadError):
    """An account cannot be changed like that."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of the two mails that confirm another address: one to the old address, one to the new."""

    address: str = field(repr=False)
    old: str = field(repr=False)
    new: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """A role that was confirmed by a work address, and when the name was last changed."""

    role: str | None
    checked_at: datetime | None
    handle_changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Change:
    account_id: int
    address: str
    old_at: datetime | None
    new_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Id:
    id: int


@dataclass(frozen=True, slots=True)
class _Words:
    id: int
    at: datetime
    story: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    what: str
    story: str
    value: str
    at: datetime


def checked(db: Database, account_id: int) -> Checked:
    """Return the confirmed role of an account, and when its name was last changed."""
    return db.one(Checked, "own_account.checked", id=account_id) or Checked(None, None, None)


def rename(db: Database, account: Account, handle: str, now: datetime) -> None:
    """Give an account another name, once a year; its comments follow. Raises HandleRefused."""
    words = trouble(handle)
    if words:
        raise HandleRefused(words)
    with db.write(durable=True):
        last = checked(db, account.id).handle_changed_at
        if last is not None and now - last < A_YEAR:
            raise HandleRefused("A name can be changed once a year. Yours was changed less than a year ago.")
        if not db.run("accounts.use_handle", handle_key=fold(handle), now=now):
            raise HandleRefused("That name, or one that looks like it, is or was somebody’s. Choose another.")
        db.run("own_account.rename", id=account.id, handle=handle, handle_key=fold(handle), now=now)
        _tell_pages(db, account.id, now)


def ask_for_address(db: Database, account: Account, address: str, now: datetime, lasts: timedelta) -> Asked:
    """Note that an account wants another address; raises ChangeRefused for text that is none."""
    kept = tidy(address)
    if kept is None or kept == account.address:
        raise ChangeRefused("Enter another mail address like name@example.org.")
    asked = Asked(kept, secrets.token_urlsafe(32), secrets.token_urlsafe(32))
    with db.write(durable=True):
        db.run(
            "own_account.ask_for_address",
            account_id=account.id,
            address=kept,
            old_hash=hashed(asked.old),
            new_hash=hashed(asked.new),
            expires_at=now + lasts,
        )
    return asked


def change_is_asked(db: Database, token: str, now: datetime) -> bool:
    """Whether a mailed link to confirm an address still works; looking does not use it up."""
    return db.value("own_account.change_valid", hash=hashed(token), now=now) is not None


def confirm_address(db: Database, token: str, now: datetime) -> bool | None:
    """Confirm one side of a change of address; True once both are and the address is changed, None for a stale link.

    Every session ends with the change. An address that meanwhile has an account is not taken: the change ends.
    """
    with db.write(durable=True):
        change = db.one(_Change, "own_account.confirm_address", hash=hashed(token), now=now)
        if change is None:
            return None
        if change.old_at is None or change.new_at is None:
            return False
        db.run("own_account.end_change", account_id=change.account_id)
        if db.value("own_account.address_taken", address=change.address) is not None:
            return False
        db.run("own_account.set_address", id=change.account_id, address=change.address)
        end_all_sessions(db, change.account_id)
    return True


def confirm_role(db: Database, account_id: int, role: str, key: str, now: datetime) -> None:
    """Keep a role and the keyed hash of its work address; raises ChangeRefused for an address used elsewhere."""
    with db.write(durable=True):
        other = db.value("own_account.key_used", key=key, id=account_id)
        if other is not None:
            raise ChangeRefused("This work address has confirmed another account. One account is enough.")
        db.run("own_account.set_role", id=account_id, role=role, key=key, now=now)
        _tell_pages(db, account_id, now)


def drop_role(db: Database, account_id: int, now: datetime) -> None:
    """Forget the confirmed role of an account."""
    with db.write():
        db.run("own_account.set_role", id=account_id, role=None, key=None, now=None)
        _tell_pages(db, account_id, now)


def delete(db: Database, account: Account, now: datetime) -> None:
    """Delete an account: words, labels, votes and sessions are gone; places of comments and its name stay taken."""
    with db.write(durable=True):
        for statement in (
            "own_account.drop_notes", "own_account.drop_appeals", "own_account.drop_words",
            "own_account.drop_labels", "own_account.drop_votes", "own_account.drop_follows",
            "own_account.drop_passkeys", "own_account.drop_turns", "own_account.drop_claims", "own_account.end_change",
            "practice.drop_all", "practice.drop_choice", "saved.forget_reader", "saved.forget_read",
            "saved.forget_saved", "follows.drop_all", "follows.drop_desk",
        ):  # fmt: skip
            db.run(statement, account_id=account.id)
        db.run("own_account.settle_reports", account_id=account.id, now=now)
        _tell_pages(db, account.id, now, removed=True)
        db.run("own_account.drop_mails", address=account.address)
        end_all_sessions(db, account.id)
        gone = f"deleted:{account.id}"
        db.run("own_account.close", id=account.id, address=gone, handle="deleted", handle_key=gone)


def _tell_pages(db: Database, account_id: int, now: datetime, *, removed: bool = False) -> None:
    for story in db.all(_Id, "own_account.stories", account_id=account_id):
        db.run("comments.recount", story_id=story.id)
        story_changed(db, story.id, now, removed=removed)


def export(db: Database, account: Account) -> dict[str, Any]:
    """Return everything that is kept of an account, for its owner."""
    known = checked(db, account.id)
    words = db.all(_Words, "own_account.words", account_id=account.id)
    return {
        "name": account.handle,
        "address": account.address,
        "since": stamp(account.created_at),
        "role": known.role,
        "role_confirmed": stamp(known.checked_at) if known.checked_at else None,
        "comments": [{"at": stamp(one.at), "story": one.story, "state": one.state, "text": one.text} for one in words],
        **{name: list(_rows(db, statement, account.id)) for name, statement in OTHER.items()},
        **_habits(db, account.id),
    }


def _habits(db: Database, account_id: int) -> dict[str, Any]:
    """Return when a reader was here, if they want that remembered, and how they get what they follow."""
    visits, desk = saved.visits(db, account_id), follows.desk(db, account_id)
    moments = {
        "last_visit": visits and visits.last_at,
        "visit_before": visits and visits.before_at,
        "follows_seen": desk.seen_at,
        "private_feed_since": desk.feed_made_at,
    }
    told = {name: stamp(moment) if moment else None for name, moment in moments.items()}
    return {"remembers_reading": visits is not None, "follows_in_mails": bool(desk.in_mails), **told}


OTHER = {
    "labels": "own_account.labels",
    "sides_taken": "own_account.votes",
    "followed_threads": "own_account.follows",
    "followed_pages": "follows.export_pages",
    "saved_stories": "saved.export_saved",
    "read_stories": "saved.export_read",
    "appeals": "own_account.appeals",
    "names_in_threads": "own_account.aliases",
    "passkeys": "own_account.passkeys",
    "sessions": "own_account.sessions",
}


def _rows(db: Database, statement: str, account_id: int) -> Iterator[dict[str, str]]:
    for row in db.all(_Row, statement, account_id=account_id):
        yield {"what": row.what, "story": row.story, "value": row.value, "at": stamp(row.at)}


def sweep(db: Database, now: datetime) -> None:
    """Forget wishes for another address that nobody confirmed in time."""
    with db.write():
        db.run("own_account.sweep_changes", now=now)

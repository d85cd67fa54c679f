"""Passkeys: keys of devices with which their owner signs in, beside the mailed link (WebAuthn)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.engine import Database

MOST = 10


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key by its id and public key, both base64url; `sign_count` grows with each use where the device counts."""

    id: str
    account_id: int
    public_key: str
    sign_count: int
    name: str
    created_at: datetime
    used_at: datetime | None


def of_account(db: Database, account_id: int) -> list[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    return db.all(Passkey, "passkeys.of_account", account_id=account_id)


def by_id(db: Database, key_id: str) -> Passkey | None:
    """Return a passkey of an active account, or None."""
    return db.one(Passkey, "passkeys.by_id", id=key_id)


def add(db: Database, account_id: int, key_id: str, public_key: str, sign_count: int, name: str, now: datetime) -> bool:
    """Keep a new passkey; False where it is known already or its owner has enough of them."""
    with db.write(durable=True):
        if len(of_account(db, account_id)) >= MOST:
            return False
        about = {"id": key_id, "account_id": account_id, "public_key": public_key, "sign_count": sign_count}
        return db.run("passkeys.add", name=name, now=now, **about) == 1


def used(db: Database, key: Passkey, sign_count: int, now: datetime) -> None:
    """Note that a passkey was used."""
    with db.write():
        db.run("passkeys.used", id=key.id, sign_count=sign_count, now=now)


def drop(db: Database, account_id: int, key_id: str) -> None:
    """Forget one of an account's own passkeys."""
    with db.write(durable=True):
        db.run("passkeys.drop", id=key_id, account_id=account_id)

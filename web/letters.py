"""Short mails of the house: one recipient, plain words, through the outbox; the same twice is sent once."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import outbox
from db.engine import Database
from db.rules.messages import build, message_id
from db.settings import Settings

SIGNATURE = "\n\nCommon Thread\n"


def send_letter(
    db: Database,
    settings: Settings,
    *,
    kind: str,
    key: str,
    address: str,
    subject: str,
    text: str,
    now: datetime,
    lasts: timedelta = timedelta(days=2),
    weight: int = outbox.NOTICE,
) -> None:
    """Put a mail into the outbox; `key` names it, so that it is never put twice, and it expires."""
    ident = message_id(settings, kind, key)
    body = text.strip() + SIGNATURE
    outbox.put(
        db,
        kind=kind,
        weight=weight,
        address=address,
        subject=subject,
        message=build(settings, address=address, subject=subject, text=body, html=None, message_id=ident, now=now),
        message_id=ident,
        now=now,
        expires_at=now + lasts,
    )


def link(settings: Settings, path: str) -> str:
    """Return the public address of a path."""
    return settings.base_url.rstrip("/") + path

"""The mail that signs somebody in."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

from flask import render_template

from db import outbox
from db.accounts import SignIn
from db.engine import Database
from db.rules.messages import build, message_id
from web.config import absolute, settings


def send_link(db: Database, address: str, asked: SignIn, back: str, now: datetime) -> None:
    """Put the mail with the link and the code into the outbox; it is worthless once the link is over."""
    link = absolute(f"/sign-in/link/{asked.nonce}?next={quote(back)}")
    minutes = settings().sign_in_minutes
    text = render_template("accounts/mail.txt", link=link, code=asked.code, minutes=minutes)
    subject = "Your link to sign in to Common Thread"
    ident = message_id(settings(), "sign-in", asked.nonce)
    outbox.put(
        db,
        kind="sign-in",
        weight=outbox.FIRST,
        address=address,
        subject=subject,
        message=build(settings(), address=address, subject=subject, text=text, html=None, message_id=ident, now=now),
        message_id=ident,
        now=now,
        expires_at=now + timedelta(minutes=minutes),
    )

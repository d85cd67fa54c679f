"""The mails that sign somebody in or confirm an address."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

from flask import render_template

from db import outbox
from db.accounts import Account, SignIn
from db.engine import Database
from db.own_account import Asked
from db.rules.messages import build, message_id
from db.settings import Settings
from web.config import absolute, settings
from web.letters import link, send_letter


def send_link(db: Database, address: str, asked: SignIn, back: str, now: datetime) -> None:
    """Put the mail with the link and the code into the outbox; it is worthless once the link is over."""
    address_of_link = absolute(f"/sign-in/link/{asked.nonce}?next={quote(back)}")
    minutes = settings().sign_in_minutes
    text = render_template("accounts/mail.txt", link=address_of_link, code=asked.code, minutes=minutes)
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


def send_address_links(db: Database, settings: Settings, account: Account, asked: Asked, now: datetime) -> None:
    """Put two mails into the outbox: the old address and the new one must both confirm."""
    for address, token, other in ((account.address, asked.old, "old"), (asked.address, asked.new, "new")):
        text = render_template(
            "accounts/address_mail.txt", link=link(settings, f"/account/address/{token}"), side=other, new=asked.address
        )
        send_letter(
            db, settings, kind="address", key=token, address=address, subject="Confirm another mail address",
            text=text, now=now, lasts=timedelta(days=7), weight=outbox.FIRST,
        )  # fmt: skip


def send_role_link(db: Database, settings: Settings, address: str, token: str, now: datetime) -> None:
    """Put the mail that confirms a role into the outbox; the outbox forgets the address once it is sent."""
    text = render_template("accounts/role_mail.txt", link=link(settings, f"/account/role/{token}"))
    send_letter(
        db, settings, kind="role", key=token, address=address, subject="Confirm your work address", text=text, now=now,
        lasts=timedelta(days=1), weight=outbox.FIRST,
    )  # fmt: skip

"""Empties the mailbox where our mails come back, and does what each says."""

from __future__ import annotations

from datetime import datetime

from db import bounces, subscriptions
from db.engine import Database
from db.rules.editions import PERIODS
from db.rules.messages import sender
from db.settings import Settings
from db.subscriptions import SubscriberNotFound
from web.mail.mailbox import letters
from web.mail.returned import Bounce, Complaint, Leaving, Returned, read


def take_back(db: Database, settings: Settings, now: datetime) -> int:
    """Read what came back, do what it says, remove what was understood, and return how many that were."""
    understood = 0
    for letter in letters(settings):
        known = obey(db, settings, read(letter.raw), now)
        letter.end(known)
        understood += known
    return understood


def obey(db: Database, settings: Settings, said: Returned, now: datetime) -> bool:
    """Do what a mail that came back says; False where it was no business of ours."""
    if isinstance(said, Leaving):
        return _leave(db, said, now)
    if isinstance(said, Complaint):
        return _complained(db, settings, said, now)
    return isinstance(said, Bounce) and _bounced(db, settings, said, now)


def _leave(db: Database, said: Leaving, now: datetime) -> bool:
    try:
        reader = subscriptions.by_secret(db, said.secret)
    except SubscriberNotFound:
        return True  # they left so long ago that they are forgotten
    subscriptions.leave(db, reader, PERIODS if said.period == "all" else (said.period,), now)
    return True


def _complained(db: Database, settings: Settings, said: Complaint, now: datetime) -> bool:
    """Believe a complaint that knows what only its reader could know: the id of a mail or the secret of a link."""
    for ident in said.idents:
        message_id = _message_id(settings, ident)
        if (mail := bounces.sent(db, message_id)) is not None:
            bounces.note(db, "complaint", message_id, mail.address, said.said, now)
            return True
    for secret in said.secrets:
        try:
            reader = subscriptions.by_secret(db, secret)
        except SubscriberNotFound:
            continue
        bounces.note(db, "complaint", f"link of {reader.id}", reader.address, said.said, now)
        return True
    return False


def _bounced(db: Database, settings: Settings, said: Bounce, now: datetime) -> bool:
    """Count a bounce for the address its mail went to, whomever it names; softly where no return address proves it."""
    for ident in said.idents:
        message_id = _message_id(settings, ident)
        mail = bounces.sent(db, message_id)
        if mail is not None and (said.certain or mail.address in said.addresses):
            bounces.note(
                db, "hard" if said.is_hard and said.certain else "soft", message_id, mail.address, said.said, now
            )
            return True
    return False


def _message_id(settings: Settings, ident: str) -> str:
    return f"<{ident}@{sender(settings)[1].rpartition('@')[2]}>"

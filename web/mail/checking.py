"""Looks at the sending domain and keeps what was found: at the operator's word, and once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import domains
from db.engine import Database
from db.jobs import Job, every
from db.rules.messages import sending_domain
from db.settings import Settings
from web.mail.authentication import asker, look


def check(db: Database, settings: Settings, now: datetime) -> tuple[bool, list[str]]:
    """Return whether all is right and what was found, one a line; raises NameServerAway, and then keeps nothing."""
    findings = look(settings, asker(settings))
    passed = all(one.is_right for one in findings)
    lines = [f"{one.name}: {'right' if one.is_right else 'wrong'}: {one.words}" for one in findings]
    domains.note(db, sending_domain(settings), passed, lines, now)
    return passed, lines


def check_again(db: Database, settings: Settings, now: datetime) -> None:
    """Look where mail goes to a server: a record can be lost, and a key withdrawn, long after they were right."""
    if settings.smtp_url and not settings.send_unchecked:
        check(db, settings, now)


JOBS = (Job("sending domain", every(timedelta(hours=24)), check_again, lane="bounces"),)

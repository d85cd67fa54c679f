"""What the last look at a sending domain found, and whether mail in bulk is held for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.engine import Database
from db.outbox import DIGEST
from db.rules.messages import sending_domain
from db.settings import Settings


@dataclass(frozen=True, slots=True)
class Check:
    """A look at a domain: whether all was right, what was found, and when."""

    passed: bool
    findings: tuple[str, ...]
    checked_at: datetime


def note(db: Database, domain: str, passed: bool, findings: Sequence[str], now: datetime) -> None:
    """Keep what a look at a domain found, in the place of the one before."""
    with db.write():
        db.run("domains.note", domain=domain, passed=passed, findings=tuple(findings), now=now)


def last(db: Database, domain: str) -> Check | None:
    """Return what the last look at a domain found, None where there was none."""
    return db.one(Check, "domains.last", domain=domain)


def holds(db: Database, settings: Settings, domain: str) -> bool:
    """Whether digests are held: many of them wait for a mail server, and the last look at the domain failed."""
    if not settings.smtp_url or settings.send_unchecked:
        return False
    check = last(db, domain)
    if check is None or check.passed:
        return False
    waiting = db.value("domains.waiting", weight=DIGEST, most=settings.unchecked_mails + 1)
    return int(waiting) > settings.unchecked_mails


def held_for(db: Database, settings: Settings) -> tuple[str, ...]:
    """Return what is wrong with the sending domain while digests are held for it, nothing while they are not."""
    domain = sending_domain(settings)
    check = last(db, domain) if holds(db, settings, domain) else None
    return tuple(one for one in check.findings if ": wrong: " in one) if check else ()

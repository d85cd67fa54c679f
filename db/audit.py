"""Who changed what in how the site is run; no word of a reader, a comment or a mail address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.engine import Database

COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of how the site is run."""

    id: int
    at: datetime
    who: str
    what: str


def note(db: Database, now: datetime, what: str, who: str = COMMAND_LINE, account_id: int | None = None) -> None:
    """Note who changed what, in the transaction of the change where there is one."""
    with db.write():
        db.run("audit.note", at=now, who=who, account_id=account_id, what=what[:500])


def latest(db: Database, before_id: int = 2**62, most: int = 50) -> list[Change]:
    """Return the newest changes."""
    return db.all(Change, "audit.latest", before_id=before_id, most=most)


def decisions(db: Database, before_id: int = 2**62, most: int = 50) -> list[Change]:
    """Return what moderators and editors decided last, with who did; no reason, no words."""
    return db.all(Change, "audit.decisions", before_id=before_id, most=most)


def sweep(db: Database, before: datetime) -> int:
    """Forget changes older than a moment and return how many."""
    with db.write():
        return db.run("audit.sweep", before=before)

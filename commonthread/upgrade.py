"""`upgrade`: a copy first, then the schema, the seeds and a check; each step can be cut off and run again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from db import audit, backups, checking, jobs
from db.engine import Database, sqlite_path
from db.errors import CommonThreadError
from db.migrations import migrate, pending
from db.seeding import plant
from db.settings import Settings


class UpgradeIncomplete(CommonThreadError):
    """The database was upgraded, and something in it is wrong."""


def prepare(db: Database, settings: Settings, now: datetime) -> Iterator[str]:
    """Bring a database up to this version, copied first where it holds anything, and yield what was done.

    Raises DatabaseTooNew before anything is done, BackupFailed before anything changes.
    """
    waiting = pending(db)
    if waiting and db.migrations():
        yield _copy_first(db, settings, now)
    applied = migrate(db)
    yield f"schema: {', '.join(applied)} applied" if applied else "schema: up to date"
    yield "seeds: loaded" if plant(db) else "seeds: unchanged"
    if applied:
        audit.note(db, now, f"upgraded to {applied[-1]}")


def upgrade(db: Database, settings: Settings, known: Sequence[str], now: datetime) -> Iterator[str]:
    """Prepare a database, forget jobs that are not `known` any more, check it, and yield what was done.

    Raises UpgradeIncomplete where something is wrong at the end.
    """
    yield from prepare(db, settings, now)
    jobs.forget_others(db, known)
    wrong = [finding for finding in checking.check(db) if not finding.ok]
    if wrong:
        told = "; ".join(f"{one.what}: {one.words}" for one in wrong)
        raise UpgradeIncomplete(f"the schema is new, but not all is well: {told}. Run `commonthread db check --repair`")
    yield "check: all is well"


def _copy_first(db: Database, settings: Settings, now: datetime) -> str:
    """Copy a SQLite database beside the others that are kept; a server's operator is told to."""
    if sqlite_path(settings.database_url) is None:
        return "copy: none, PostgreSQL has tools of its own; pg_dump before an upgrade is wise"
    folder = Path(settings.backup_folder or "var/backups")
    target = folder / f"before-upgrade-{now:%Y-%m-%dT%H%M%SZ}.db"
    return f"copy: {target}, {backups.backup(db, target):,} bytes, restored on trial"

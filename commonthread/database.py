"""The database of a command, open while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db.engine import Database, connect
from db.migrations import migrate, pending
from db.settings import Settings


@contextmanager
def opened(settings: Settings, *, prepare: bool = True) -> Iterator[Database]:
    """Open the database of a command, bring it up to date, and close it."""
    db = connect(settings.database_url, busy_seconds=settings.busy_seconds_work)
    try:
        if prepare and pending(db):
            migrate(db)
        yield db
    finally:
        db.close()

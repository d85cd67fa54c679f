"""Copies of a SQLite database, made while it is written, checked by opening them; and the way back."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from db import purging
from db.engine import Database, connect
from db.engines.sqlite import SqliteDatabase
from db.errors import CommonThreadError, DatabaseError
from db.migrations import migrate
from db.purging import Purged


class BackupFailed(CommonThreadError):
    """A copy could not be made, or is no whole database."""


def purge_list(database_path: Path) -> Path:
    """Return the file beside a database that lists what was purged, for copies older than it."""
    return database_path.with_name(f"{database_path.name}.purged")


def backup(db: Database, target: Path) -> int:
    """Copy a SQLite database to a file while others write, check the copy, and return its bytes.

    Raises BackupFailed; an unfinished or broken copy is never left under the target's name.
    """
    if not isinstance(db, SqliteDatabase):
        raise BackupFailed(
            "PostgreSQL is backed up by its own tools: pg_dump, or base backups with WAL (docs/compliance/data.md)"
        )
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part)) as copy:
            db.connection.backup(copy)
        _whole(part)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise BackupFailed(f"{target}: {error}; nothing was written there, make room and run it again") from error
    return target.stat().st_size


def _whole(path: Path) -> None:
    """Raise BackupFailed where a file is no whole database of ours."""
    try:
        with closing(connect(f"sqlite:///{path}")) as copy:
            wrong = copy.integrity() if copy.migrations() else ["there is no schema in it"]
    except DatabaseError as error:
        raise BackupFailed(f"{path.name} is no whole database: {error}") from error
    finally:
        for tail in ("-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)
    if wrong:
        raise BackupFailed(f"{path.name} is not whole: {'; '.join(wrong)}")


def restore(database_path: Path, source: Path, now: datetime) -> list[Purged]:
    """Put a copy in the place of a database, brought up to date and purged again, and return what was purged.

    The old file is kept as `NAME.before-restore`. Nothing is replaced before the copy was found whole. The site and
    the worker must be stopped.
    """
    part = database_path.with_name(f".{database_path.name}.restoring")
    try:
        database_path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, part)
    except OSError as error:
        raise BackupFailed(f"{source}: {error}; nothing was changed") from error
    _whole(part)
    known = _known(database_path)
    with closing(connect(f"sqlite:///{part}")) as copy:
        migrate(copy)
        purging.apply(copy, known, now)
        if not copy.scrub():
            raise BackupFailed(f"{part} is read by another process; stop it and run it again, nothing was changed")
    _swap(database_path, part)
    return known


def _known(database_path: Path) -> list[Purged]:
    """Return what was purged by the list beside the database and by the database itself, as far as it can be read."""
    found = purging.read_list(purge_list(database_path))
    if database_path.exists():
        try:
            with closing(connect(f"sqlite:///{database_path}")) as old:
                found += purging.everything(old) if "0017_law" in old.migrations() else []
        except DatabaseError:
            pass  # it may be the broken file that is restored; the list beside it is what counts
    return list({(one.kind, one.row_id): one for one in found}.values())


def _swap(database_path: Path, part: Path) -> None:
    """Put a finished file in the place of the database, which is kept beside it."""
    for tail in ("-wal", "-shm"):
        part.with_name(part.name + tail).unlink(missing_ok=True)
    if database_path.exists():
        database_path.replace(database_path.with_name(f"{database_path.name}.before-restore"))
        for tail in ("-wal", "-shm"):
            database_path.with_name(database_path.name + tail).unlink(missing_ok=True)
    part.replace(database_path)

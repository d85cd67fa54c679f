"""Copies of a SQLite database, made while it is written, restored on trial, kept by rule; and the way back."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from db import purging
from db.engine import Database, connect
from db.engines.sqlite import SqliteDatabase
from db.errors import CommonThreadError, DatabaseError
from db.migrations import migrate
from db.purging import Purged
from db.rules.keeping import Keep, kept

NAMED = "commonthread-%Y-%m-%dT%H%M%SZ.db"
OURS = re.compile(r"(?:commonthread|before-upgrade)-\d{4}-\d\d-\d\dT\d{6}Z\.db")


class BackupFailed(CommonThreadError):
    """A copy could not be made, or is no whole database."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was made by rule and restored on trial, and how long both took."""

    name: str
    at: datetime
    bytes: int
    seconds: float


def purge_list(database_path: Path) -> Path:
    """Return the file beside a database that lists what was purged, for copies older than it."""
    return database_path.with_name(f"{database_path.name}.purged")


def backup(db: Database, target: Path) -> int:
    """Copy a SQLite database to a file while others write, restore it on trial, and return its bytes.

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
        rehearse(part)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"{target}: {error}; nothing was written there, make room and run it again") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return target.stat().st_size


def rehearse(copy: Path) -> None:
    """Restore a copy into a file that is removed again, as it would be for use; raises BackupFailed."""
    trial = copy.with_name(f".{copy.name}.trial")
    try:
        shutil.copyfile(copy, trial)
        _whole(trial)
        with closing(connect(f"sqlite:///{trial}")) as restored:
            migrate(restored)
    finally:
        for tail in ("", "-wal", "-shm"):
            trial.with_name(trial.name + tail).unlink(missing_ok=True)


def by_rule(db: Database, folder: Path, keep: Keep, now: datetime) -> Copy:
    """Make a copy in a folder, note it, remove those that are no longer kept, and return it; raises BackupFailed."""
    start = monotonic()
    name = now.astimezone(UTC).strftime(NAMED)
    size = backup(db, folder / name)
    made = Copy(name, now, size, monotonic() - start)
    with db.write():
        db.run("backups.note", name=name, at=now, bytes=size, seconds=made.seconds)
    _tidy(db, folder, keep)
    return made


def copies(db: Database) -> list[Copy]:
    """Return the copies that were made by rule and are kept, the newest first."""
    return db.all(Copy, "backups.every")


def in_folder(folder: Path) -> list[Path]:
    """Return the copies in a folder that we made: those of an upgrade, then those by rule, the oldest first."""
    return sorted(path for path in folder.glob("*.db") if OURS.fullmatch(path.name))


def _tidy(db: Database, folder: Path, keep: Keep) -> None:
    """Remove the nightly copies that the rule does not keep, and forget those that somebody removed."""
    by_rule = (path for path in in_folder(folder) if path.name.startswith("commonthread-"))
    at = {path: datetime.strptime(path.name, NAMED).replace(tzinfo=UTC) for path in by_rule}
    chosen = kept(at.values(), keep)
    for path in (path for path, moment in at.items() if moment not in chosen):
        path.unlink(missing_ok=True)
    for one in copies(db):
        if not (folder / one.name).exists():
            with db.write():
                db.run("backups.forget", name=one.name)


def erase(folder: Path, purged: Sequence[Purged], now: datetime) -> int:
    """Erase what was purged from the copies in a folder too, and return how many there are; raises BackupFailed."""
    found = in_folder(folder)
    for path in found:
        part = _copied(path, path.with_name(f".{path.name}.erasing"))
        _bring_up(part, purged, now)
        part.replace(path)
    return len(found)


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
    part = _copied(source, database_path.with_name(f".{database_path.name}.restoring"))
    _whole(part)
    known = _known(database_path)
    _bring_up(part, known, now)
    _swap(database_path, part)
    return known


def _copied(source: Path, part: Path) -> Path:
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, part)
    except OSError as error:
        raise BackupFailed(f"{source}: {error}; nothing was changed") from error
    return part


def _bring_up(part: Path, known: Sequence[Purged], now: datetime) -> None:
    """Bring a copy up to date, erase what was purged, and leave it as one file; raises BackupFailed."""
    with closing(connect(f"sqlite:///{part}")) as copy:
        migrate(copy)
        purging.apply(copy, known, now)
        if not copy.scrub():
            raise BackupFailed(f"{part} is read by another process; stop it and run it again, nothing was changed")
    for tail in ("-wal", "-shm"):
        part.with_name(part.name + tail).unlink(missing_ok=True)


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
    if database_path.exists():
        database_path.replace(database_path.with_name(f"{database_path.name}.before-restore"))
        for tail in ("-wal", "-shm"):
            database_path.with_name(database_path.name + tail).unlink(missing_ok=True)
    part.replace(database_path)

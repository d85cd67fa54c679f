"""SQLite in WAL mode: one file, one writer at a time, readers never wait."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from db.engine import Column, Storage
from db.engines.base import BaseDatabase, Rows, quoted
from db.errors import Conflict, DatabaseBusy, DatabaseError, DatabaseFull, DatabaseUnreachable
from db.statements import Dialect, Statement

if TYPE_CHECKING:
    from sqlite_utils import Database as SqliteUtils

_SET = "commonthread"
TURN = 0.0005
SEARCH = ("article_search", "comment_search")


class SqliteDatabase(BaseDatabase):
    """A connection to a SQLite file."""

    dialect: Dialect = "sqlite"
    one_writer = True

    def __init__(self, path: str, *, busy_seconds: float) -> None:
        super().__init__()
        self.path = path
        self._durable = False
        self._busy_seconds = busy_seconds
        with _named_errors(path):
            if path != ":memory:":
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
            self._configure(busy_seconds)

    def _configure(self, busy_seconds: float) -> None:
        self.connection.execute("PRAGMA busy_timeout = 0")
        self._write_ahead(monotonic() + busy_seconds)
        for pragma in (
            f"busy_timeout = {int(busy_seconds * 1000)}",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            "cache_size = -16000",
            "journal_size_limit = 67108864",
        ):
            self.connection.execute(f"PRAGMA {pragma}")

    def _write_ahead(self, until: float) -> None:
        """Switch the log on; several first starts at once would fail here, as SQLite then does not wait by itself."""
        while True:
            try:
                self.connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or monotonic() >= until:
                    raise
            sleep(0.02)

    def _execute(self, statement: Statement, params: dict[str, Any]) -> tuple[Rows, int]:
        try:  # and no context manager: this is done ten times for each article
            cursor = self.connection.execute(statement.sql, params)
            return cursor.fetchall(), cursor.rowcount
        except (sqlite3.Error, OSError) as error:
            raise _named(statement.name, error) from error

    def _begin(self, durable: bool) -> None:
        try:
            if durable != self._durable:
                self.connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                self._durable = durable
            self._take_turn(monotonic() + self._busy_seconds)
        except (sqlite3.Error, OSError) as error:
            raise _named("BEGIN", error) from error

    def _take_turn(self, until: float) -> None:
        """Begin a transaction as soon as the writer is free.

        SQLite's own wait looks ever more seldom, up to every tenth of a second: beside a process that writes all the
        time a comment then waited for seconds. We look twice a millisecond.
        """
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    self.connection.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error) or monotonic() >= until:
                        raise
                sleep(TURN)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(self._busy_seconds * 1000)}")

    def _commit(self) -> None:
        try:
            self.connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            self._rollback()
            raise _named("COMMIT", error) from error

    def _rollback(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def migrations(self) -> list[str]:
        """Return the names of the migrations applied, oldest first, from sqlite-utils' own table."""
        with _named_errors(self.path):
            kept = self.connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone()
            sql = "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY rowid"
            return [name for (name,) in self.connection.execute(sql, (_SET,))] if kept else []

    def apply_migration(self, name: str, sql: str) -> None:
        """Run a migration and note that it was applied."""
        from sqlite_utils.migrations import Migrations  # only where the schema changes: it is slow to import

        def run(inner: SqliteUtils) -> None:
            for statement in _statements_of(sql):
                inner.execute(statement)

        one = Migrations(_SET)
        one(name=name)(run)
        with _named_errors(f"migration {name}"):
            one.apply(self._utils())

    def _utils(self) -> SqliteUtils:
        from sqlite_utils import Database as SqliteUtils

        return SqliteUtils(self.connection, execute_plugins=False)

    def columns(self, table: str) -> tuple[Column, ...]:
        """Return the columns of a table in order."""
        found = self._utils().table(table).columns
        return tuple(Column(c.name, _required(c), c.type.lower()) for c in found)

    def copy_out(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Yield all rows of a table in the order of its key."""
        with _named_errors(table):
            yield from self.connection.execute(f"SELECT * FROM {quoted(table)} ORDER BY rowid")

    def copy_in(self, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Add rows inside `write()`, leave those that are there already, and return how many were new."""
        columns, places = ", ".join(map(quoted, names)), ", ".join("?" * len(names))
        sql = f"INSERT INTO {quoted(table)} ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING"
        with _named_errors(table):
            return self.connection.executemany(sql, rows).rowcount

    def hold_still(self, tables: Sequence[str]) -> None:
        """Do nothing: whoever is in a transaction of ours is the only writer of the file."""

    def integrity(self) -> list[str]:
        """Return what SQLite itself finds wrong with the stored data, in words."""
        with _named_errors("integrity"):
            broken = [words for (words,) in self.connection.execute("PRAGMA integrity_check(20)") if words != "ok"]
            lost = self.connection.execute("PRAGMA foreign_key_check").fetchmany(20)
            indexes = [table for table in SEARCH if self._index_is_broken(table)]
        broken += [f"the index {table} is broken" for table in indexes]
        return broken + [_lost(table, row, parent) for table, row, parent, _ in lost]

    def _index_is_broken(self, table: str) -> bool:
        """Whether a search index disagrees with its own rows (FTS5's integrity-check)."""
        exists = self.connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        try:
            if exists:
                self.connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # locked, or the disk is full: nothing is known
                raise
            return True
        return False

    def mend(self) -> list[str]:
        """Make broken search indexes anew, remove rows that should have gone with a parent; return what was wrong."""
        with _named_errors("mend"):
            broken = [table for table in SEARCH if self._index_is_broken(table)]
            for table in broken:
                self.connection.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
            lost = self.connection.execute("PRAGMA foreign_key_check").fetchall()
            for table, row, _, number in lost:
                rules = {one[0]: one[6] for one in self.connection.execute(f"PRAGMA foreign_key_list({quoted(table)})")}
                if rules[number] == "CASCADE" and row is not None:
                    self.connection.execute(f"DELETE FROM {quoted(table)} WHERE rowid = ?", (row,))
        return [f"the index {table} was broken" for table in broken] + [_lost(t, row, to) for t, row, to, _ in lost]

    def stamp(self) -> tuple[int, int]:
        """Return SQLite's count of other connections' commits, and of this one's own changes."""
        with _named_errors("data_version"):
            commits = self.connection.execute("PRAGMA data_version").fetchone()[0]
        return commits, self.connection.total_changes

    def storage(self) -> Storage:
        """Return the bytes of the file and of its log."""
        return Storage(*(_size(Path(self.path + tail)) for tail in ("", "-wal")))

    def maintain(self) -> None:
        """Refresh the planner's statistics and write the log back into the file."""
        with _named_errors("maintain"):
            self.connection.execute("PRAGMA optimize")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def scrub(self, tries: int = 40) -> bool:
        """Let nothing of deleted rows be left in the file, the search index and the log.

        SQLite 3.40 keeps terms of deleted texts until `optimize`. False where the log could not be emptied because
        somebody kept reading; then it must be run again.
        """
        with _named_errors("scrub"):
            for table in SEARCH:
                self.connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
            self.connection.execute("VACUUM")
            return any(self._log_emptied() for _ in range(tries))

    def _log_emptied(self) -> bool:
        """Write the log back and cut it; waits as long as the busy timeout for readers."""
        busy, *_ = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


def _lost(table: str, row: int | None, parent: str) -> str:
    return f"{table} row {row} points to a missing {parent}"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _required(column: Any) -> bool:
    """Whether a row needs a value: a number that is the key is given by SQLite itself."""
    given = bool(column.is_pk) and column.type == "INTEGER" and not column.notnull
    return (bool(column.notnull) or bool(column.is_pk)) and column.default_value is None and not given


def _statements_of(script: str) -> Iterator[str]:
    """Yield the statements of a script; sqlite-utils asks at every character whether one is complete."""
    *pieces, rest = script.split(";")
    held = ""
    for piece in pieces:
        held += f"{piece};"
        if sqlite3.complete_statement(held):
            yield held
            held = ""
    yield held + rest


@contextmanager
def _named_errors(where: str) -> Iterator[None]:
    """Turn SQLite's errors into ours, in words."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise _named(where, error) from error


def _named(where: str, error: sqlite3.Error | OSError) -> DatabaseError:
    words = str(error)
    if isinstance(error, sqlite3.IntegrityError):
        return Conflict(f"{where}: {words}")
    if "locked" in words or "busy" in words:
        return DatabaseBusy(f"{where}: another process is writing; try again in a moment")
    if "full" in words or "readonly" in words or "disk I/O" in words or "No space" in words:
        return DatabaseFull(f"{where}: the disk is full or may not be written ({words}); make room, then run it again")
    if "unable to open" in words or "not a database" in words or isinstance(error, OSError):
        return DatabaseUnreachable(f"{where}: {words}; check the path in COMMONTHREAD_DATABASE_URL")
    return DatabaseError(f"{where}: {words}")

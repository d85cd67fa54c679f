"""PostgreSQL 15 or newer: the same statements for many machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import Any, TypeVar, cast

import psycopg
from psycopg import errors

from db.engine import Column, Storage
from db.engines.base import BaseDatabase, Rows, quoted
from db.errors import Conflict, ConnectionLost, DatabaseBusy, DatabaseError, DatabaseFull, DatabaseUnreachable
from db.statements import Dialect, Statement

R = TypeVar("R")
Connection = psycopg.Connection[tuple[Any, ...]]
_LEDGER = "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())"

_COLUMNS = """SELECT column_name, is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO', data_type
FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position"""
_KINDS = {"bigint": "integer", "double precision": "real"}
WORDY = (
    "comment", "article", "article_version", "article_search", "quote", "report", "notice", "outbox", "mail_body",
)  # fmt: skip
PAUSE = 0.1  # seconds between two looks whether the server is back


class PostgresDatabase(BaseDatabase):
    """A connection to a PostgreSQL server, opened anew where it was lost (docs/decisions/0024).

    What may be done twice, a question or the beginning of a transaction, waits for a server that went away as long as
    for a writer. A transaction that was under way is over.
    """

    dialect: Dialect = "postgres"
    one_writer = False

    def __init__(self, url: str, *, busy_seconds: float, statement_seconds: float, name: str) -> None:
        super().__init__()
        self._url, self._name = url, name
        self._busy_seconds = busy_seconds
        self._limits = {"lock_timeout": busy_seconds, "statement_timeout": statement_seconds}
        self.connection = self._open()

    def _open(self) -> Connection:
        limits = " ".join(f"-c {name}={int(seconds * 1000)}" for name, seconds in self._limits.items())
        with _named_errors("connect"):
            return psycopg.connect(
                self._url,
                autocommit=True,
                options=f"{limits} -c timezone=UTC -c client_min_messages=warning",
                connect_timeout=max(2, min(10, int(self._busy_seconds))),
                fallback_application_name=self._name,
                keepalives_idle=10,  # a machine that vanished without a word is noticed within half a minute
                keepalives_interval=5,
                keepalives_count=3,
                tcp_user_timeout=30_000,
            )

    def _ready(self) -> Connection:
        if self.connection.closed and not self._depth:
            self.connection = self._open()
        return self.connection

    def _patiently(self, act: Callable[[Connection], R]) -> R:
        """Do outside a transaction what may be done twice; a server that went away is waited for."""
        until = monotonic() + self._busy_seconds
        while True:
            try:
                return act(self._ready())
            except DatabaseUnreachable:
                if monotonic() >= until:
                    raise
            sleep(PAUSE)

    def _execute(self, statement: Statement, params: dict[str, Any]) -> tuple[Rows, int]:
        def ask(connection: Connection) -> tuple[Rows, int]:
            with self._watched(statement.name):
                cursor = connection.execute(cast("Any", statement.sql), params)
                return (cursor.fetchall() if cursor.description else []), cursor.rowcount

        return ask(self.connection) if self._depth else self._patiently(ask)

    def _begin(self, durable: bool) -> None:
        """Begin a transaction; each is durable, as the server can crash while those who work with it go on."""

        def ask(connection: Connection) -> None:
            with self._watched("BEGIN"):
                connection.execute("BEGIN")

        self._patiently(ask)

    @contextmanager
    def _watched(self, where: str) -> Iterator[None]:
        """Name what goes wrong; a server that takes no writes any more is not asked again by this connection."""
        try:
            with _named_errors(where):
                yield
        except DatabaseUnreachable as error:
            self.connection.close()
            if self._depth:
                raise ConnectionLost(f"{error}; nothing of this was kept, do it again") from error
            raise

    def _commit(self) -> None:
        """Keep the transaction; raises where the server did not, or where nobody can know."""
        try:
            with _named_errors("COMMIT"):
                said = self.connection.execute("COMMIT").statusmessage
        except DatabaseUnreachable as error:
            self.connection.close()
            raise ConnectionLost(
                "COMMIT: the database went away; look whether this was kept, then do it again"
            ) from error
        if said != "COMMIT":
            raise DatabaseError("COMMIT: a statement had failed before, so nothing was kept; do it again")

    def _rollback(self) -> None:
        with suppress(psycopg.OperationalError):  # a server that went away has undone it
            self.connection.execute("ROLLBACK")

    def migrations(self) -> list[str]:
        """Return the names of the migrations applied, oldest first; others wait until our transaction ends."""
        with _named_errors("migrations"):
            self.connection.execute("SELECT pg_advisory_xact_lock(20111020)")
            self.connection.execute(_LEDGER)
            return [name for (name,) in self.connection.execute("SELECT name FROM migration ORDER BY name")]

    def apply_migration(self, name: str, sql: str) -> None:
        """Run a migration and note that it was applied."""
        with _named_errors(f"migration {name}"):
            self.connection.execute(cast("Any", sql))
            self.connection.execute("INSERT INTO migration (name) VALUES (%s)", [name])

    def columns(self, table: str) -> tuple[Column, ...]:
        """Return the columns of a table in order."""
        with _named_errors(table):
            rows = self._ready().execute(_COLUMNS, [table]).fetchall()
        return tuple(Column(name, required, _KINDS.get(kind, "text")) for name, required, kind in rows)

    def copy_out(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Yield all rows of a table in the order of its key."""
        with _named_errors(table), self._ready().transaction(), self.connection.cursor("copy_out") as cursor:
            yield from cursor.execute(cast("Any", f"SELECT * FROM {quoted(table)} ORDER BY 1, ctid"))

    def copy_in(self, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Add rows inside `write()`, leave those that are there already, and return how many were new."""
        columns, places = ", ".join(map(quoted, names)), ", ".join(["%s"] * len(names))
        sql = f"INSERT INTO {quoted(table)} ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING"
        with _named_errors(table), self.connection.cursor() as cursor:
            cursor.executemany(cast("Any", sql), rows)
            added = cursor.rowcount
            if "id" in names:
                self._continue_after_highest(cursor, table)
        return added

    def _continue_after_highest(self, cursor: psycopg.Cursor[tuple[Any, ...]], table: str) -> None:
        """Let the next id follow the highest one that was brought in."""
        sequence = cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table]).fetchone()
        if sequence and sequence[0]:
            highest = f"SELECT setval(%s, COALESCE(MAX(id), 0) + 1, false) FROM {quoted(table)}"
            cursor.execute(cast("Any", highest), [sequence[0]])

    def hold_still(self, tables: Sequence[str]) -> None:
        """Let nobody else write to some tables until our transaction ends; reading goes on."""
        with self._watched("LOCK"):
            self.connection.execute(cast("Any", f"LOCK TABLE {', '.join(map(quoted, tables))} IN SHARE MODE"))

    def integrity(self) -> list[str]:
        """Return nothing: PostgreSQL holds its constraints itself."""
        return []

    def mend(self) -> list[str]:
        """Return nothing: there is nothing that PostgreSQL would let go wrong."""
        return []

    def stamp(self) -> None:
        """Return None: PostgreSQL has no count of commits that costs less than asking."""

    def storage(self) -> Storage:
        """Return the bytes of the database; the server looks after its log itself."""
        with _named_errors("storage"):
            row = self._ready().execute("SELECT pg_database_size(current_database())").fetchone()
        return Storage(int(row[0]) if row else 0, 0)

    def maintain(self) -> None:
        """Refresh the planner's statistics; autovacuum gives space back."""
        with _named_errors("maintain"):
            self._ready().execute("ANALYZE")

    def scrub(self) -> bool:
        """Do autovacuum's work at once on the tables that hold words; WAL and backups age out by themselves."""
        with _named_errors("scrub"):
            for table in WORDY:
                self._ready().execute(f"VACUUM {table}")
        return True

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


@contextmanager
def _named_errors(where: str) -> Iterator[None]:
    """Turn PostgreSQL's errors into ours, in words."""
    try:
        yield
    except errors.IntegrityError as error:
        # Not its details: they quote the row, which may be a name or a mail address, and land in logs.
        raise Conflict(f"{where}: {error.diag.message_primary}") from error
    except psycopg.Error as error:
        raise _named(where, error) from error


def _named(where: str, error: psycopg.Error) -> DatabaseError:
    if isinstance(error, errors.LockNotAvailable | errors.DeadlockDetected | errors.SerializationFailure):
        return DatabaseBusy(f"{where}: another process is writing; try again in a moment")
    if isinstance(error, errors.QueryCanceled):
        return DatabaseBusy(
            f"{where}: it took longer than a statement may (COMMONTHREAD_STATEMENT_SECONDS_*); try later"
        )
    if isinstance(error, errors.DiskFull):
        return DatabaseFull(f"{where}: the server's disk is full; make room, then run it again")
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return DatabaseUnreachable(
            f"{where}: this server takes no writes: it stands by for another, or was set so; "
            "name all hosts in COMMONTHREAD_DATABASE_URL, with target_session_attrs=read-write"
        )
    if isinstance(error, psycopg.OperationalError):
        return DatabaseUnreachable(f"{where}: {error}; check COMMONTHREAD_DATABASE_URL and that the server runs")
    return DatabaseError(f"{where}: {error}")

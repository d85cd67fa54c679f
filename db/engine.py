"""One protocol over SQLite and PostgreSQL: one(), all(), value(), run(), write()."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from db.errors import ConnectionLost, SettingsError
from db.statements import Dialect

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by name; a required one has no default and may not be empty; kind is text, integer or real."""

    name: str
    required: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Storage:
    """How many bytes the database takes, and its write-ahead log beside it where there is one."""

    bytes: int
    log_bytes: int


class Database(Protocol):
    """One connection, used by one thread at a time."""

    dialect: Dialect
    one_writer: bool  # a transaction locks everybody out, and so can never wait for another that waits for it
    slow_seconds: float  # a statement that takes longer is named in the log

    def all(self, record: type[R], name: str, /, **params: Any) -> list[R]:
        """Return the rows of a named statement as records."""

    def one(self, record: type[R], name: str, /, **params: Any) -> R | None:
        """Return the first row of a named statement as a record, or None."""

    def value(self, name: str, /, **params: Any) -> Any:
        """Return the first column of the first row of a named statement, or None."""

    def run(self, name: str, /, **params: Any) -> int:
        """Change rows inside `write()` and return how many."""

    def write(self, *, durable: bool = False) -> AbstractContextManager[None]:
        """Hold the writer for a short transaction; an inner one joins it; durable waits for the disk."""

    def migrations(self) -> list[str]:
        """Return the names of the migrations applied, oldest first."""

    def apply_migration(self, name: str, sql: str) -> None:
        """Run a migration and note that it was applied."""

    def columns(self, table: str) -> tuple[Column, ...]:
        """Return the columns of a table in order."""

    def copy_out(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Yield all rows of a table in the order of its key."""

    def copy_in(self, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Add rows inside `write()`, leave those that are there already, and return how many were new."""

    def hold_still(self, tables: Sequence[str]) -> None:
        """Let nobody else write to some tables until our transaction ends."""

    def integrity(self) -> list[str]:
        """Return what the engine itself finds wrong with the stored data, in words."""

    def mend(self) -> list[str]:
        """Mend inside `write()` what the engine itself can, and return what was wrong, in words."""

    def stamp(self) -> tuple[int, int] | None:
        """Return what differs as soon as anybody changed anything, None where the engine cannot tell cheaply.

        It is a count of other connections' commits, and how many rows this one has changed; stamps of one connection
        compare only with its own.
        """

    def storage(self) -> Storage:
        """Return how much space the database takes."""

    def maintain(self) -> None:
        """Let the engine refresh its statistics and give space back."""

    def scrub(self) -> bool:
        """Let nothing of deleted rows be left on the disk; False where that must be tried again."""

    def close(self) -> None:
        """Close the connection."""


def connect(
    url: str, *, busy_seconds: float = 30.0, statement_seconds: float = 0.0, name: str = "commonthread"
) -> Database:
    """Open `sqlite:///PATH` or `postgresql://...`.

    busy_seconds bounds the wait for the writer and for a server that went away, statement_seconds (0 is no bound) any
    statement of PostgreSQL, whose lists of sessions show the name.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        from db.engines.sqlite import SqliteDatabase

        return SqliteDatabase(rest[1:], busy_seconds=busy_seconds)
    if scheme in ("postgresql", "postgres"):
        from db.engines.postgres import PostgresDatabase

        return PostgresDatabase(url, busy_seconds=busy_seconds, statement_seconds=statement_seconds, name=name)
    raise SettingsError(
        f"the database address {_without_password(url)!r} cannot be used: "
        "write sqlite:///PATH (sqlite:////PATH for an absolute one) or postgresql://USER@HOST/NAME"
    )


def insist(act: Callable[[], R]) -> R:
    """Do what is harmless to do twice, and do it again where the database went away in its middle."""
    try:
        return act()
    except ConnectionLost:
        return act()


def sqlite_path(url: str) -> Path | None:
    """Return the file of a SQLite address, None for PostgreSQL."""
    scheme, _, rest = url.partition("://")
    return Path(rest[1:]) if scheme == "sqlite" and len(rest) > 1 else None


def _without_password(url: str) -> str:
    head, at, tail = url.rpartition("@")
    return f"{head.partition('://')[0]}://...@{tail}" if at else url

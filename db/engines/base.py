"""What both engines share: statements by name, records from rows, re-entrant write()."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import inf
from time import perf_counter
from typing import Any, TypeVar

from db.errors import NotInTransaction
from db.records import bind, make
from db.statements import Dialect, Statement, StatementError, rooms

R = TypeVar("R")
Rows = Sequence[Sequence[Any]]


def quoted(name: str) -> str:
    """Return a table's or column's name in quotation marks, safe inside SQL."""
    return '"' + name.replace('"', '""') + '"'


class BaseDatabase(ABC):
    """The part of a connection that does not depend on its engine."""

    dialect: Dialect
    one_writer: bool

    def __init__(self) -> None:
        self.slow_seconds = inf
        self._depth = 0
        self._statements = rooms(self.dialect)

    def all(self, record: type[R], name: str, /, **params: Any) -> list[R]:
        """Return the rows of a named statement as records."""
        return [make(record, row) for row in self._fetch(name, params)]

    def one(self, record: type[R], name: str, /, **params: Any) -> R | None:
        """Return the first row of a named statement as a record, or None."""
        rows = self._fetch(name, params)
        return make(record, rows[0]) if rows else None

    def value(self, name: str, /, **params: Any) -> Any:
        """Return the first column of the first row of a named statement, or None."""
        rows = self._fetch(name, params)
        return rows[0][0] if rows else None

    def run(self, name: str, /, **params: Any) -> int:
        """Change rows inside `write()` and return how many."""
        return self._timed(self._checked(name, params), bind(params))[1]

    def _fetch(self, name: str, params: dict[str, Any]) -> Rows:
        return self._timed(self._checked(name, params), bind(params))[0]

    def _timed(self, statement: Statement, params: dict[str, Any]) -> tuple[Rows, int]:
        """Execute a statement, and tell the operator of one that took long: its name, never what it was asked with."""
        start = perf_counter()
        result = self._execute(statement, params)
        took = perf_counter() - start
        if took >= self.slow_seconds:
            from logging import getLogger  # most commands are never slow, and need not read it

            getLogger("commonthread.database").warning("slow statement %s: %.0f ms", statement.name, took * 1000)
        return result

    def _checked(self, name: str, params: dict[str, Any]) -> Statement:
        statement = self._statements[name]
        if params.keys() != statement.names:
            raise StatementError(f"{name} takes {sorted(statement.params)}, was given {sorted(params)}")
        if statement.writes and not self._depth:
            raise NotInTransaction(f"{name} changes rows: call it inside `with db.write():`")
        return statement

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[None]:
        """Hold the writer for a short transaction; an inner one joins it; durable waits for the disk."""
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        self._begin(durable)
        self._depth = 1
        try:
            yield
        except BaseException:
            self._end(self._rollback)
            raise
        self._end(self._commit)

    def _end(self, finish: Callable[[], None]) -> None:
        self._depth = 0
        finish()

    @abstractmethod
    def _execute(self, statement: Statement, params: dict[str, Any]) -> tuple[Rows, int]: ...

    @abstractmethod
    def _begin(self, durable: bool) -> None: ...

    @abstractmethod
    def _commit(self) -> None: ...

    @abstractmethod
    def _rollback(self) -> None: ...

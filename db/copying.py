"""A whole database into another one, of the same engine or the other, compared table by table.

While it lasts nobody can write to the source; reading goes on. A copy that was killed is gone on with by the next:
each batch is one transaction, and rows come in a fixed order, so what the target has is always the beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any

from db.engine import Database
from db.errors import CommonThreadError
from db.indexing import refill_search
from db.migrations import migrate, pending
from db.transfer import KINDS

# What lives for minutes or hours, and is copied so that nobody is signed out and nothing is asked twice.
FLEETING = (
    "source_fetch", "source_probe", "archive_walk", "host", "job", "page_change", "rate_limit", "voice_count",
    "sign_in", "address_change", "claim", "session", "backup_copy", "alarm", "task", "stale_body", "used_link",
    "domain_check",
)  # fmt: skip
INDEXES = ("article_search", "comment_search")  # made anew from the rows
TABLES = (*KINDS, *FLEETING)
BATCH = 500
MARK = "unfinished copy"

Row = tuple[Any, ...]
Told = Callable[[int], None]


class CopyFailed(CommonThreadError):
    """A copy cannot be made, or is not equal."""


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows a table has, and a checksum of them that does not depend on their order."""

    rows: int = 0
    check: int = 0

    def add(self, row: Row) -> Sum:
        """Return the sum with one more row."""
        own = int.from_bytes(blake2b(repr(row).encode(), digest_size=16).digest())
        return Sum(self.rows + 1, (self.check + own) % (1 << 128))


def copy(source: Database, target: Database, told: Told = lambda count: None) -> dict[str, Sum]:
    """Copy every table and return what both then have by table; `told` hears of rows as they are done.

    Raises CopyFailed where the target holds something else, or is not equal in the end.
    """
    _begin(source, target)
    with source.write():
        source.hold_still(TABLES)
        made = {table: _copy_table(source, target, table, told) for table in TABLES}
        for table, there in made.items():
            _compare(table, there, sum_of(target, table))
        with target.write(durable=True):
            refill_search(target)
            target.run("copying.forget_mark", name=MARK)
    target.maintain()
    return made


def size(db: Database) -> int:
    """Return how many rows are to be copied."""
    return sum(1 for table in TABLES for _ in db.copy_out(table))


def sum_of(db: Database, table: str) -> Sum:
    """Return the sum of a table's rows."""
    found = Sum()
    for row in _rows(db, table):
        found = found.add(row)
    return found


def _begin(source: Database, target: Database) -> None:
    """Bring the target up to date and mark it as ours; refuse what holds anything but the beginning of this copy."""
    if pending(source):
        raise CopyFailed("the database is older than this version; run `commonthread db migrate` first")
    if source.value("copying.mark", name=MARK):
        raise CopyFailed("this database is itself an unfinished copy; finish that one, or copy from its source")
    migrate(target)
    with target.write(durable=True):
        if target.value("copying.mark", name=MARK):
            return
        full = next((table for table in TABLES if next(_rows(target, table), None) is not None), None)
        if full:
            raise CopyFailed(
                f"the target is not empty: there are rows in {full}; give the address of an empty database"
            )
        target.run("copying.set_mark", name=MARK)


def _rows(db: Database, table: str) -> Iterator[Row]:
    """Yield the rows of a table, but for our own mark."""
    return (row for row in db.copy_out(table) if not (table == "marker" and row[0] == MARK))


def _copy_table(source: Database, target: Database, table: str, told: Told) -> Sum:
    """Copy what the target lacks of a table, and return the sum of the source's rows."""
    names = [column.name for column in source.columns(table)]
    there = sum_of(target, table).rows
    found, rows = Sum(), _rows(source, table)
    while batch := list(islice(rows, BATCH)):
        for row in batch:
            found = found.add(row)
        lacking = batch[max(0, there - (found.rows - len(batch))) :]
        if lacking:
            with target.write(durable=True):
                target.copy_in(table, names, lacking)
        told(len(batch))
    return found


def _compare(table: str, wanted: Sum, found: Sum) -> None:
    if wanted != found:
        why = f"{found.rows} rows for {wanted.rows}" if wanted.rows != found.rows else "other words in some rows"
        raise CopyFailed(
            f"{table} is not equal: {why}. The source was changed between two attempts. Stop the site and the workers, "
            "empty the target and copy again; nothing was changed here"
        )

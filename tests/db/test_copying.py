"""A whole database is copied to either engine: every table, equal, gone on with after a kill."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from commonthread.cli import cli
from db import copying, finding
from db.copying import MARK, TABLES, CopyFailed
from db.engine import Database, connect
from db.finding import Asked
from db.migrations import migrate

ROWS = 3
COPY = """
import os, signal, sys
from db import copying
from db.engine import connect
seen = 0
def told(count):
    global seen
    seen += count
    if seen >= int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
copying.BATCH = 2
copying.copy(connect(sys.argv[1]), connect(sys.argv[2]), told)
"""


def fill(db: Database) -> None:
    """Put rows into every table: all numbers and words of the n-th row are n, so that they point to each other."""
    with db.write():
        for table in TABLES:
            columns = db.columns(table)
            rows = [
                [number if column.kind != "text" else f"n{number}" for column in columns]
                for number in range(1, ROWS + 1)
            ]
            db.copy_in(table, [column.name for column in columns], rows)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database on each engine, for the copy."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'copy.db'}"
        return
    server, template = (request.getfixturevalue(f"postgres_{name}") for name in ("server", "template"))
    admin = connect(server % "postgres")
    admin.connection.execute(f"CREATE DATABASE copy_ct TEMPLATE {template}")  # type: ignore[attr-defined]
    yield server % "copy_ct"
    admin.connection.execute("DROP DATABASE copy_ct WITH (FORCE)")  # type: ignore[attr-defined]
    admin.close()


@pytest.fixture
def target(empty: str) -> Iterator[Database]:
    db = connect(empty)
    yield db
    db.close()


def test_every_table_is_copied_whole(db: Database, target: Database) -> None:
    fill(db)
    told: list[int] = []
    made = copying.copy(db, target, told.append)
    assert list(made) == list(TABLES)
    assert {found.rows for found in made.values()} == {ROWS}
    assert sum(told) == copying.size(target) == ROWS * len(TABLES)
    assert [copying.sum_of(target, table) for table in TABLES] == list(made.values())


def test_ids_go_on_after_the_copy(db: Database, target: Database) -> None:
    fill(db)
    copying.copy(db, target)
    with target.write():
        target.copy_in("page_change", ["key", "changed_at"], [("lists", "2011-10-20T09:30:00.000Z")])
    assert max(row[0] for row in target.copy_out("page_change")) == ROWS + 1


def test_search_finds_the_same_in_the_copy(newsroom: Any, db: Database, target: Database) -> None:
    for number in range(4):
        newsroom.article(f"Kinship carers meet {number}")
    copying.copy(db, target)
    wanted = [card.headline for card in finding.find(db, Asked("kinship")).cards]
    assert len(wanted) == 4
    assert [card.headline for card in finding.find(target, Asked("kinship")).cards] == wanted


@pytest.mark.parametrize("dies_after", [1, 100])
def test_a_copy_that_was_killed_is_gone_on_with(dies_after: int, db: Database, database_url: str, empty: str) -> None:
    fill(db)
    killed = subprocess.run([sys.executable, "-c", COPY, database_url, empty, str(dies_after)], check=False)
    assert killed.returncode == -9
    target = connect(empty)
    assert target.value("copying.mark", name=MARK)
    with pytest.raises(CopyFailed, match="unfinished copy"):
        copying.copy(target, db)
    copying.copy(db, target)
    assert target.value("copying.mark", name=MARK) is None
    assert [copying.sum_of(target, table) for table in TABLES] == [copying.sum_of(db, table) for table in TABLES]
    target.close()


def test_a_target_that_holds_something_else_is_refused(db: Database, target: Database) -> None:
    migrate(target)
    fill(target)
    with pytest.raises(CopyFailed, match="not empty: there are rows in marker; give the address of an empty"):
        copying.copy(db, target)
    assert target.value("copying.mark", name=MARK) is None


def test_a_source_that_changed_between_two_attempts_is_told(db: Database, target: Database) -> None:
    migrate(target)
    with target.write():
        target.run("copying.set_mark", name=MARK)
        target.copy_in("topic", ["id", "position", "name", "description"], [("old", 1, "Old", "")])
    with db.write():
        db.copy_in("topic", ["id", "position", "name", "description"], [("new", 1, "New", "")])
    with pytest.raises(CopyFailed, match="topic is not equal: other words in some rows"):
        copying.copy(db, target)


def test_a_database_that_is_older_than_the_program_is_not_copied(tmp_path: Path) -> None:
    old, new = connect(f"sqlite:///{tmp_path / 'old.db'}"), connect(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(CopyFailed, match="db migrate"):
        copying.copy(old, new)
    old.close()
    new.close()


def test_nobody_writes_while_it_is_copied_and_everybody_reads(
    db: Database, database_url: str, target: Database
) -> None:
    fill(db)
    other = connect(database_url, busy_seconds=0.01)
    tries = count()

    def told(_: int) -> None:
        if next(tries) == 0:
            assert len(list(other.copy_out("topic"))) == ROWS
            with pytest.raises(copying.CommonThreadError, match="another process is writing"), other.write():
                other.run("copying.forget_mark", name="x")

    copying.copy(db, target, told)
    other.close()
    assert next(tries) > 1


def test_the_command_copies_and_says_so(
    db: Database, database_url: str, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(db)
    monkeypatch.setenv("COMMONTHREAD_DATABASE_URL", database_url)
    answer = CliRunner().invoke(cli, ["db", "copy-to", empty])
    assert answer.exit_code == 0, answer.output
    assert f"article: {ROWS} rows, equal" in answer.output
    assert "tables are equal. Set COMMONTHREAD_DATABASE_URL" in answer.output
    assert CliRunner().invoke(cli, ["db", "copy-to", database_url]).exit_code == 2
    again = CliRunner().invoke(cli, ["db", "copy-to", empty])
    assert isinstance(again.exception, CopyFailed)

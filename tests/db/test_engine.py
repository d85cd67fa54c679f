"""Both engines behind one protocol: transactions, errors in words, migrations."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from db import digests
from db.engine import Database, connect
from db.errors import (
    Conflict,
    DatabaseBusy,
    DatabaseError,
    DatabaseFull,
    DatabaseTooNew,
    DatabaseUnreachable,
    NotInTransaction,
    SettingsError,
)
from db.migrations import NUMBERED, migrate, pending, schema


@dataclass(frozen=True)
class Name:
    name: str


def add(db: Database, name: str, now: datetime) -> int:
    return db.run("jobs.register", name=name, due=now)


def job_names(db: Database) -> list[str]:
    from db.jobs import states

    return [state.name for state in states(db)]


def test_a_change_outside_write_is_refused(db: Database, now: datetime) -> None:
    with pytest.raises(NotInTransaction, match="inside"):
        add(db, "a", now)


def test_what_is_written_stays(db: Database, database_url: str, now: datetime) -> None:
    with db.write():
        assert add(db, "a", now) == 1
    other = connect(database_url)
    assert job_names(other) == ["a"]
    other.close()


def test_an_error_undoes_the_whole_transaction(db: Database, now: datetime) -> None:
    with pytest.raises(RuntimeError), db.write():
        add(db, "a", now)
        raise RuntimeError
    assert job_names(db) == []


def test_an_inner_write_joins_the_outer_one(db: Database, now: datetime) -> None:
    with pytest.raises(RuntimeError), db.write(durable=True):
        with db.write():
            add(db, "a", now)
        raise RuntimeError
    assert job_names(db) == []


def test_a_durable_write_is_written_too(db: Database, now: datetime) -> None:
    with db.write(durable=True):
        add(db, "a", now)
    assert job_names(db) == ["a"]


def test_a_row_that_breaks_a_rule_is_a_conflict(db: Database) -> None:
    with pytest.raises(Conflict), db.write():
        db.copy_in("tenure", ["id", "office_id", "person", "person_slug", "confirmed"], [(1, "none", "A", "a", 1)])


def test_a_missing_field_is_a_conflict_not_a_skip(db: Database) -> None:
    with pytest.raises(Conflict), db.write():
        db.copy_in("topic", ["id"], [("a",)])


def test_rows_that_are_there_already_are_left(db: Database) -> None:
    names = ["id", "position", "name", "description"]
    with db.write():
        assert db.copy_in("topic", names, [("a", 1, "A", "x"), ("b", 2, "B", "y")]) == 2
        assert db.copy_in("topic", names, [("a", 1, "Other", "x"), ("c", 3, "C", "z")]) == 1
    assert [row[2] for row in db.copy_out("topic")] == ["A", "B", "C"]


def test_ids_go_on_after_a_bulk_load(db: Database) -> None:
    columns = ["id", "key", "changed_at"]
    with db.write():
        db.copy_in("page_change", columns, [(41, "lists", "2011-10-20T09:30:00.000Z")])
        db.copy_in("page_change", columns[1:], [("lists", "2011-10-20T09:31:00.000Z")])
    assert [row[0] for row in db.copy_out("page_change")] == [41, 42]


def test_a_second_writer_waits_and_is_then_told(database_url: str, now: datetime) -> None:
    first, second = connect(database_url), connect(database_url, busy_seconds=0.1)
    with first.write():
        first.run("jobs.register", name="a", due=now)
        with pytest.raises(DatabaseBusy, match="another process"), second.write():
            second.run("jobs.register", name="a", due=now)
    first.close()
    second.close()


def test_threads_that_write_at_once_lose_nothing(database_url: str, now: datetime) -> None:
    def write(part: int) -> None:
        own = connect(database_url, busy_seconds=20)
        for number in range(10):
            with own.write():
                own.run("jobs.register", name=f"{part}-{number}", due=now)
        own.close()

    threads = [threading.Thread(target=write, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db = connect(database_url)
    assert len(job_names(db)) == 40
    db.close()


def test_maintenance_and_integrity_find_a_sound_database(db: Database) -> None:
    db.maintain()
    assert db.integrity() == []


def test_migrating_again_applies_nothing(db: Database) -> None:
    assert migrate(db) == []
    assert pending(db) == []


def test_a_newer_database_is_refused_in_words(db: Database) -> None:
    with db.write():
        db.apply_migration("9999_from_the_future", "CREATE TABLE future (id INTEGER PRIMARY KEY);")
    with pytest.raises(DatabaseTooNew, match="9999_from_the_future"):
        migrate(db)


def test_a_migration_that_fails_leaves_nothing(db: Database) -> None:
    with pytest.raises(DatabaseError), db.write():
        db.apply_migration("0002_wrong", "CREATE TABLE half (id INTEGER PRIMARY KEY); SELECT * FROM nowhere;")
    assert db.columns("half") == () if db.dialect == "postgres" else True
    assert migrate(db) == []


def test_first_starts_at_once_agree(tmp_path: Path) -> None:
    script = (
        "import sys; from db.engine import connect; from db.migrations import migrate; migrate(connect(sys.argv[1]))"
    )
    url = f"sqlite:///{tmp_path / 'new.db'}"
    starts = [subprocess.Popen([sys.executable, "-c", script, url], stderr=subprocess.PIPE) for _ in range(4)]
    assert [process.communicate()[1] for process in starts] == [b""] * 4
    db = connect(url)
    assert pending(db) == []
    db.close()


@pytest.mark.parametrize("url", ["", "mysql://x/y", "sqlite://", "sqlite:///", "var/x.db"])
def test_an_address_of_no_engine_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="sqlite:///PATH"):
        connect(url)


def test_a_password_is_not_repeated_in_the_error() -> None:
    with pytest.raises(SettingsError) as told:
        connect("oracle://me:secret@host/x")
    assert "secret" not in str(told.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_text("hello, I am a letter" * 100)
    with pytest.raises(DatabaseUnreachable, match="check the path"):
        connect(f"sqlite:///{path}")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnreachable):
        connect(f"sqlite:///{tmp_path / 'file' / 'x.db'}")


def test_a_full_disk_is_told_and_undone(sqlite_url: str, now: datetime) -> None:
    db = connect(sqlite_url)
    pages = db.connection.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
    db.connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]
    with pytest.raises(DatabaseFull, match="make room"), db.write():
        for number in range(5000):
            db.run("jobs.register", name=f"{number}" * 50, due=now)
    assert job_names(db) == []
    db.close()


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(DatabaseUnreachable, match="COMMONTHREAD_DATABASE_URL"):
        connect("postgresql://nobody@127.0.0.1:1/none")


@pytest.mark.postgres
def test_a_lost_connection_is_opened_again(postgres_url: str, now: datetime) -> None:
    db, other = connect(postgres_url), connect(postgres_url)
    pid = db.connection.info.backend_pid  # type: ignore[attr-defined]
    other.connection.execute("SELECT pg_terminate_backend(%s)", [pid])  # type: ignore[attr-defined]
    assert job_names(db) == []
    db.close()
    other.close()


def test_a_stamp_differs_after_any_commit(database_url: str, now: datetime) -> None:
    first, second = connect(database_url), connect(database_url)
    if first.stamp() is None:
        assert first.dialect == "postgres"
    else:
        seen = [first.stamp()]
        assert first.stamp() == seen[0]
        for writer in (second, first):
            with writer.write():
                writer.run("jobs.register", name=f"by {writer is first}", due=now)
            assert first.stamp() not in seen
            seen.append(first.stamp())
    first.close()
    second.close()


def test_a_file_that_stays_locked_is_told(tmp_path: Path) -> None:
    path = tmp_path / "held.db"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseBusy, match="another process is writing"):
        connect(f"sqlite:///{path}", busy_seconds=0.05)
    holder.close()


def test_mails_of_an_older_version_are_still_known(tmp_path: Path) -> None:
    db = connect(f"sqlite:///{tmp_path}/old.db")
    before = NUMBERED.index("0020_editions")
    for name in NUMBERED[:before]:
        db.apply_migration(name, schema(name, db.dialect))
    with db.write():
        names = ("id", "period", "edition_date", "opens_at", "closes_at", "expires_at", "started_at")
        db.copy_in("digest_run", names, [(7, "daily", "2026-11-25", "a", "b", "c", "d")])
        db.copy_in("digest_mail", ("run_id", "subscriber_id", "outbox_id"), [(7, 1, 5), (7, 2, 6), (7, 3, None)])
        db.copy_in("digest_mail_story", ("run_id", "subscriber_id", "story_id"), [(7, 1, 11), (7, 1, 12), (7, 2, 12)])
    migrate(db)
    told = [digests.sent_before(db, number, "daily", date(2026, 11, 26)) for number in (1, 2, 3)]
    assert told == [{11, 12}, {12}, set()]
    db.close()

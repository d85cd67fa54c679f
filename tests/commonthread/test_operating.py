"""The operator's commands: how the site does, a job at once, copies by rule, a new version that can be cut off."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonthread import upgrade
from commonthread.cli import cli
from commonthread.jobs import all_jobs, backup_job
from commonthread.tasks import run_command, work_off
from db import accounts, articles, backups, checking, jobs, purging, tasks
from db.articles import Draft
from db.backups import BackupFailed
from db.engine import Database, connect
from db.errors import DatabaseTooNew
from db.jobs import Job, every
from db.migrations import NUMBERED, schema
from db.rules.keeping import Keep, keep_of, kept
from db.seeding import plant
from db.settings import Settings


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a SQLite database that the commands work on."""
    path = tmp_path / "ours.db"
    monkeypatch.setenv("COMMONTHREAD_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("COMMONTHREAD_BACKUP_FOLDER", str(tmp_path / "copies"))
    monkeypatch.setenv("COMMONTHREAD_OUTBOX_DIR", str(tmp_path / "outbox"))
    return path


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def test_what_needs_the_operator_is_said_with_its_command(file: Path) -> None:
    run("db", "migrate")
    answer = run("operate", "status")
    assert answer.exit_code == 1
    assert "A backup is missing. There is no copy of the database.\n    commonthread db backup" in answer.output
    assert "restoring it on trial" in run("db", "backup").output
    calm = run("operate", "status")
    assert calm.exit_code == 0, calm.output
    assert "Nothing needs you." in calm.output


def test_a_job_is_run_at_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "sweep: done" in run("operate", "run", "sweep").output
    assert "sweep: done" in run("operate", "run", "sweep").output
    assert "backup: done" in run("operate", "run", "backup").output
    unknown = run("operate", "run", "dance")
    assert "there is no job 'dance'; there are: backup, " in str(unknown.exception)
    (file.parent / "in-the-way").write_text("")
    monkeypatch.setenv("COMMONTHREAD_BACKUP_FOLDER", str(file.parent / "in-the-way"))
    assert "make room and run it again" in str(run("operate", "run", "backup").exception)
    db = connect(f"sqlite:///{file}")
    with db.write():
        # Past every door, as another machine: its lease lasts.
        db.connection.execute("UPDATE job SET owner = 'elsewhere:1:2:3', leased_until = '2999-01-01T00:00:00.000Z'")  # type: ignore[attr-defined]
    db.close()
    assert "a worker is at 'sweep' now" in str(run("operate", "run", "sweep").exception)


def test_a_duty_is_noted_and_listed(file: Path) -> None:
    run("db", "migrate")
    assert "ico-fee\tnot noted yet\t" in run("operate", "duties").output
    assert "noted as done today" in run("operate", "done", "ico-fee").output
    assert "ico-fee\tnot noted yet" not in run("operate", "duties").output
    assert "there is no duty" in str(run("operate", "done", "dance").exception)


def test_what_was_asked_for_on_a_page_is_done_by_its_command(db: Database, now: datetime) -> None:
    plant(db)
    ran: list[Sequence[str]] = []

    def runner(words: Sequence[str], settings: Settings) -> tuple[int, str]:
        ran.append(words)
        return (0, "It answers.") if words[0] == "sources" else (1, "It refuses us.")

    tasks.ask(db, "check", "dfe", now)
    tasks.ask(db, "backfill", "dfe", now, now.date(), now.date())
    work_off(db, Settings(), now, runner)
    assert [words[0] for words in ran] == ["sources", "crawl"]
    assert [(one.state, one.words) for one in tasks.about(db, "dfe")] == [
        ("failed", "It refuses us."), ("done", "It answers."),
    ]  # fmt: skip


def test_a_command_is_run_against_the_database_of_the_settings(file: Path) -> None:
    run("db", "migrate")
    code, words = run_command(["sources", "on", "dfe"], Settings(database_url=f"sqlite:///{file}"))
    assert (code, words) == (0, "dfe is on now")
    assert run_command(["sources", "on", "nobody"], Settings(database_url=f"sqlite:///{file}"))[0] == 1


def test_the_newest_of_so_many_days_weeks_and_months_are_kept() -> None:
    newest = datetime(2026, 11, 26, 2, 30, tzinfo=UTC)
    nights = [newest - timedelta(days=days) for days in range(400)]
    chosen = sorted(kept([*nights, newest - timedelta(hours=1)], keep_of("7 4 6")), reverse=True)
    assert chosen[:7] == nights[:7]
    assert len(chosen) == 7 + 2 + 5, "two weeks and five months reach further back than the days do"
    assert chosen[-1] == datetime(2026, 6, 30, 2, 30, tzinfo=UTC)
    assert kept(nights, Keep(0, 0, 0)) == {newest}, "the newest always stays"
    assert kept([], Keep(7, 4, 6)) == set()


def test_copies_are_made_by_rule_and_old_ones_go(file: Path, now: datetime) -> None:
    run("db", "migrate")
    db, folder = connect(f"sqlite:///{file}"), file.parent / "copies"
    for days in range(5):
        backups.by_rule(db, folder, Keep(2, 0, 0), now + timedelta(days=days))
    (folder / "mine.db").write_text("not ours")
    (folder / "before-upgrade-2026-01-01T000000Z.db").write_bytes((folder / backups.copies(db)[0].name).read_bytes())
    assert [one.name for one in backups.in_folder(folder)] == [
        "before-upgrade-2026-01-01T000000Z.db", "commonthread-2026-11-29T090000Z.db", "commonthread-2026-11-30T090000Z.db",
    ]  # fmt: skip
    assert [one.at for one in backups.copies(db)] == [now + timedelta(days=4), now + timedelta(days=3)]
    backups.in_folder(folder)[1].unlink()
    backups.by_rule(db, folder, Keep(2, 0, 0), now + timedelta(days=5))
    assert len(backups.copies(db)) == 2
    assert (folder / "mine.db").exists()
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []
    db.close()


def test_a_copy_is_whole_while_others_write(file: Path, now: datetime) -> None:
    run("db", "migrate")
    db, stop, wrote = connect(f"sqlite:///{file}"), threading.Event(), threading.Event()

    def write() -> None:
        other, number = connect(f"sqlite:///{file}"), 0
        while not stop.is_set():
            number += 1
            articles.store(
                other, Draft(1, f"https://o.example/{number}", f"o.example/{number}", None, f"Article {number}", None, None,
                now, "feed", None, "", "", "Words. " * 200, (), None, False, str(number)), now,
            )  # fmt: skip
            wrote.set()
        other.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert wrote.wait(20)
    made = backups.by_rule(db, file.parent / "copies", Keep(7, 4, 6), now)
    stop.set()
    writer.join(timeout=20)
    db.close()
    with closing(connect(f"sqlite:///{file.parent / 'copies' / made.name}")) as copy:
        assert checking.check(copy)[0].ok


def test_a_copy_that_cannot_be_restored_is_no_copy(file: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    run("db", "migrate")
    db = connect(f"sqlite:///{file}")
    monkeypatch.setattr(backups, "_whole", lambda path: (_ for _ in ()).throw(BackupFailed("it is not whole")))
    with pytest.raises(BackupFailed, match="it is not whole"):
        backups.by_rule(db, file.parent / "copies", Keep(7, 4, 6), now)
    assert backups.copies(db) == []
    assert list((file.parent / "copies").iterdir()) == []
    db.close()


def test_without_a_folder_no_copy_is_made(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONTHREAD_BACKUP_FOLDER", "")
    assert run("db", "backup").exit_code == 2
    assert run("operate", "run", "backup").exit_code == 0
    assert "A backup is missing" not in run("operate", "status").output


def test_the_nightly_copy_is_made_at_its_hour() -> None:
    job = backup_job(Settings(backup_at="04:15"))
    assert job.next_after(datetime(2026, 7, 1, 12, tzinfo=UTC)) == datetime(2026, 7, 2, 3, 15, tzinfo=UTC)
    assert "backup" in {one.name for one in all_jobs()}


def test_purge_reaches_into_the_copies(file: Path, now: datetime) -> None:
    run("db", "migrate")
    db = connect(f"sqlite:///{file}")
    plant(db)
    draft = Draft(1, "https://o.example/1", "o.example/1", None, "Zanzibarquorum", None, None, now, "feed", None, "", "",
                  "Zanzibarquorum", (), None, False, "x")  # fmt: skip
    articles.store(db, draft, now)
    made = backups.by_rule(db, file.parent / "copies", Keep(7, 4, 6), now)
    db.close()
    copy = file.parent / "copies" / made.name
    assert b"Zanzibarquorum" in copy.read_bytes()
    answer = run("db", "purge", "article", "1", "--reason", "A court.")
    assert "and in 1 copies" in answer.output, answer.output
    assert b"zanzibarquorum" not in copy.read_bytes().lower()
    with closing(connect(f"sqlite:///{copy}")) as opened:
        assert [one.row_id for one in purging.everything(opened)] == [1]


@pytest.fixture
def old(file: Path, now: datetime) -> Path:
    """A database of the version before the last, with an account in it."""
    db = connect(f"sqlite:///{file}")
    with db.write():
        for name in NUMBERED[:-1]:
            db.apply_migration(name, schema(name, "sqlite"))
    accounts.add(db, address="larch@example.org", handle="Larch", role="reader", now=now)
    db.close()
    return file


def test_an_upgrade_copies_migrates_checks_and_says_so(old: Path) -> None:
    answer = run("upgrade")
    assert answer.exit_code == 0, (answer.output, answer.exception)
    first, second, third, fourth = answer.output.splitlines()
    assert first.startswith("copy: ") and "before-upgrade-" in first
    assert second == f"schema: {NUMBERED[-1]} applied"
    assert (third, fourth) == ("seeds: loaded", "check: all is well")
    (copy,) = (old.parent / "copies").glob("before-upgrade-*.db")
    with closing(sqlite3.connect(copy)) as plain:
        assert plain.execute("SELECT handle FROM account").fetchall() == [("Larch",)]
        assert (NUMBERED[-1],) not in plain.execute("SELECT name FROM _sqlite_migrations").fetchall()
    assert run("upgrade").output.splitlines() == ["schema: up to date", "seeds: unchanged", "check: all is well"]
    assert len(list((old.parent / "copies").iterdir())) == 1, "nothing to do needs no copy"


def test_a_newer_database_is_refused_before_anything_is_done(old: Path) -> None:
    db = connect(f"sqlite:///{old}")
    with db.write():
        db.apply_migration("9999_later", "CREATE TABLE later (id INTEGER) STRICT;")
    db.close()
    answer = run("upgrade")
    assert isinstance(answer.exception, DatabaseTooNew)
    assert not (old.parent / "copies").exists()


def test_an_upgrade_that_finds_damage_says_what_mends_it(old: Path) -> None:
    with closing(sqlite3.connect(old)) as plain:
        plain.execute("UPDATE account SET published_count = 9")
        plain.commit()
    assert "commonthread db check --repair" in str(run("upgrade").exception)
    assert "mended accounts count their published comments rightly: 1 rows" in run("db", "check", "--repair").output
    assert run("upgrade").output.splitlines()[-1] == "check: all is well"


KILLED = """
import os, signal, sys
from datetime import datetime, UTC
from commonthread.upgrade import upgrade
from db.engine import connect
from db.settings import from_environment
settings, steps = from_environment(), 0
for line in upgrade(connect(settings.database_url), settings, [], datetime(2026, 11, 26, tzinfo=UTC)):
    steps += 1
    if steps == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("step", [1, 2, 3])
def test_an_upgrade_that_was_killed_is_run_again(old: Path, step: int) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(step)], env=dict(os.environ))
    assert killed.returncode == -signal.SIGKILL
    answer = run("upgrade")
    assert answer.exit_code == 0, (answer.output, answer.exception)
    assert answer.output.splitlines()[-1] == "check: all is well"
    db = connect(f"sqlite:///{old}")
    assert db.migrations() == list(NUMBERED)
    assert [row[2] for row in db.copy_out("account")] == ["Larch"]
    db.close()


def test_an_upgrade_forgets_jobs_that_are_no_more(db: Database, now: datetime, database_url: str) -> None:
    for name in ("sweep", "a job of an older version"):
        jobs.register(db, Job(name, every(timedelta(hours=1)), lambda *_: None), now)
    said = list(upgrade.upgrade(db, Settings(database_url=database_url, backup_folder=""), ["sweep"], now))
    assert said == ["schema: up to date", "seeds: loaded", "check: all is well"]
    assert [one.name for one in jobs.states(db)] == ["sweep"], "what nobody does is not late for ever"


@pytest.mark.postgres
def test_an_upgrade_of_postgresql_says_who_copies(postgres_server: str, now: datetime) -> None:
    admin = connect(postgres_server % "postgres")
    admin.connection.execute("CREATE DATABASE upgrading")  # type: ignore[attr-defined]  # an administrator's act
    url = postgres_server % "upgrading"
    db = connect(url)
    with db.write():
        db.migrations()
        db.apply_migration(NUMBERED[0], schema(NUMBERED[0], "postgres"))
    first, second, *_ = upgrade.upgrade(db, Settings(database_url=url), [], now)
    assert "pg_dump before an upgrade is wise" in first
    assert NUMBERED[-1] in second
    db.close()
    admin.connection.execute("DROP DATABASE upgrading WITH (FORCE)")  # type: ignore[attr-defined]
    admin.close()

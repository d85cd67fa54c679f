"""Purge leaves no byte; a backup is whole; a restore loses again what was purged since."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from commonthread.cli import cli
from db import accounts, articles, backups, comments, moderation, placements, posting, purging, reports, stories
from db.backups import BackupFailed
from db.engine import Database, connect, sqlite_path
from db.errors import NotFound
from db.following import follow
from db.migrations import migrate
from db.purging import PurgeRefused
from db.rules.opening import Opening
from db.settings import Settings
from web.comments.telling import tell_followers

SECRET = "Zanzibarquorum"


@pytest.fixture
def told(
    newsroom: Any, db: Database, now: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> str:
    """A comment with a secret word, and all that speaks of it."""
    monkeypatch.setenv("COMMONTHREAD_DATABASE_URL", database_url)
    monkeypatch.setenv("COMMONTHREAD_OUTBOX_DIR", str(tmp_path / "outbox"))
    slug = str(newsroom.slug(newsroom.article("Carers get relief")))
    hazel = accounts.add(db, address="hazel@example.org", handle="Hazel", role="moderator", now=now)
    larch = accounts.add(db, address="larch@example.org", handle="Larch", role="reader", now=now)
    follow(db, larch, stories.by_slug(db, slug).id, "all", now)
    newsroom.comment(slug, hazel, f"It was {SECRET} who did it.")
    assert tell_followers(db, Settings(base_url="https://thread.example"), ("all",), now + timedelta(hours=25)) == 1
    for number in range(11):
        newsroom.comment(slug, hazel, f"Another word, number {number}.")
    follow(db, hazel, stories.by_slug(db, slug).id, "off", now)
    reports.report(db, 1, "abuse", f"It names {SECRET}.", "k", now, 20)
    moderation.add_note(db, 1, f"{SECRET} is a name.", hazel.id, now)
    moderation.decide(db, 1, "publish", f"{SECRET} is public.", now, moderator="Hazel")
    folder = tmp_path / "outbox"
    folder.mkdir()
    (folder / "one.eml").write_text(f"Hazel wrote: {SECRET}\nhttps://thread.example/comments/1\n", "utf-8")
    (folder / "two.eml").write_text("https://thread.example/comments/12\n", "utf-8")
    return slug


def run(*words: str) -> Any:
    return CliRunner().invoke(cli, list(words))


def bytes_of(path: Path) -> bytes:
    return b"".join(
        one.read_bytes() for one in path.parent.iterdir() if one.is_file() and one.name.startswith(path.name)
    )


def test_purge_leaves_no_byte(told: str, db: Database, database_url: str, tmp_path: Path, request: Any) -> None:
    path = sqlite_path(database_url)
    if path is not None:
        assert SECRET.encode() in bytes_of(path)
    answer = run("db", "purge", "comment", "1", "--reason", "An order of a court.")
    assert answer.exit_code == 0, answer.output
    assert "1 erased, 2 mails" in answer.output
    assert comments.by_id(db, 1).state == "removed"
    assert [one.name for one in (tmp_path / "outbox").iterdir()] == ["two.eml"]
    assert list(db.copy_out("outbox")) == []
    rows = str(
        [list(db.copy_out(kind)) for kind in ("comment", "report", "moderator_note", "decision", "outbox", "purged")]
    )
    assert SECRET not in rows
    if path is not None:
        db.close()
        assert SECRET.lower().encode() not in bytes_of(path).lower()


def test_a_mail_about_a_comment_with_a_longer_number_stays(told: str, db: Database, now: Any) -> None:
    tell_followers(db, Settings(base_url="https://thread.example"), ("all",), now)
    assert purging.purge(db, "comment", 1, "A court.", now) == 1
    (left,) = db.copy_out("outbox")
    assert "/comments/12" in str(left)


def test_purge_erases_an_article_that_its_source_brings_in_vain(
    told: str, newsroom: Any, db: Database, database_url: str, now: Any
) -> None:
    known = next(iter(articles.listing(db)))
    article = int(db.value("articles.purged", id=1) or 1)
    assert run("db", "purge", "article", str(article), "--reason", "Its publisher asked.").exit_code == 0
    path = sqlite_path(database_url)
    if path is not None:
        everything = bytes_of(path).lower()
        assert b"carers get relief" not in everything
        assert b"carers-get-relief" not in everything
    assert newsroom.store_again(str(known["url"])) == "unchanged"
    assert "Carers get relief" not in str(list(db.copy_out("article")))


def test_purge_wants_a_reason_and_something_to_erase(told: str, db: Database, now: Any) -> None:
    with pytest.raises(PurgeRefused):
        purging.purge(db, "comment", 1, " ", now)
    with pytest.raises(NotFound):
        purging.purge(db, "comment", 99, "x", now)
    assert run("db", "purge").exit_code == 2
    assert run("db", "purge", "comment").exit_code == 2
    assert run("db", "purge", "--again").exit_code == 0


def test_retention_says_what_it_erased(told: str) -> None:
    answer = run("retention", "run")
    assert answer.exit_code == 0
    assert "comments that waited or were taken down" in answer.output


@pytest.fixture
def small(tmp_path: Path, now: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small SQLite database of its own."""
    path = tmp_path / "ours.db"
    monkeypatch.setenv("COMMONTHREAD_DATABASE_URL", f"sqlite:///{path}")
    assert run("db", "migrate").exit_code == 0
    return path


def test_a_backup_is_whole_and_a_restore_purges_again(small: Path, tmp_path: Path, now: Any) -> None:
    db = connect(f"sqlite:///{small}")
    larch = accounts.add(db, address="larch@example.org", handle="Larch", role="moderator", now=now)
    with db.write():
        placements.open_story(db, "S", now, "England", "policy", Opening("open", None, None, None))
        db.connection.execute("UPDATE story SET shown = 1")  # type: ignore[attr-defined]
    story = stories.by_slug(db, "s")
    draft = posting.Draft(f"It was {SECRET}.", "k")
    posting.add(db, story, larch, draft, posting.house(Settings(), "x"), now)
    copy = tmp_path / "copies" / "monday.db"
    answer = run("db", "backup", str(copy))
    assert "checked" in answer.output, answer.output
    db.close()
    assert run("db", "purge", "comment", "1", "--reason", "A court.").exit_code == 0
    assert SECRET.encode() in copy.read_bytes()
    answer = run("db", "restore", str(copy))
    assert "1 purged again" in answer.output, answer.output
    assert SECRET.encode() not in bytes_of(small)
    restored = connect(f"sqlite:///{small}")
    assert comments.by_id(restored, 1).text == ""
    assert stories.by_slug(restored, "s").comment_count == 0, "what counted it is renewed"
    restored.close()
    assert small.with_name("ours.db.before-restore").exists()
    small.write_bytes(b"broken" * 1000)
    assert "1 purged again" in run("db", "restore", str(copy)).output, "the list beside the file is enough"


def test_a_broken_copy_is_not_restored(small: Path, tmp_path: Path, now: Any) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all")
    before = small.read_bytes()
    with pytest.raises(BackupFailed, match="no whole database"):
        backups.restore(small, broken, now)
    assert small.read_bytes() == before
    empty = tmp_path / "empty.db"
    sqlite3.connect(empty).close()
    with pytest.raises(BackupFailed, match="there is no schema in it"):
        backups.restore(small, empty, now)
    with pytest.raises(BackupFailed, match="nothing was changed"):
        backups.restore(small, tmp_path / "missing.db", now)


def test_a_backup_that_cannot_be_written_leaves_nothing(small: Path, tmp_path: Path) -> None:
    db = connect(f"sqlite:///{small}")
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(BackupFailed, match="nothing was written there"):
        backups.backup(db, tmp_path / "file" / "copy.db")
    db.close()


def test_a_list_of_purges_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.purged"
    assert purging.read_list(path) == []
    path.write_text("{broken\n", "utf-8")
    with pytest.raises(PurgeRefused, match="mend it"):
        purging.read_list(path)


def test_a_log_that_is_read_is_reported(small: Path) -> None:
    db = connect(f"sqlite:///{small}", busy_seconds=0.05)
    reader = sqlite3.connect(small, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM story").fetchone()
    assert not db.scrub(tries=2)  # type: ignore[call-arg]
    reader.execute("ROLLBACK")
    reader.close()
    assert db.scrub()
    db.close()


@pytest.mark.postgres
def test_postgres_is_backed_up_by_its_own_tools(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = connect(postgres_url)
    migrate(db)
    with pytest.raises(BackupFailed, match="pg_dump"):
        backups.backup(db, tmp_path / "copy.db")
    assert db.scrub()
    db.close()
    monkeypatch.setenv("COMMONTHREAD_DATABASE_URL", postgres_url)
    (tmp_path / "copy.db").write_text("x", "utf-8")
    assert run("db", "restore", str(tmp_path / "copy.db")).exception is not None


def test_a_copy_that_somebody_reads_is_not_put_in_place(
    small: Path, tmp_path: Path, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy.db"
    assert run("db", "backup", str(copy)).exit_code == 0
    before = small.read_bytes()
    monkeypatch.setattr("db.engines.sqlite.SqliteDatabase.scrub", lambda self: False)
    with pytest.raises(BackupFailed, match="nothing was changed"):
        backups.restore(small, copy, now)
    assert small.read_bytes() == before


def test_an_article_without_a_story_is_purged_too(told: str, newsroom: Any, db: Database, now: Any) -> None:
    newsroom.article("Greyhounds", in_domain=False)
    assert purging.purge(db, "article", 2, "Its publisher asked.", now) == 0
    assert "Greyhounds" not in str(list(db.copy_out("article")))

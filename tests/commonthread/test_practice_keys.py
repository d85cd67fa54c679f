"""The keys of readers' records, as an operator makes and changes them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from commonthread.cli import cli
from commonthread.sample.demonstration import environment
from db import accounts, practice
from db.engine import connect
from db.rules.registration import Piece
from db.sealing import Keyring
from db.settings import Settings

SETTING = "COMMONTHREAD_PRACTICE_KEYS"


@pytest.fixture
def run(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("COMMONTHREAD_DATABASE_URL", sqlite_url)
    return lambda *words: CliRunner().invoke(cli, ["practice", *words])


def test_an_operator_makes_a_key_and_changes_it(
    run: Any, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, now: Any
) -> None:
    old, new = (run("new-key").output.strip() for _ in range(2))
    assert old != new
    db = connect(sqlite_url)
    larch = accounts.add(db, address="larch@example.org", handle="Larch", role="reader", now=now)
    practice.keep(db, Keyring(old), larch.id, Piece("a" * 22, "One", "", date(2026, 11, 20), {}), 10)
    monkeypatch.setenv(SETTING, f"{new} {old}")
    done = run("rekey")
    assert (done.exit_code, done.output) == (0, "1 sealed with the newest key\n")
    assert practice.piece(db, Keyring(new), larch.id, "a" * 22).title == "One"
    monkeypatch.setenv(SETTING, old)
    lost = run("rekey")
    assert lost.exit_code == 1
    assert "1 cannot be opened: their key is not in COMMONTHREAD_PRACTICE_KEYS" in lost.output
    db.close()


def test_without_a_key_there_is_nothing_to_seal_with(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    told = run("rekey")
    assert told.exit_code == 2
    assert "set COMMONTHREAD_PRACTICE_KEYS" in told.output


def test_the_demonstration_makes_a_key_of_its_own_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = (environment({}, date(2026, 11, 26), 8000)[SETTING] for _ in range(2))
    assert first == second
    assert Keyring(first)
    assert (tmp_path / "var/sample/practice-key").stat().st_mode & 0o077 == 0
    assert Settings().practice_keys == ""

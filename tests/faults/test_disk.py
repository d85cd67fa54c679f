"""Kills and failing writes at the very system call, by strace: what was said to be kept is kept, a second run ends well."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from db.engine import Database, connect

ERRAND = Path(__file__).with_name("errand.py")
EACH = 6
CALLS = 1246  # writes of a whole errand, most of them by the first migration
EVERY = int(os.environ.get("FAULT_EVERY", "0"))  # `make faults` kills at each so manieth write
KILLS = range(1, CALLS, EVERY) if EVERY else (1, 700, 1100, 1220)
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"


@pytest.fixture(autouse=True)
def strace() -> None:
    """Skip with a reason where system calls cannot be made to fail."""
    if not can_inject():
        words = "strace is not there or may not trace (Debian: apt-get install strace)"
        pytest.fail(f"REQUIRE_ALL=1, but {words}") if REQUIRE_ALL else pytest.skip(words)


@cache
def can_inject() -> bool:
    program = shutil.which("strace")
    return program is not None and subprocess.run([program, "true"], check=False, capture_output=True).returncode == 0


def run(folder: Path, fault: str = "", paths: tuple[str, ...] = ("ct.db", "ct.db-wal")) -> tuple[int, list[str], str]:
    """Do the errand with a fault in the system calls on the database's files; return code, what it said, and errors."""
    only = [word for name in paths for word in ("-P", str(folder / name))]
    trace = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", os.devnull, *only, "-e", f"inject={fault}"] if fault else []
    command = [*trace, sys.executable, str(ERRAND), str(folder)]
    environ = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=100, check=False)
    return ended.returncode, ended.stdout.split("\n")[:-1], ended.stderr


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """The database after the first run; opened only once it is used."""
    database = connect(f"sqlite:///{tmp_path / 'ct.db'}")
    yield database
    database.close()


def kept(db: Database) -> set[str]:
    """Return what is kept, in the words in which it was said; nothing twice."""
    if not db.migrations():
        return set()
    key, ident = (
        [column.name for column in db.columns(table)].index(name)
        for table, name in (("comment", "post_key"), ("outbox", "message_id"))
    )
    found = [f"comment {row[key].removeprefix('key ')}" for row in db.copy_out("comment")]
    found += [f"mail {row[ident][1:].partition('@')[0]}" for row in db.copy_out("outbox")]
    assert [one for one, times in Counter(found).items() if times > 1] == []
    return set(found)


def ends_well(folder: Path) -> None:
    """Run again without a fault: everything is there, once."""
    code, _, errors = run(folder)
    assert code == 0, errors
    whole = connect(f"sqlite:///{folder / 'ct.db'}")
    assert whole.integrity() == []
    assert kept(whole) == {f"{what} {number}" for what in ("comment", "mail") for number in range(EACH)}
    assert len(list(whole.copy_out("article"))) == EACH
    assert len(list((folder / "sent").glob("*.eml"))) == EACH
    whole.close()


@pytest.mark.parametrize("call", KILLS)
def test_a_run_that_is_killed_at_a_system_call_is_finished_by_the_next(call: int, tmp_path: Path) -> None:
    code, said, _ = run(tmp_path, f"pwrite64:signal=SIGKILL:when={call}")
    assert code in (-9, 137)
    after = connect(f"sqlite:///{tmp_path / 'ct.db'}")
    assert set(said) <= kept(after)
    assert len(kept(after) - set(said)) <= 1, "at most the one that was under way"
    after.close()
    ends_well(tmp_path)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("pwrite64:error=ENOSPC:when=60+", "make room"),
        ("pwrite64:error=EIO:when=1150+", "make room"),
        ("fdatasync:error=EIO:when=25+", "make room"),
        ("openat:error=EROFS:when=1", "may not be written"),
    ],
)
def test_a_disk_that_fails_is_told_in_words_and_harms_nothing(fault: str, words: str, tmp_path: Path) -> None:
    if fault.startswith("openat"):
        assert run(tmp_path)[0] == 0  # a disk that was writable before
    code, said, errors = run(tmp_path, fault)
    assert code == 1
    assert "Traceback" not in errors
    assert words in errors
    after = connect(f"sqlite:///{tmp_path / 'ct.db'}")
    assert after.integrity() == []
    assert set(said) <= kept(after)
    after.close()
    ends_well(tmp_path)

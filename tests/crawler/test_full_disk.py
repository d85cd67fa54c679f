"""A crawl whose disk is full says so, ends with a code and damages nothing; with room it goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db import articles, health
from db.engine import connect
from db.migrations import migrate

FULL = """
import resource, sys
room = int(sys.argv[1])
sys.argv[:] = ["commonthread", *sys.argv[2:]]
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
from commonthread.cli import main
sys.exit(main())
"""
ENTRIES = 60
ROOM = [
    150_000,
    300_000,
    500_000,
    900_000,
]  # bytes that a file may have: from the first write to the middle of the crawl


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Only files of our own can be made to run out of room."""
    return f"sqlite:///{tmp_path / 'full.db'}"


@pytest.mark.parametrize("room", ROOM)
def test_a_full_disk_ends_the_crawl_in_words_and_harms_nothing(
    room: int, outlet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "full.db"
    monkeypatch.setenv("COMMONTHREAD_DATABASE_URL", outlet.database_url)
    prepared = connect(outlet.database_url)
    migrate(prepared)
    prepared.close()
    words = "Foster carers in this ward are wanted so that children can stay near their friends. " * 60
    outlet.serve(*(outlet.entry(number, summary=f"Ward {number}. {words}") for number in range(ENTRIES)))
    before = path.stat().st_size
    told = tmp_path / "report.json"
    arguments = ["crawl", "--once", "--sources", str(outlet.file()), "--allow-address", outlet.address]
    ended = subprocess.run(
        [sys.executable, "-c", FULL, str(before + room), *arguments, "--report", str(told)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 1
    assert "make room, then run it again" in ended.stderr
    report = json.loads(told.read_text("utf-8"))
    assert "make room, then run it again" in report["error"]
    db = connect(outlet.database_url)
    assert db.integrity() == []
    stored = sum(1 for _ in articles.listing(db))
    assert sum(one["new"] for one in report["sources"].values()) >= stored, "the report has what was done until then"
    if health.every(db):
        assert health.of(db, "weekly").failures == 0, "a full disk is not the source's fault"
    db.close()
    outlet.now = datetime.now(UTC)  # the child went by the real clock
    outlet.crawl()
    assert sorted(outlet.stored()) == sorted(str(number) for number in range(ENTRIES))

"""What must hold when machines fail and people are many: killed writers, full disks, floods of text."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from db import accounts, comments
from db.engine import Database

WRITER = """
import sys
from datetime import datetime
from db import accounts, posting, stories
from db.engine import connect
from db.settings import Settings
db = connect(sys.argv[1])
story, author = stories.by_slug(db, sys.argv[2]), accounts.by_handle(db, "Larch")
now = datetime.fromisoformat(sys.argv[3])
for number in range(100_000):
    draft = posting.Draft(f"Word {number}.", f"key {number}")
    print(posting.add(db, story, author, draft, posting.house(Settings(), "x"), now).id, flush=True)
"""


def test_what_was_answered_as_kept_is_kept_when_the_writer_is_killed(
    newsroom: Any, story: str, db: Database, now: Any, database_url: str
) -> None:
    larch = accounts.add(db, address="larch@example.org", handle="Larch", role="moderator", now=now)
    told: list[int] = []
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, database_url, story, now.isoformat()], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            told.append(int(line))
            if len(told) == 25:
                os.kill(writer.pid, signal.SIGKILL)
                break
        told += [int(line) for line in writer.stdout if line.strip()]
    kept = {one.id for one in comments.mine(db, larch.id, most=1000)}
    assert len(told) >= 25
    assert set(told) <= kept
    assert len(kept - set(told)) <= 1, "at most the one that was under way"


def test_a_megabyte_of_comment_is_refused_calmly(person: Any, story: str) -> None:
    hazel = person("Hazel", "moderator")
    page = f"/stories/{story}/comment"
    assert hazel.send(page, f"/stories/{story}/comments", text="x" * 1_100_000).status_code == 413
    long = hazel.send(page, f"/stories/{story}/comments", text="word " * 100_000)
    assert long.status_code == 400
    assert "5000 fit" in long.get_data(as_text=True)


@pytest.mark.parametrize(
    "text", ["\u202e" * 3000, "> " * 2500, "*" * 5000, "[](" * 1600, "Z\u0300" * 2400, "@a.b " * 900]
)
def test_hostile_texts_are_answered(person: Any, story: str, text: str) -> None:
    hazel = person("Hazel", "moderator")
    answer = hazel.send(f"/stories/{story}/comment", f"/stories/{story}/comments", text=text)
    assert answer.status_code in (200, 303, 400)

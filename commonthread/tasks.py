"""Does what was asked for on a page, by the command that the operator could have typed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from commonthread.process import die_with_parent
from commonthread.supervisor import command
from db import tasks
from db.clock import utc_now
from db.engine import Database
from db.settings import PREFIX, Settings

LONGEST = timedelta(hours=6)
Runner = Callable[[Sequence[str], Settings], tuple[int, str]]


def run_command(words: Sequence[str], settings: Settings) -> tuple[int, str]:
    """Run one of our commands against the database of the settings; return its exit code and its last words."""
    environ = {**os.environ, PREFIX + "DATABASE_URL": settings.database_url}
    try:
        done = subprocess.run(
            command(*words),
            env=environ,
            capture_output=True,
            timeout=LONGEST.total_seconds(),
            preexec_fn=die_with_parent,
        )
    except subprocess.TimeoutExpired:
        return 1, f"It took longer than {LONGEST} and was ended; ask again, it goes on where it was."
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace").strip()


def work_off(db: Database, settings: Settings, now: datetime, run: Runner = run_command) -> None:
    """Do everything that was asked for, one after the other."""
    while (task := tasks.following(db)) is not None:
        code, words = run(task.command, settings)
        tasks.finish(db, task, code != 0, words, utc_now())

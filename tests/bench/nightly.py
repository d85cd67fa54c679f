"""What a night costs on a large file: `nightly.py FILE [ARTICLES COMMENTS SUBSCRIBERS]` fills FILE once, then runs each job.

Default: a million articles, 200,000 comments, 100,000 subscribers. The words are those of the shared benchmark W4 (its
`origin.py` must be on PYTHONPATH). Prints seconds by the clock and of CPU; the aim is ten minutes for all.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from commonthread.jobs import back_up, maintain, retain, sweep
from db import alarms, checking, vitals
from db.clock import stamp
from db.engine import Database, connect
from db.settings import Settings
from web.jobs import count_voices

BATCH = 20_000
WORDS = "A comment of average length on serious case reviews, thresholds and duty, {}."


def fill(path: Path, articles: int, comments: int, subscribers: int) -> None:
    """Make a site of a size."""
    from readers import build  # type: ignore[import-not-found]  # beside this file

    build(path, articles)
    now = datetime.now(UTC)
    with closing(connect(f"sqlite:///{path}")) as db:
        names = ["story_id", "account_id", "post_key", "state", "text", "html", "created_at", "published_at"]
        for start in range(0, comments, BATCH):
            rows = [_comment(n, articles, now) for n in range(start, min(start + BATCH, comments))]
            with db.write():
                db.copy_in("comment", names, rows)
        for start in range(0, subscribers, BATCH):
            numbers = range(start, min(start + BATCH, subscribers))
            with db.write():
                _subscribe(db, list(numbers), now)
        # The counters follow, as they would have one by one.
        checking.repair(db, now)
        db.maintain()


def _comment(number: int, articles: int, now: datetime) -> tuple[object, ...]:
    text, at = WORDS.format(number), stamp(now - timedelta(minutes=2 * number))
    return (
        articles - number % (articles // 2),
        1 + number % 30,
        f"night{number}",
        "published",
        text,
        f"<p>{text}</p>",
        at,
        at,
    )


def _subscribe(db: Database, numbers: list[int], now: datetime) -> None:
    at = stamp(now)
    db.copy_in(
        "subscriber", ["id", "address", "secret", "created_at"],
        [(n + 1, f"s{n}@example.org", f"secret{n}", at) for n in numbers],
    )  # fmt: skip
    names = ["subscriber_id", "period", "topics", "state", "asked_at", "wording", "source", "confirmed_at"]
    db.copy_in("subscription", names, [(n + 1, "daily", "[]", "active", at, "Yes.", "page", at) for n in numbers])


def night(path: Path) -> None:
    """Run what runs each night, and look at the admin page's figures."""
    settings = replace(Settings(), database_url=f"sqlite:///{path}", backup_folder=str(path.parent / "copies"))
    now, total = datetime.now(UTC), 0.0
    with closing(connect(settings.database_url)) as db:
        jobs: dict[str, Callable[[], object]] = {
            "sweep": lambda: sweep(db, settings, now),
            "retention": lambda: retain(db, settings, now),
            "count voices": lambda: count_voices(db, settings, now),
            "maintain": lambda: maintain(db, settings, now),
            "backup, restored on trial": lambda: back_up(db, settings, now),
            "check": lambda: [one for one in checking.check(db) if not one.ok],
            "one look for the admin page": lambda: alarms.alarms_in(vitals.look(db, settings, now), settings),
        }
        print(f"{db.storage().bytes / 1e6:,.0f} MB")
        for name, job in jobs.items():
            start, cpu = time.perf_counter(), time.process_time()
            found = job()
            took = time.perf_counter() - start
            total += took
            print(f"{name:28} {took:8.1f} s  {time.process_time() - cpu:8.1f} s CPU  {found or ''}", flush=True)
    print(f"{'all':28} {total:8.1f} s (aim 600)")


if __name__ == "__main__":
    where, sizes = Path(sys.argv[1]), [int(one) for one in sys.argv[2:]] or [1_000_000, 200_000, 100_000]
    if not where.exists():
        fill(where, *sizes)
    night(where)

"""Writing a run for 100,000 subscribers with 200 different choices, and starting it a second time.

python tests/bench/digesting.py [SUBSCRIBERS] [CHOICES]   prints CPU seconds, memory, and the second start's seconds
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from itertools import combinations
from pathlib import Path
from typing import Any

from db.engine import Database, connect
from db.migrations import migrate
from db.settings import Settings
from db.topics import everything

DAY = date(2026, 11, 26)
CLOSES = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
STORIES = 60


def newsroom(db: Database) -> Any:
    """Return the newsroom of the tests."""
    spec = spec_from_file_location("newsroom", Path(__file__).parents[1] / "newsroom.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["newsroom"] = module
    spec.loader.exec_module(module)
    return module.Newsroom(db, CLOSES)


def build(db: Database, subscribers: int, choices: int) -> None:
    """Store a day's stories, and subscribers who chose in so many ways."""
    migrate(db)
    room = newsroom(db)
    topics = [topic.id for topic in everything(db)]
    for number in range(STORIES):
        topic = topics[number % len(topics)]
        room.article(f"What happened on {topic}, part {number}", topics=(topic,), at=CLOSES - timedelta(hours=9))
    wanted = [list(some) for size in (1, 2, 3, 4) for some in combinations(topics, size)][:choices]
    now = "2026-01-01T00:00:00.000Z"
    with db.write():
        people = (
            (number, f"reader{number}@example.org", f"{number:032x}", now) for number in range(1, subscribers + 1)
        )
        db.copy_in("subscriber", ("id", "address", "secret", "created_at"), people)
        names = ("subscriber_id", "period", "topics", "state", "asked_at", "wording", "source", "confirmed_at")
        chosen = (
            (number, "daily", str(wanted[number % choices]).replace("'", '"'), "active", now, "Yes.", "bench", now)
            for number in range(1, subscribers + 1)
        )
        db.copy_in("subscription", names, chosen)


def write(url: str) -> None:
    """Write the run and print what it cost."""
    from web.digests.sending import send_edition

    db = connect(url)
    before = time.process_time()
    sent = send_edition(db, Settings(secret_key="t" * 40), "daily", DAY, CLOSES + timedelta(minutes=1))
    cpu, peak = time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{sent.written} mails written: {cpu:.1f} s CPU, {peak:.0f} MB at most")


def again(url: str) -> None:
    """Start the finished run a second time, as a command, and print the best of five."""
    took = []
    for _ in range(5):
        start = time.perf_counter()
        words = [sys.executable, "-m", "commonthread", "digest", "send", "--period", "daily", "--date", str(DAY)]
        subprocess.run(words, check=True, env={"COMMONTHREAD_DATABASE_URL": url}, stdout=subprocess.DEVNULL)
        took.append(time.perf_counter() - start)
    print(f"second start: {min(took):.2f} s at best, {sorted(took)[2]:.2f} s in the middle")


def main() -> None:
    """Run in a fresh process each, so that memory counts what the run needs."""
    subscribers, choices = (int(word) for word in [*sys.argv[1:3], "100000", "200"][:2])
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        db = connect(url)
        build(db, subscribers, choices)
        db.close()
        subprocess.run([sys.executable, __file__, "write", url], check=True)
        db = connect(url)
        with db.write():  # what waits is sent elsewhere; the second start must do nothing at all
            db.connection.execute("UPDATE outbox SET state = 'sent'")  # type: ignore[attr-defined]  # a bench's own end
        db.close()
        again(url)


if __name__ == "__main__":
    write(sys.argv[2]) if sys.argv[1:2] == ["write"] else main()

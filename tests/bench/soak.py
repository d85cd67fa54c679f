"""Work for an hour with a fault every minute: nothing lost, nothing doubled, memory that does not grow.

SOAK_MINUTES and SOAK_FAULT_SECONDS make it shorter. One site and one worker are spared, so that their memory is seen.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import cluster

from db import outbox
from db.engine import connect
from db.errors import CommonThreadError

MINUTES = float(os.environ.get("SOAK_MINUTES", "60"))
EVERY = float(os.environ.get("SOAK_FAULT_SECONDS", "60"))
LOCK = 20.0  # seconds
OUTLETS, PEOPLE = 40, 60
MOST_GROWTH = 0.10


def main() -> int:
    """Work, break things, and say what was kept."""
    chance = random.Random(20111020)
    with cluster.cluster(Path(tempfile.mkdtemp(prefix="soak-")), OUTLETS, 0, poll_minutes=1) as made:
        for _ in range(3):
            made.site()
            made.work()
        tokens = cluster.people(made.server.url % "postgres", PEOPLE)
        made.ready()
        end, due, wrote, sizes = time.monotonic() + 60 * MINUTES, time.monotonic() + EVERY, Wrote(), list[float]()
        writers = [threading.Thread(target=keep_writing, args=(made, wrote, tokens[n::3], end)) for n in range(3)]
        for writer in writers:
            writer.start()
        while time.monotonic() < end:
            threading.Event().wait(5)
            sizes.append(memory(made.sites[0][1].pid) + memory(made.workers[0].pid, tree=False))
            made.outlets.grown = len(sizes) // 12  # a new article at each outlet every minute
            if time.monotonic() >= due:
                due = time.monotonic() + EVERY
                fault = chance.choice([kill_worker, kill_site, crash, lock])
                print(
                    f"{(end - time.monotonic()) / 60:.1f} minutes left: {fault.__name__}, {sizes[-1]:.0f} MB",
                    flush=True,
                )
                fault(made)
        for writer in writers:
            writer.join()
        return told(made, wrote, sizes)


class Wrote:
    """What was handed in."""

    def __init__(self) -> None:
        self.comments, self.mails, self.lock = 0, 0, threading.Lock()

    def next(self) -> int:
        """Return the number of the next comment."""
        with self.lock:
            self.comments += 1
            return self.comments


def keep_writing(made: cluster.Cluster, wrote: Wrote, tokens: list[str], end: float) -> None:
    """Post a comment and hand in a mail every few seconds, each again until it is kept."""
    db = connect(made.server.url % "postgres", busy_seconds=60)
    turn = 0
    while time.monotonic() < end:
        number = wrote.next()
        cluster.write(made, number, tokens[turn % len(tokens)])
        kept = False
        while not kept:
            try:
                cluster.mail(db, number, datetime.now(UTC))
                kept = True
            except CommonThreadError:
                threading.Event().wait(0.5)
        turn += 1
        threading.Event().wait(4)
    db.close()


def kill_worker(made: cluster.Cluster) -> None:
    """Kill a worker without a word."""
    made.kill(1)


def kill_site(made: cluster.Cluster) -> None:
    """Kill what serves a site; its parent starts it again."""
    for pid in children(made.sites[1][1].pid):
        os.kill(pid, signal.SIGKILL)


def crash(made: cluster.Cluster) -> None:
    """Let the database end as in a crash, and start it."""
    made.server.stop("immediate")
    made.server.start()


def lock(made: cluster.Cluster) -> None:
    """Hold what comments and mails are written to for twenty seconds."""
    db = connect(made.server.url % "postgres")
    with db.write():
        db.hold_still(["comment", "outbox"])
        threading.Event().wait(LOCK)
    db.close()


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(word) for word in found.split()]


def memory(pid: int, *, tree: bool = True) -> float:
    """Return the megabytes of a process, its share of what others use too (PSS), with its children."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    own = next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000
    return own + sum(memory(child) for child in children(pid)) if tree else own


def told(made: cluster.Cluster, wrote: Wrote, sizes: list[float]) -> int:
    """Print what was kept and how memory grew; 1 where a promise was broken."""
    db = connect(made.server.url % "postgres")
    cluster.wait_for(lambda: set(outbox.counts(db)) == {"sent"}, lambda: cluster.state(db))
    kept = cluster.look(db, made, 60 * MINUTES)
    db.close()
    quarter = max(1, len(sizes) // 4)
    growth = statistics.median(sizes[-quarter:]) / statistics.median(sizes[quarter : 2 * quarter]) - 1
    whole = (kept.comments, kept.mails) == (wrote.comments, wrote.comments)
    once = (kept.doubled_articles, kept.doubled_comments) == (0, 0) and kept.doubled_mails <= kept.killed
    print(f"{wrote.comments} comments and as many mails handed in; {kept}; memory {growth:+.1%}")
    good = whole and once and kept.most_at_once == 1 and growth <= MOST_GROWTH
    print("all kept" if good else "a promise was broken")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

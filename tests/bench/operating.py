"""How one machine runs the site: start, memory at rest, restart after a kill, children that go, a log that stays small.

`operating.py [SECONDS]` starts `commonthread up` on a database of its own over loopback and prints each figure beside
its aim. SECONDS is how long "at rest" is waited for (default 75: parse and crawl children must be gone after 60).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

from db.clock import utc_now
from db.engine import connect
from db.engines.sqlite import SqliteDatabase
from db.migrations import migrate
from db.seeding import plant

PORT = 8170
ADDRESS = f"http://127.0.0.1:{PORT}/"
WRITES = 20_000


def main(rest_seconds: float) -> None:
    """Measure everything, and print it."""
    folder = Path(tempfile.mkdtemp())
    url = f"sqlite:///{folder / 'operating.db'}"
    prepare(url)
    env = {
        **os.environ, "COMMONTHREAD_DATABASE_URL": url, "COMMONTHREAD_SECRET_KEY": "b" * 40,
        "COMMONTHREAD_BACKUP_FOLDER": str(folder / "copies"), "COMMONTHREAD_OUTBOX_DIR": str(folder / "outbox"),
    }  # fmt: skip
    site, took = start(env)
    print(
        f"start on an existing database to the first page: {took:.2f} s (aim 2); {cpu(site.pid):.2f} s of CPU until then"
    )
    kill_tree(site.pid)
    site.wait()
    site, took = start(env)
    print(f"restart after SIGKILL of everything to the first page: {took:.2f} s (aim 5); {cpu(site.pid):.2f} s of CPU")
    print(f"restart after SIGKILL of the site alone: {site_again(site.pid):.2f} s (aim 5)")
    time.sleep(rest_seconds)  # the rest itself is what is measured
    roles = tree(site.pid)
    for pid, name in roles:
        print(f"    {pss(pid) / 1e6:6.1f} MB  {name}")
    print(f"memory at rest, all roles: {sum(pss(pid) for pid, _ in roles) / 1e6:.0f} MB PSS (aim 300)")
    left = [name for _, name in roles if "crawler" in name]
    print(f"crawl and parse children after {rest_seconds:.0f} s: {len(left)} (aim 0)")
    start_of_stop = time.perf_counter()
    site.terminate()
    site.wait()
    print(f"graceful stop: {time.perf_counter() - start_of_stop:.2f} s, {len(tree(site.pid))} processes left")
    grow(folder / "log.db")


def prepare(url: str) -> None:
    """Make an existing database whose sources are off, so that nothing is asked over the network."""
    db = connect(url)
    migrate(db)
    plant(db)
    with db.write():
        db.connection.execute("UPDATE source SET status = 'off'")  # type: ignore[attr-defined]  # past every door
    db.close()


def start(env: dict[str, str]) -> tuple[subprocess.Popen[bytes], float]:
    """Start `up`, wait for its first page, and return the process and how long that took."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "commonthread", "up", "--port", str(PORT)]
    site = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until_answered()
    return site, time.perf_counter() - begun


def until_answered() -> None:
    """Wait for the front page."""
    while not answers():
        time.sleep(0.01)  # looked at a hundred times a second until it answers


def answers() -> bool:
    """Whether the front page is there."""
    try:
        with urllib.request.urlopen(ADDRESS, timeout=5) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def site_again(up: int) -> float:
    """Kill the site's processes and return how long until it answers anew."""
    web = next(pid for pid, name in tree(up) if " web " in f"{name} ")
    kill_tree(web)
    begun = time.perf_counter()
    until_answered()
    return time.perf_counter() - begun


def kill_tree(pid: int) -> None:
    """Kill a process that we started, and its children, at once."""
    for one, _ in reversed(tree(pid)):
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            continue


def tree(pid: int) -> list[tuple[int, str]]:
    """Return a process and all below it, with their command lines."""
    try:
        name = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        threads = [p.read_text().split() for p in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    every = {int(one) for one in [*children, *(child for found in threads for child in found)]}
    return [(pid, name), *(one for child in sorted(every) for one in tree(child))]


def cpu(pid: int) -> float:
    """Return the CPU seconds that a process and all below it used: on a machine without other work, about what it waits."""
    used = 0.0
    for one, _ in tree(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        used += sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
    return used


def pss(pid: int) -> int:
    """Return the memory of a process, what it shares counted by its share."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def grow(path: Path) -> None:
    """Write without a pause while readers read all the time, and print how large the log became."""
    url, stop, largest = f"sqlite:///{path}", threading.Event(), 0
    writer = connect(url)
    assert isinstance(writer, SqliteDatabase)
    migrate(writer)
    readers = [threading.Thread(target=read, args=(url, stop)) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(WRITES):
        with writer.write():
            writer.run("audit.note", at=utc_now(), who="bench", account_id=None, what=f"{number} " * 100)
        if number % 500 == 0:
            largest = max(largest, writer.storage().log_bytes)
    stop.set()
    for reader in readers:
        reader.join()
    with closing(writer):
        writer.maintain()
        print(
            f"log beside 4 readers and {WRITES:,} writes: at most {largest / 1e6:.1f} MB,"
            f" after `maintain` {writer.storage().log_bytes / 1e6:.1f} MB"
        )


def read(url: str, stop: threading.Event) -> None:
    """Read again and again, as pages do."""
    db = connect(url)
    while not stop.is_set():
        db.value("changes.of_lists")
    db.close()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 75.0)

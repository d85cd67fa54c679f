"""Many machines on one: sites and workers as processes of their own on one PostgreSQL, killed and cut off midway.

`cluster.py [SOURCES MAILS COMMENTS]` prints the throughput of one, two and three workers, and what three workers and
three sites keep while workers are killed and the database crashes. The short form is tests/journeys/test_cluster.py.
"""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from outlets import ARTICLES, Outlets, Sink

from db import accounts, outbox, sources
from db.clock import stamp
from db.engine import Database, connect
from db.migrations import migrate
from db.seeding import plant, plant_sources
from db.seeds import load_sources
from web.guards import COOKIE

LONGEST = 900.0  # seconds


@dataclass
class Cluster:
    """Everything that runs: outlets, mail sink, database server, sites, workers."""

    folder: Path
    server: Any
    outlets: Outlets
    sink: Sink
    environ: dict[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    sites: list[tuple[str, subprocess.Popen[str]]] = field(default_factory=list)
    killed: int = 0

    def work(self) -> None:
        """Start one more worker."""
        command = [sys.executable, __file__, "work"]
        self.workers.append(subprocess.Popen(command, env=self.environ, stdout=subprocess.DEVNULL, stderr=self._log()))

    def site(self) -> None:
        """Start one more site; it is ready a little later."""
        port = str(free_port())
        environ = {**self.environ, "COMMONTHREAD_BASE_URL": f"http://127.0.0.1:{port}"}
        command = [sys.executable, "-m", "commonthread", "web", "--port", port]
        site = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=self._log(), text=True)
        self.sites.append((f"http://127.0.0.1:{port}", site))

    def ready(self) -> None:
        """Wait until every site answers."""
        for _, site in self.sites:
            assert site.stdout is not None
            next(line for line in site.stdout if line.startswith("ready "))

    def kill(self, index: int) -> None:
        """Kill a worker without a word, and start another in its place."""
        worker = self.workers.pop(index)
        worker.kill()
        worker.wait()
        self.killed += 1
        self.work()

    def stop(self) -> None:
        """End all that runs."""
        for process in [*self.workers, *(site for _, site in self.sites)]:
            process.send_signal(signal.SIGTERM)
        for process in [*self.workers, *(site for _, site in self.sites)]:
            process.wait(30)

    def _log(self) -> Any:
        return (self.folder / "log").open("ab")


@contextmanager
def cluster(folder: Path, number: int, mails: int, poll_minutes: int = 1440) -> Iterator[Cluster]:
    """Give a cluster with sources and mails that wait, without a site or a worker yet."""
    server, outlets, sink, port = _postgres().Server(folder), Outlets(number), Sink(), free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    url = server.url % "postgres"
    (folder / "hosts").write_text("\n".join(outlets.hosts))
    (folder / "sources.toml").write_text(outlets.toml(poll_minutes))
    environ = {
        **os.environ,
        "COMMONTHREAD_DATABASE_URL": url,
        "COMMONTHREAD_SECRET_KEY": "c" * 40,
        "COMMONTHREAD_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "COMMONTHREAD_WEB_WORKERS": "1",
        "CLUSTER_HOSTS": str(folder / "hosts"),
    }
    fill(url, folder / "sources.toml", mails)
    made = Cluster(folder, server, outlets, sink, environ)
    try:
        yield made
    finally:
        made.stop()
        controller.stop()
        outlets.shutdown()
        outlets.server_close()
        server.stop()


def _postgres() -> Any:
    """Load tests/postgres.py, which is no package."""
    spec = importlib.util.spec_from_file_location("postgres", Path(__file__).parents[1] / "postgres.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fill(url: str, file: Path, mails: int) -> None:
    """Plant the outlets alone, a story to debate, and mails that wait."""
    db, now = connect(url), datetime.now(UTC)
    migrate(db)
    plant(db)
    for source in sources.everything(db):
        sources.switch(db, source.slug, "off")
    plant_sources(db, load_sources(file))
    names = [
        "id",
        "slug",
        "headline",
        "first_at",
        "latest_at",
        "article_count",
        "outlet_count",
        "nation",
        "risk",
        "thread",
        "shown",
    ]
    with db.write(durable=True):
        db.copy_in("story", names, [(1, "s", "S", stamp(now), stamp(now), 1, 1, "England", "policy", "open", 1)])
        for number in range(mails):
            mail(db, number, now)
    db.close()


def mail(db: Database, number: int, now: datetime) -> None:
    """Hand in a mail; handing it in again does nothing."""
    ident = f"<cluster-{number}@thread.example>"
    said = f"From: a@thread.example\r\nTo: r{number}@example.org\r\nSubject: S\r\nMessage-ID: {ident}\r\n\r\nHello.\r\n"
    outbox.put(
        db, kind="notice", weight=1, address=f"r{number}@example.org", subject="S", message=said, message_id=ident, now=now,
    )  # fmt: skip


def people(url: str, number: int) -> list[str]:
    """Add moderators, whose comments appear at once, and return the tokens of their sessions."""
    db, now, tokens = connect(url), datetime.now(UTC), []
    with db.write(durable=True):
        for one in range(number):
            account = accounts.add(db, address=f"u{one}@example.org", handle=f"Writer {one}", role="moderator", now=now)
            tokens.append(accounts.open_session(db, account.id, now, timedelta(days=1)))
    db.close()
    return tokens


class _Stay(urllib.request.HTTPErrorProcessor):
    """Takes every answer as it comes, redirects too."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        return response


def write(made: Cluster, number: int, token: str) -> None:
    """Open the form at one site and send it to the next, again and again until one says that it is kept."""
    opener, until = urllib.request.build_opener(_Stay()), time.monotonic() + LONGEST
    addresses = [address for address, _ in made.sites]

    def ask(turn: int, path: str, data: bytes | None = None, cookies: str = "") -> tuple[int, str, str]:
        """Return status, text and cookie; a site that is away or busy is 503."""
        own = "; ".join(part for part in (f"{COOKIE}={token}", cookies) if part)
        request = urllib.request.Request(addresses[turn % len(addresses)] + path, data, {"Cookie": own})
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode(), (answer.headers.get("Set-Cookie") or "").split(";")[0]
        except (OSError, urllib.error.URLError):
            return 503, "", ""

    turn, form = number, (503, "", "")
    while form[0] != 200 and time.monotonic() < until:
        form, turn = ask(turn, "/stories/s/comment"), turn + 1
        _pause(form[0] != 200)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[1]))
    own = "".join(
        "abcdefghij"[int(digit)] for digit in str(number)
    )  # a number could be that of a house, and is asked about
    said = urllib.parse.urlencode({**hidden, "text": f"A calm word, {own}."}).encode()
    status = 0
    while status != 303 and time.monotonic() < until:
        status, turn = ask(turn, "/stories/s/comments", said, form[2])[0], turn + 1
        _pause(status != 303)


def _pause(needed: bool) -> None:
    if needed:
        threading.Event().wait(0.2)


@dataclass(frozen=True)
class Kept:
    """What is there in the end, and how long it took."""

    articles: int
    doubled_articles: int
    mails: int
    doubled_mails: int
    comments: int
    doubled_comments: int
    most_at_once: int
    killed: int
    seconds: float


def tried(made: Cluster, comments: int) -> Kept:
    """Crawl, send and post at once; kill two workers and crash the database midway; return what was kept."""
    tokens = people(made.server.url % "postgres", comments)
    made.ready()
    started, wanted = time.monotonic(), len(made.outlets.hosts)
    mails = sum(outbox_counts(made.server.url % "postgres").values())
    writers = [threading.Thread(target=write, args=(made, *one), daemon=True) for one in enumerate(tokens)]
    first, second = writers[: len(writers) // 2], writers[len(writers) // 2 :]
    for writer in first:
        writer.start()
    wait_for(lambda: made.outlets.fed >= wanted // 4)
    made.kill(0)
    wait_for(lambda: made.outlets.fed >= wanted // 2)
    for writer in second:
        writer.start()
    made.server.stop("immediate")
    made.server.start()
    made.kill(0)
    for writer in writers:
        writer.join(LONGEST)
    db = connect(made.server.url % "postgres")
    wait_for(lambda: done(db, wanted * ARTICLES, mails), lambda: state(db))
    kept = look(db, made, time.monotonic() - started)
    db.close()
    return kept


def wait_for(met: Callable[[], bool], told: Callable[[], object] = lambda: "") -> None:
    """Wait until a condition is met."""
    until = time.monotonic() + LONGEST
    while not met():
        if time.monotonic() > until:
            raise TimeoutError(f"not done after {LONGEST:.0f} s: {told()}")
        threading.Event().wait(0.1)


def outbox_counts(url: str) -> dict[str, int]:
    """Return how many mails are in which state."""
    db = connect(url)
    found = outbox.counts(db)
    db.close()
    return found


def count(db: Database, table: str) -> int:
    """Return how many rows a table has."""
    return sum(1 for _ in db.copy_out(table))


def done(db: Database, articles: int, mails: int) -> bool:
    """Whether every article is stored and every mail sent."""
    return outbox.counts(db) == ({"sent": mails} if mails else {}) and count(db, "article") >= articles


def state(db: Database) -> dict[str, object]:
    """Return what there is, for whoever waited in vain."""
    return {"outbox": outbox.counts(db), "articles": count(db, "article")}


def look(db: Database, made: Cluster, seconds: float) -> Kept:
    """Count what is there, once and twice."""
    urls = Counter(str(row[2]) for row in db.copy_out("article"))
    column = [one.name for one in db.columns("comment")].index("text")
    texts = Counter(str(row[column]) for row in db.copy_out("comment"))
    ledger = made.sink.ledger
    return Kept(
        len(urls), sum(urls.values()) - len(urls), len(ledger), sum(ledger.values()) - len(ledger),
        len(texts), sum(texts.values()) - len(texts), made.outlets.most, made.killed, round(seconds, 1),
    )  # fmt: skip


def measured(number: int, mails: int, workers: int) -> str:
    """Return how fast some workers are from their first source and mail to the last, without any fault."""
    with cluster(Path(tempfile.mkdtemp(prefix="cluster-")), number, mails) as made:
        for _ in range(workers):
            made.work()
        seen = {"sources": lambda: made.outlets.fed, "mails": lambda: made.sink.ledger.total()}
        wanted, began, rates = {"sources": number, "mails": mails}, dict[str, tuple[float, int]](), dict[str, float]()

        def look_again() -> bool:
            for what, count_now in seen.items():
                at, done_now = time.monotonic(), count_now()
                if done_now and what not in began:
                    began[what] = (at, done_now)
                elif done_now >= wanted[what] and what not in rates:
                    rates[what] = (done_now - began[what][1]) / (at - began[what][0])
            return len(rates) == len(wanted)

        wait_for(look_again)
    return f"{workers} workers: {rates['sources']:.1f} sources/s, {rates['mails']:.0f} mails/s"


def main(number: int, mails: int, comments: int) -> None:
    """Measure one, two and three workers, then three of them under faults."""
    print(f"{os.cpu_count()} cores, {number} sources of {ARTICLES} articles, {mails} mails, {comments} comments")
    for workers in (1, 2, 3):
        print(measured(number, mails, workers), flush=True)
    with cluster(Path(tempfile.mkdtemp(prefix="cluster-")), number, mails) as made:
        for _ in range(3):
            made.site()
            made.work()
        print(tried(made, comments))


def work(role: str) -> None:
    """Be a worker whose crawls may ask the outlets on loopback, or such a crawl."""
    from commonthread.jobs import all_jobs
    from commonthread.worker import Worker
    from crawler import jobs as crawling
    from crawler.run import CrawlOptions, crawl
    from db.jobs import every
    from db.settings import from_environment

    settings = from_environment()
    if role == "crawl":
        sys.exit(
            crawl(
                settings, CrawlOptions(allow_address=frozenset(Path(os.environ["CLUSTER_HOSTS"]).read_text().split()))
            ).exit_code
        )
    crawling.COMMAND = (sys.executable, __file__, "crawl")
    soon = every(timedelta(seconds=1))
    own = [replace(job, next_after=soon) if job.name == "crawl" else job for job in all_jobs(("crawl", "mail"))]
    Worker(settings, own, threading.Event(), pause_seconds=0.2).run()


if __name__ == "__main__":
    if sys.argv[1:2] in (["work"], ["crawl"]):
        work(sys.argv[1])
    else:
        main(*(int(word) for word in sys.argv[1:4] or ("2000", "10000", "500")))

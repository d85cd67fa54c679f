"""Hostile servers on loopback, each on a port of its own, and one crawl of all of them beside healthy neighbours."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crawler.report import Outcome

Script = Callable[[asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\n"


@dataclass
class Case:
    """What a server does by path, the kind of source it is, and what must become of it."""

    routes: dict[str, bytes | Script]
    expects: str = "error"  # the status in the report, or several parted by |
    words: str = ""  # what its error must say
    stored: int | None = None
    fields: str = ""
    kind: str = "feed"
    check: Callable[[list[dict[str, object]]], None] | None = None


def page(body: bytes | str, *headers: str, status: str = "200 OK", kind: str = "application/xml") -> bytes:
    """Return a whole answer."""
    raw = body.encode("utf-8") if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(raw)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace") + raw


def for_ever(start: bytes, piece: bytes, pause: float = 0.0) -> Script:
    """Return a server that sends a start, then a piece again and again."""

    async def script(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return script


async def never(writer: asyncio.StreamWriter) -> None:
    """Send nothing at all."""
    await asyncio.sleep(60)


@dataclass
class Street:
    """All servers, by name; `knocks` counts connections to the house that nobody may enter."""

    ports: dict[str, int] = field(default_factory=dict)
    knocks: list[str] = field(default_factory=list)

    def base(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"


class Servers:
    """Runs all cases in one event loop in a thread of its own."""

    def __init__(self, names: list[str]) -> None:
        self.street = Street()
        self._sockets = {name: self._listen("127.0.0.1") for name in names}
        self.street.ports = {name: sock.getsockname()[1] for name, sock in self._sockets.items()}
        self._closed = self._listen("0.0.0.0")
        self.closed_port = self._closed.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._serving: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @staticmethod
    def _listen(host: str) -> socket.socket:
        sock = socket.socket()
        sock.bind((host, 0))
        return sock

    def start(self, cases: dict[str, Case]) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._serve(cases), self._loop).result(20)

    async def _serve(self, cases: dict[str, Case]) -> None:
        for name, sock in self._sockets.items():
            self._serving.append(await asyncio.start_server(self._answering(cases[name]), sock=sock))
        self._serving.append(await asyncio.start_server(self._knocked, sock=self._closed))

    async def _knocked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.street.knocks.append(str(writer.get_extra_info("peername")))
        writer.close()

    def _answering(self, case: Case):  # type: ignore[no-untyped-def]
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while head := await reader.readuntil(b"\r\n\r\n"):
                    path = head.split()[1].decode("latin-1")
                    found = case.routes.get(path, case.routes.get("*", page(b"", status="404 Not Found")))
                    if callable(found):
                        await found(writer)
                    else:
                        writer.write(found)
                        await writer.drain()
                    if not head.startswith(b"GET") or (not callable(found) and b"Content-Length" not in found):
                        break
            except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                pass
            finally:
                writer.close()

        return answer

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _end(self) -> None:
        """Close the houses and let everything in them end, so that nothing is left to the garbage collection."""
        for server in self._serving:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


@dataclass
class Night:
    """What one crawl of the whole street left behind."""

    outcomes: dict[str, Outcome]
    stored: dict[str, list[dict[str, object]]]
    knocks: list[str]
    seconds: float
    megabytes: float


@pytest.fixture(scope="session")
def crawl_street(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Callable[[Servers], dict[str, Case]], list[str]], Night]:
    """Serve cases and crawl them all at once, with limits at a thirtieth of the real ones."""

    def crawl_all(build: Callable[[Servers], dict[str, Case]], names: list[str], scale: float = 1 / 30) -> Night:
        from db import articles
        from db.engine import connect

        servers = Servers(names)
        cases = build(servers)
        servers.start(cases)
        folder = Path(tmp_path_factory.mktemp("street"))
        sources = (_source(number, name, cases[name], servers.street) for number, name in enumerate(names))
        (folder / "sources.toml").write_text("\n".join(sources))
        told = _crawl(folder, servers.street, scale)
        servers.stop()
        db = connect(f"sqlite:///{folder / 'ct.db'}")
        stored: dict[str, list[dict[str, object]]] = {}
        for line in articles.listing(db):
            stored.setdefault(str(line["source"]), []).append(line)
        db.close()
        report = json.loads((folder / "report.json").read_text("utf-8"))["sources"]
        outcomes = {name: Outcome(**report[f"c{number}"]) for number, name in enumerate(names)}
        by_name = {name: stored.get(f"c{number}", []) for number, name in enumerate(names)}
        return Night(outcomes, by_name, servers.street.knocks, told["seconds"], told["megabytes"])

    return crawl_all


CHILD = """
import json, os, resource, threading, time
from pathlib import Path
from commonthread.cli import main

def held(pid):
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return 0

def watch():
    while not over.wait(0.02):
        tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
        children = {pid for task in tasks for pid in task.read_text().split()}
        peak[0] = max(peak[0], held(os.getpid()) + sum(map(held, children)))

peak, over, start = [0], threading.Event(), time.monotonic()
watcher = threading.Thread(target=watch)
watcher.start()
try:
    main()
except SystemExit:
    pass
over.set()
watcher.join()
print(json.dumps({"seconds": time.monotonic() - start, "megabytes": peak[0] / 1e6}))
"""


def _crawl(folder: Path, street: Street, scale: float) -> dict[str, float]:
    """Crawl in a process of its own and return how long it took and what it and its children held at most."""
    limits = {
        "DATABASE_URL": f"sqlite:///{folder / 'ct.db'}", "HOST_DELAY": "0", "FETCH_DEADLINE": str(30 * scale),
        "FETCH_MAX_BYTES": str(int(10_000_000 * scale)), "SOURCE_PATIENCE": str(60 * scale),
        "PARSE_SECONDS": "5" if scale == 1 else "2",  # a busy machine needs more than one for 6,000 entries
    }  # fmt: skip
    words = [
        "crawl",
        "--once",
        "--store-only",
        "--sources",
        folder / "sources.toml",
        "--report",
        folder / "report.json",
    ]
    allowed = [word for port in street.ports.values() for word in ("--allow-address", f"127.0.0.1:{port}")]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *words, *allowed],
        env={**os.environ, **{f"COMMONTHREAD_{name}": value for name, value in limits.items()}},
        capture_output=True,
        text=True,
        timeout=900,
        check=True,
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _source(number: int, name: str, case: Case, street: Street) -> str:
    return (
        f'[[source]]\nslug = "c{number}"\nname = "Case {number}"\nhome = "{street.base(name)}/"\nkind = "{case.kind}"\n'
        f'url = "{street.base(name)}/feed"\n{case.fields}\n'
        + ("" if "display" in case.fields else 'display = "full"\n')
    )

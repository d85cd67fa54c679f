"""Child processes that read what sources send, so that no document can harm the crawler."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler.fetching.room import Room
from crawler.items import Article
from crawler.parsing.errors import ParseFailed
from crawler.parsing.shapes import Feed, Letter, Page, Sitemap
from crawler.parsing.wire import (
    HEAD,
    framed,
    length_of,
    unpacked_feed,
    unpacked_letter,
    unpacked_list,
    unpacked_page,
    unpacked_sitemap,
)
from crawler.patience import waiting

PROGRAM = ("-m", "crawler.parsing.child")
GOODBYE = 2.0
HOUSE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What one parse may use; times in seconds, memory in bytes."""

    wall: float = 15.0
    cpu: int = 5
    memory: int = 134_000_000
    idle: float = 30.0
    children: int = 2
    keep: int = 100_000_000  # a child that holds more than this after a document is replaced
    documents: int = 500  # after so many a child is replaced, for what libraries never give back


class Child:
    """One child process and the conversation with it."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.answered = 0
        self.retirement: asyncio.TimerHandle | None = None

    @classmethod
    async def start(cls, program: Sequence[str], limits: ChildLimits) -> Self:
        """Start a child."""
        command = [sys.executable, *program, str(limits.memory), str(limits.cpu)]
        environment = without_secrets(os.environ)
        return cls(
            await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment)
        )

    async def ask(self, question: Mapping[str, Any], body: bytes) -> dict[str, Any]:
        """Return a child's answer to a question; the errors of a broken pipe mean that it died."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(framed(json.dumps(question).encode("ascii")))
        stdin.write(body)
        await stdin.drain()
        size = length_of(await stdout.readexactly(HEAD))
        found = json.loads(await stdout.readexactly(size))
        if not isinstance(found, dict):
            raise ValueError("the answer is not an object")
        self.answered += 1
        return found

    def holds(self) -> int:
        """Return how much memory the child holds, 0 where the system does not tell."""
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1]
        except (OSError, IndexError):
            return 0
        return int(pages) * resource.getpagesize()

    def end(self) -> None:
        """Kill the child at once; the event loop collects it."""
        if self.retirement is not None:
            self.retirement.cancel()
        if self.process.returncode is None:
            try:
                self.process.kill()
            except ProcessLookupError:
                return


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a child: able to find this house, without its settings and their passwords."""
    known = environment.get("PYTHONPATH", "")
    kept = {name: value for name, value in environment.items() if not name.startswith("COMMONTHREAD_")}
    return {**kept, "PYTHONPATH": f"{HOUSE}{os.pathsep}{known}" if known else str(HOUSE)}


class ParserPool:
    """Reads feeds and pages in child processes; use as an async context manager."""

    def __init__(
        self, limits: ChildLimits | None = None, program: Sequence[str] = PROGRAM, room: Room | None = None
    ) -> None:
        self.limits = limits or ChildLimits()
        self.program = program
        self._room = room or Room(sys.maxsize, 0)
        self._turns = asyncio.Semaphore(self.limits.children)
        self._idle: list[Child] = []
        self._all: set[Child] = set()

    async def __aenter__(self) -> Self:
        """Return the pool; children start when they are needed."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all children."""
        await self.close()

    @property
    def running(self) -> list[int]:
        """Return the process ids of the children that live."""
        return [child.process.pid for child in self._all if child.process.returncode is None]

    async def feed(self, body: bytes, content_type: str | None, url: str, seen: Collection[str] = ()) -> Feed:
        """Read a feed but for the entries whose mark was seen, or raise ParseFailed in words."""
        return unpacked_feed(await self._read("feed", body, content_type, url, seen=list(seen)))

    async def listing(
        self, body: bytes, content_type: str | None, url: str, source: str, selectors: Mapping[str, str]
    ) -> list[Article]:
        """Read a page that lists articles, or raise ParseFailed in words."""
        return unpacked_list(
            await self._read("listing", body, content_type, url, source=source, selectors=dict(selectors))
        )

    async def page(self, body: bytes, url: str, content_type: str | None = None) -> Page:
        """Read an article page, or raise ParseFailed in words."""
        return unpacked_page(await self._read("page", body, content_type, url))

    async def onward(self, body: bytes, content_type: str | None, url: str, selectors: Mapping[str, str]) -> str | None:
        """Return the next page that a listing names, or raise ParseFailed in words."""
        found: str | None = (await self._read("onward", body, content_type, url, selectors=dict(selectors)))["onward"]
        return found

    async def sitemap(self, body: bytes, url: str) -> Sitemap:
        """Read a sitemap or an index of sitemaps, or raise ParseFailed in words."""
        return unpacked_sitemap(await self._read("sitemap", body, None, url))

    async def letter(self, body: bytes, name: str) -> Letter:
        """Read a newsletter, or raise ParseFailed in words."""
        return unpacked_letter(await self._read("letter", body, None, name))

    async def close(self) -> None:
        """End all children and wait until they are gone."""
        ended, self._all, self._idle = list(self._all), set(), []
        for child in ended:
            child.end()
        await asyncio.gather(*(child.process.wait() for child in ended))

    async def _read(self, kind: str, body: bytes, content_type: str | None, url: str, **more: object) -> dict[str, Any]:
        question = {"kind": kind, "url": url, "content_type": content_type, "size": len(body), **more}
        with waiting(), self._room.share(len(body)):  # reading has limits of its own
            async with self._turns:
                found = await self._ask(question, body)
        if "error" in found:
            raise failed(url, found["error"])
        return found

    async def _ask(self, question: Mapping[str, Any], body: bytes) -> dict[str, Any]:
        child, fresh = await self._take()
        try:
            async with asyncio.timeout(self.limits.wall):
                found = await child.ask(question, body)
        except TimeoutError:
            child.end()
            await self._drop(child)
            return {"error": f"reading it takes longer than {self.limits.wall:g} seconds"}
        except (OSError, EOFError):
            code = await self._drop(child)
            # A child that had answered before may have been dead already: the document gets a fresh one.
            again = not fresh and code != -signal.SIGXCPU
            return await self._ask(question, body) if again else {"error": self._death(code)}
        except ValueError:
            self._retire(child)
            return {"error": "the process that read it answered nonsense"}
        except BaseException:
            self._retire(child)
            raise
        self._give_back(child, last=bool(found.get("last")))
        return found

    async def _take(self) -> tuple[Child, bool]:
        while self._idle:
            child = self._idle.pop()
            if child.retirement is not None:
                child.retirement.cancel()
            if child.process.returncode is None:
                return child, False
            self._all.discard(child)
        child = await Child.start(self.program, self.limits)
        self._all.add(child)
        return child, True

    def _give_back(self, child: Child, last: bool) -> None:
        if last or child.answered >= self.limits.documents or child.holds() > self.limits.keep:
            self._retire(child)
            return
        self._idle.append(child)
        child.retirement = asyncio.get_running_loop().call_later(self.limits.idle, self._retire, child)

    def _retire(self, child: Child) -> None:
        child.end()
        self._all.discard(child)
        if child in self._idle:
            self._idle.remove(child)

    async def _drop(self, child: Child) -> int:
        """Forget a child that hung up; killing one that is ending by itself would hide its own reason."""
        self._all.discard(child)
        try:
            async with asyncio.timeout(GOODBYE):
                return await child.process.wait()
        except TimeoutError:
            child.end()
            return await child.process.wait()

    def _death(self, code: int) -> str:
        if code == -signal.SIGXCPU:
            return f"reading it takes more than {self.limits.cpu} seconds of computing"
        if code < 0:
            return f"the process that read it was ended by {signal.Signals(-code).name}"
        return f"the process that read it ended with {code}, most likely for want of memory"


def failed(url: str, why: str) -> ParseFailed:
    """Return the error for a document that could not be read."""
    advice = "If this happens each time, ask the site for something smaller or simpler."
    return ParseFailed(f"What {url[:200]} sent could not be read: {why.rstrip('.')}. {advice}")

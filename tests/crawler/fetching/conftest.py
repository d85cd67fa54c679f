"""A server on loopback that answers byte for byte what a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from crawler.fetching.client import Client
from crawler.fetching.limits import Limits

Script = Callable[[str, asyncio.StreamWriter], Awaitable[None]]
# Patient enough for a busy machine; a server that must be found too slow is asked with HURRIED.
SCALED = Limits(deadline=20.0, connect=10.0, max_body=333_333, max_headers=64_000)
HURRIED = replace(SCALED, deadline=1.0)


@dataclass
class Hostile:
    """A listening server; `asked` holds the head of each request that came."""

    port: int
    asked: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def home(self) -> str:
        return f"http://{self.host}"

    def client(self, limits: Limits = SCALED, **more) -> Client:
        return Client(limits=limits, allow=frozenset({self.host}), **more)


@asynccontextmanager
async def hostile(script: Script) -> AsyncIterator[Hostile]:
    server_tasks: set[asyncio.Task] = set()
    state = Hostile(0)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_tasks.add(asyncio.current_task())
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                state.asked.append(head.decode("latin-1"))
                await script(head.split()[1].decode("latin-1"), writer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    state.port = listening.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        listening.close()
        for task in server_tasks:
            task.cancel()
        await asyncio.gather(*server_tasks, return_exceptions=True)


def saying(*pieces: bytes, pause: float = 0.0, close: bool = True) -> Script:
    """A script that writes the same pieces to every request."""

    async def script(path: str, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            if pause:
                await asyncio.sleep(pause)
        if close:
            writer.close()

    return script


def for_ever(head: bytes, piece: bytes, pause: float = 0.0) -> Script:
    """A script that says something and then never stops saying more."""

    async def script(path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return script


def after(seconds: float, answer: bytes = b"") -> Script:
    """A script that lets its client wait."""

    async def script(path: str, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        writer.write(answer)

    return script


def page(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """A well-formed answer."""
    size = len(body) if length is None else length
    head = [f"HTTP/1.1 {status}", f"Content-Length: {size}", *headers]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


@pytest.fixture
def lab():
    """The server and the ways to script it, as one object."""

    class Lab:
        serve = staticmethod(hostile)
        saying = staticmethod(saying)
        page = staticmethod(page)
        for_ever = staticmethod(for_ever)
        after = staticmethod(after)
        scaled = SCALED
        hurried = HURRIED

    return Lab

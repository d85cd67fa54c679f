"""The one HTTP client: every request of the crawler passes its guard and its limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import quote

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from crawler.fetching.errors import FetchError, TooLarge, TooManyRedirects, TooSlow
from crawler.fetching.guard import Gate, GuardedResolver, check_url, guarded_connector
from crawler.fetching.limits import Limits
from crawler.fetching.lookup import Lookup
from crawler.fetching.room import Room
from crawler.fetching.translation import in_words
from crawler.fetching.trust import trusted
from crawler.fetching.unpacking import ACCEPTED, refuse_above, too_large, unpack
from crawler.patience import waiting

USER_AGENT = "CommonThread/0.1 (+news reader for children's social care)"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
READ_AHEAD = 65_536
ASCII = "".join(map(chr, range(33, 127)))
Consent = Callable[[str], Awaitable[None]]
KEPT_FOR_US = frozenset({"accept-encoding", "cookie", "referer", "host", "connection", "authorization"})


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect on the way: the address that answered, its status, and where it points."""

    url: str
    status: int
    target: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer: `url` is where it came from after `hops`, the body is unpacked."""

    url: str
    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    hops: tuple[Hop, ...] = ()


class Client:
    """Fetches public http and https addresses within limits; use as an async context manager."""

    def __init__(
        self,
        limits: Limits | None = None,
        allow: frozenset[str] = frozenset(),
        user_agent: str = USER_AGENT,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.allow = allow
        self.user_agent = user_agent
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(self.limits.connections)
        self.room = Room(self.limits.max_buffered, self.limits.max_buffered // 128)

    async def __aenter__(self) -> Self:
        """Open the client in the running event loop."""
        self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        await self.close()

    def open(self) -> None:
        """Open the client in the running event loop, if it is not open."""
        if self._session is None:
            self._session = self._new_session()

    async def close(self) -> None:
        """Close all connections; the client can be opened again."""
        if self._session is not None:
            await self._session.close()
            await self._guard.close()
            self._session = None

    def _new_session(self) -> aiohttp.ClientSession:
        limits = self.limits
        self._guard = GuardedResolver(Gate(self.allow), self._resolver or Lookup())
        connections = guarded_connector(self._guard, limits)
        return aiohttp.ClientSession(
            connector=connections,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            read_bufsize=READ_AHEAD,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=limits.connect),
            max_line_size=limits.max_header,
            max_field_size=limits.max_header,
            max_headers=limits.max_header_count,
        )

    async def fetch(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        follow: bool = True,
        consent: Consent | None = None,
    ) -> Reply:
        """Fetch an address within all limits; `consent` may refuse a redirect by raising a FetchError."""
        self.open()
        try:
            async with asyncio.timeout(self.limits.deadline) as clock:
                return await self._follow(url, headers or {}, follow, consent, clock)
        except TimeoutError as problem:
            raise TooSlow(
                f"{url[:200]} had not answered completely after {self.limits.deadline:g} seconds. "
                "It will be tried again at its next turn."
            ) from problem
        except (aiohttp.ClientError, OSError, ValueError) as problem:
            raise in_words(url, problem) from problem

    async def _follow(
        self, url: str, headers: Mapping[str, str], follow: bool, consent: Consent | None, clock: asyncio.Timeout
    ) -> Reply:
        at = check_url(url, self.allow, self.limits.max_url)
        hops: list[Hop] = []
        while True:
            async with self._slot(clock):
                reply = await self._one(at, headers, tuple(hops))
            target = reply.headers.get("Location", "").strip()
            if not follow or reply.status not in REDIRECTS or not target:
                return reply
            onward = self._onward(at, target)
            hops.append(Hop(str(at), reply.status, str(onward)))
            self._check_hops(url, hops)
            if consent is not None:
                await consent(str(onward))
            at = onward

    @asynccontextmanager
    async def _slot(self, clock: asyncio.Timeout) -> AsyncIterator[None]:
        """Take one of the connections; waiting for it behind others does not count against the deadline."""
        loop = asyncio.get_running_loop()
        left = (clock.when() or 0.0) - loop.time()
        clock.reschedule(None)
        with waiting():
            await self._slots.acquire()
        try:
            clock.reschedule(loop.time() + left)
            yield
        finally:
            self._slots.release()

    def _onward(self, at: URL, target: str) -> URL:
        try:
            joined = at.join(URL(as_sent(target)))
        except ValueError as problem:
            raise FetchError(f"{at} redirects to {target[:200]!r}, which is not an address.") from problem
        return check_url(str(joined), self.allow, self.limits.max_url)

    def _check_hops(self, url: str, hops: list[Hop]) -> None:
        if len(hops) > self.limits.max_redirects:
            raise TooManyRedirects(
                f"{url[:200]} redirects more than {self.limits.max_redirects} times. Enter its last address."
            )
        if hops[-1].target in {hop.url for hop in hops}:
            raise TooManyRedirects(f"{url[:200]} redirects in a circle, back to {hops[-1].target[:200]}.")

    async def _one(self, at: URL, headers: Mapping[str, str], hops: tuple[Hop, ...]) -> Reply:
        assert self._session is not None
        rules = trusted() if at.scheme == "https" else True  # read when they are needed: it takes a tenth of a second
        asking = self._session.get(at, headers=self._asking(headers), allow_redirects=False, ssl=rules)
        async with asking as answer:
            self._check_headers(answer)
            packed = b"" if answer.status in REDIRECTS else await self._body(answer)
            encoding = answer.headers.get("Content-Encoding", "")
            body = unpack(packed, encoding, self.limits.max_body) if packed else packed
            return Reply(str(at), answer.status, answer.headers, body, hops)

    def _asking(self, headers: Mapping[str, str]) -> CIMultiDict[str]:
        ours = CIMultiDict({"Accept": "*/*"})
        ours.update({name: value for name, value in headers.items() if name.lower() not in KEPT_FOR_US})
        ours.update({"Accept-Encoding": ACCEPTED, "User-Agent": self.user_agent})
        return ours

    def _check_headers(self, answer: aiohttp.ClientResponse) -> None:
        size = sum(len(name) + len(value) + 4 for name, value in answer.raw_headers)
        if size > self.limits.max_headers:
            raise TooLarge(f"The headers of {answer.url} take more than {self.limits.max_headers:,} bytes.")

    async def _body(self, answer: aiohttp.ClientResponse) -> bytes:
        if (answer.content_length or 0) > self.limits.max_body:
            raise TooLarge(too_large(self.limits.max_body))
        whole = bytearray()
        with self.room.share() as share:
            async for piece in answer.content.iter_any():
                whole += piece
                refuse_above(whole, self.limits.max_body)
                await self.room.grow(share, len(piece))
        return bytes(whole)


def as_sent(target: str) -> str:
    """Return a redirect's address with bytes that are not UTF-8 quoted, as browsers do."""
    raw = target.encode("utf-8", "surrogateescape")
    return target if target.isprintable() else quote(raw, safe=ASCII)

"""What a site asks of robots (RFC 9309)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from protego import Protego
from yarl import URL

from crawler.fetching.client import Client, Reply
from crawler.fetching.errors import FetchError, NotWelcome, TooLarge, TooManyRedirects
from db.clock import utc_now

LARGEST = 500 * 1024


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an address may be fetched, how long to wait, and why; `failed` where the rules could not be read."""

    allowed: bool
    crawl_delay: float | None
    reason: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """The robots.txt of one host: parsed, or a blanket answer with its reason."""

    parsed: Protego | None
    allowed: bool
    reason: str
    read_at: datetime


def rules_from(reply: Reply, now: datetime) -> Rules:
    """Return the rules that an answer to robots.txt means."""
    if 200 <= reply.status < 300:
        return parsed(reply.body, now)
    if 400 <= reply.status < 500:
        return Rules(None, True, f"no robots.txt (status {reply.status})", now)
    if 300 <= reply.status < 400:
        return Rules(None, True, f"robots.txt redirects nowhere (status {reply.status})", now)
    reason = f"robots.txt answers with status {reply.status}, so nothing is fetched until it can be read"
    return Rules(None, False, reason, now)


def parsed(body: bytes, now: datetime) -> Rules:
    """Return the rules of a robots.txt, of its first 500 KiB."""
    text = body[:LARGEST].decode("utf-8", "replace").replace("\0", "")
    return Rules(Protego.parse(text), True, "robots.txt", now)


class Robots:
    """Remembers the robots.txt of each host for the length of a run, at most a day."""

    def __init__(
        self,
        client: Client,
        agent: str = "CommonThread",
        max_age: timedelta = timedelta(hours=24),
        failure_age: timedelta = timedelta(minutes=10),
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.client = client
        self.agent = agent
        self.max_age = max_age
        self.failure_age = failure_age
        self.clock = clock
        self._rules: dict[str, Rules] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def verdict(self, url: str) -> Verdict:
        """Return whether an address may be fetched, with the site's own crawl delay."""
        try:
            home = str(URL(url).origin())
        except ValueError as problem:
            return Verdict(False, None, f"{url[:200]!r} is not a web address ({problem})")
        lock = self._locks.setdefault(home, asyncio.Lock())
        async with lock:
            rules = self._rules.get(home)
            if rules is None or self._stale(rules):
                rules = self._rules[home] = await self._read(home)
        return judge(rules, url, self.agent)

    async def consent(self, url: str) -> None:
        """Refuse an address that its site does not want fetched, for the redirects of the client."""
        verdict = await self.verdict(url)
        if not verdict.allowed:
            refusal = FetchError if verdict.failed else NotWelcome
            raise refusal(f"It redirects to {url[:200]}, which is not fetched: {verdict.reason.rstrip('.')}.")

    def _stale(self, rules: Rules) -> bool:
        return self.clock() - rules.read_at > (self.max_age if rules.allowed else self.failure_age)

    async def _read(self, home: str) -> Rules:
        try:
            reply = await self.client.fetch(f"{home}/robots.txt", {"Accept": "text/plain, */*;q=0.5"})
        except TooLarge as problem:
            return parsed(problem.start, self.clock())
        except TooManyRedirects:
            return Rules(None, True, "robots.txt redirects without end, which counts as none", self.clock())
        except FetchError as problem:
            return Rules(None, False, f"robots.txt could not be read: {problem}", self.clock())
        return rules_from(reply, self.clock())


def judge(rules: Rules, url: str, agent: str) -> Verdict:
    """Return what a host's rules say of one address."""
    if rules.parsed is None:
        return Verdict(rules.allowed, None, rules.reason, failed=not rules.allowed)
    delay = rules.parsed.crawl_delay(agent)
    if rules.parsed.can_fetch(url, agent):
        return Verdict(True, delay, "robots.txt allows it")
    return Verdict(False, delay, "robots.txt of the site disallows this address")

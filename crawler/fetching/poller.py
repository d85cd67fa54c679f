"""One polite, conditional question to a source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from crawler.fetching.client import Client, Reply
from crawler.fetching.errors import FetchError, NotWelcome
from crawler.fetching.pacing import retry_after
from crawler.fetching.robots import Robots
from db.clock import utc_now

Status = Literal["ok", "not_modified", "gone", "error", "skipped"]
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.8, */*;q=0.5"
GONE = "The source says it is gone for good (410). Remove it or find its new address."
PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Polled:
    """What a source answered; `error` is in words for the operator."""

    status: Status
    reply: Reply | None = None
    etag: str | None = None
    last_modified: str | None = None
    retry_after: timedelta | None = None
    moved_to: str | None = None
    error: str | None = None
    crawl_delay: float | None = None

    @property
    def http_status(self) -> int | None:
        """Return the status code, if there was an answer."""
        return self.reply.status if self.reply else None


async def poll(
    client: Client,
    robots: Robots | None,
    url: str,
    etag: str | None = None,
    last_modified: str | None = None,
    *,
    accept: str = ACCEPT,
    clock: Callable[[], datetime] = utc_now,
) -> Polled:
    """Ask a source for what is new; robots None asks no permission (an operator's own choice)."""
    delay = None
    if robots is not None:
        verdict = await robots.verdict(url)
        delay = verdict.crawl_delay
        if not verdict.allowed:
            status: Status = "error" if verdict.failed else "skipped"
            return Polled(status, error=f"Not fetched: {verdict.reason.rstrip('.')}.", crawl_delay=delay)
    try:
        consent = robots.consent if robots is not None else None
        reply = await client.fetch(url, asking(accept, etag, last_modified), consent=consent)
    except NotWelcome as problem:
        return Polled("skipped", error=str(problem), crawl_delay=delay)
    except FetchError as problem:
        return Polled("error", error=str(problem), crawl_delay=delay)
    return judge(reply, clock(), delay, etag, last_modified)


def asking(accept: str, etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the headers of a conditional question."""
    headers = {"Accept": accept}
    if etag and "\n" not in etag and "\r" not in etag:
        headers["If-None-Match"] = etag
    if last_modified and "\n" not in last_modified and "\r" not in last_modified:
        headers["If-Modified-Since"] = last_modified
    return headers


def judge(reply: Reply, now: datetime, delay: float | None, etag: str | None, last_modified: str | None) -> Polled:
    """Return what an answer means for its source."""
    wait = retry_after(reply.headers.get("Retry-After"), now)
    known = Polled("ok", reply, crawl_delay=delay, retry_after=wait, moved_to=moved(reply))
    if reply.status == 304:
        return replace(known, status="not_modified", etag=etag, last_modified=last_modified)
    if reply.status == 410:
        return replace(known, status="gone", error=GONE)
    if reply.status != 200:
        return replace(known, status="error", error=words_for(reply.status, wait))
    return replace(known, etag=reply.headers.get("ETag"), last_modified=reply.headers.get("Last-Modified"))


def moved(reply: Reply) -> str | None:
    """Return the new address if every redirect on the way was permanent."""
    if reply.hops and all(hop.status in PERMANENT for hop in reply.hops):
        return reply.url
    return None


def words_for(status: int, wait: timedelta | None) -> str:
    """Return what a status other than success means, and what to do."""
    later = f" It asks us to wait {int(wait.total_seconds())} seconds." if wait else ""
    known = {
        401: "The source asks for a sign-in (401). Use an open feed, or set the source to link only.",
        403: "The source refuses us (403). Ask its publisher, or switch it off.",
        404: "Nothing is at this address (404). Correct the address of the source.",
        429: "The source says that we ask too often (429). Raise poll_minutes or delay_seconds.",
        503: "The source is out of service (503).",
    }
    if status in known:
        return known[status] + later
    kind = "has trouble of its own" if status >= 500 else "answers with something we cannot use"
    return f"The source {kind} (status {status}). It will be tried again at its next turn.{later}"

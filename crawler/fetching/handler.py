"""Scrapy's requests, sent through the guarded client."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotSupported,
    UnsupportedURLSchemeError,
)
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawler.fetching.client import USER_AGENT, Client, Reply
from crawler.fetching.errors import (
    AddressRefused,
    ConnectionFailed,
    FetchError,
    NameUnknown,
    TooLarge,
    TooSlow,
)
from crawler.fetching.limits import Limits

ANSWERS: dict[type[FetchError], type[Exception]] = {
    AddressRefused: UnsupportedURLSchemeError,
    NameUnknown: CannotResolveHostError,
    ConnectionFailed: DownloadConnectionRefusedError,
    TooSlow: DownloadTimeoutError,
    TooLarge: DownloadCancelledError,
}
UNPACKED = (b"Content-Encoding", b"Content-Length", b"Transfer-Encoding")


class GuardedDownloadHandler(BaseDownloadHandler):
    """Downloads with our client; redirects are left to Scrapy, which comes back here for each of them.

    Settings: `FETCH_LIMITS` (a Limits), `ALLOW_ADDRESSES` (a set of HOST:PORT), `USER_AGENT`.
    """

    lazy = True

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self.client = Client(
            limits=settings.get("FETCH_LIMITS") or Limits(),
            allow=frozenset(settings.getlist("ALLOW_ADDRESSES")),
            user_agent=settings.get("USER_AGENT") or USER_AGENT,
        )

    async def download_request(self, request: Request) -> Response:
        """Fetch one address, one hop, and answer in Scrapy's terms."""
        if request.method != "GET":
            raise NotSupported(f"Only GET is sent to sources, not {request.method}.")
        try:
            reply = await self.client.fetch(request.url, plain_headers(request.headers), follow=False)
        except FetchError as problem:
            raise translated(problem) from problem
        return response_from(reply, request)

    async def close(self) -> None:
        """Close all connections."""
        await self.client.close()


def plain_headers(headers: Headers) -> dict[str, str]:
    """Return Scrapy's headers as text."""
    return {name.decode("latin-1"): b", ".join(values).decode("latin-1") for name, values in headers.items()}


def translated(problem: FetchError) -> Exception:
    """Return Scrapy's exception of the same meaning, with our words."""
    kind = ANSWERS.get(type(problem), DownloadFailedError)
    return kind(str(problem))


def response_from(reply: Reply, request: Request) -> Response:
    """Return Scrapy's response for an answer whose body is already unpacked."""
    headers = Headers(
        [
            (name.encode("latin-1", "replace"), value.encode("utf-8", "surrogateescape"))
            for name, value in reply.headers.items()
        ]
    )
    for name in UNPACKED:
        headers.pop(name, None)
    kind = responsetypes.from_args(headers=headers, url=reply.url, body=reply.body)
    return kind(url=request.url, status=reply.status, headers=headers, body=reply.body, request=request)

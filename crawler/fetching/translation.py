"""The exceptions of the network library, told in our words."""

from __future__ import annotations

import aiohttp

from crawler.fetching.errors import (
    AddressRefused,
    ConnectionFailed,
    FetchError,
    NameUnknown,
    NotHttp,
    TlsFailed,
    TooLarge,
    TooSlow,
)
from crawler.fetching.guard import RefusedSocket

LATER = "It will be tried again at its next turn."


def in_words(url: str, problem: Exception) -> FetchError:
    """Return our named error for whatever the network library raised."""
    shown = url[:200]
    if refused := refusal_behind(problem):
        return AddressRefused(str(refused))
    if isinstance(problem, (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError)):
        return TlsFailed(f"{shown} cannot show a valid certificate ({why(problem)}). The site must renew it.")
    if isinstance(problem, aiohttp.ClientConnectorDNSError):
        return NameUnknown(f"The host of {shown} is not known ({why(problem)}). Check its spelling.")
    if isinstance(problem, aiohttp.ClientResponseError):
        return bad_answer(shown, problem)
    if isinstance(problem, (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError)):
        return ConnectionFailed(f"{shown} broke off in the middle of its answer ({why(problem)}). {LATER}")
    if isinstance(problem, (aiohttp.ConnectionTimeoutError, TimeoutError)):
        return TooSlow(f"{shown} did not accept a connection in time. {LATER}")
    if isinstance(problem, (aiohttp.InvalidURL, ValueError)):
        return AddressRefused(f"{shown!r} is not a web address ({why(problem)}). Correct it.")
    return ConnectionFailed(f"No connection to {shown} ({why(problem)}). {LATER}")


def refusal_behind(problem: BaseException) -> BaseException | None:
    """Return the guard's refusal among the causes of an exception."""
    seen: BaseException | None = problem
    while seen is not None:
        if isinstance(seen, RefusedSocket):
            return seen
        seen = seen.__cause__ or getattr(seen, "os_error", None)
    return None


def bad_answer(shown: str, problem: aiohttp.ClientResponseError) -> FetchError:
    """Return the error for an answer that is not HTTP, or whose headers are too large."""
    if "more than" in problem.message or "many headers" in problem.message.lower():
        return TooLarge(f"The headers of {shown} are larger than the limit ({why(problem)}).")
    return NotHttp(f"What {shown} answered is not HTTP ({why(problem)}). Check the address and its port.")


def why(problem: BaseException) -> str:
    """Return an exception's own words in one short line."""
    words = getattr(problem, "message", None)
    text = words if isinstance(words, str) and words else str(problem)
    short = " ".join(text.split()) or type(problem).__name__
    return short if len(short) <= 200 and "RawResponse" not in short else type(problem).__name__

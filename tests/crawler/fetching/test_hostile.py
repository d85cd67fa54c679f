"""Whatever a server sends, a request ends in time, in bounds and in words."""

from __future__ import annotations

import asyncio
import functools
import gzip
import zlib

import brotli
import pytest

from crawler.fetching import errors

INTERIM = b"HTTP/1.1 103 Early Hints\r\n\r\n"
GZIP = "Content-Encoding: gzip"


@functools.cache
def bomb(layers: int) -> bytes:
    body = b"\0" * 40_000_000
    for _ in range(layers):
        body = gzip.compress(body)
    return body


OK = b"HTTP/1.1 200 OK\r\n"
SLOW = (errors.TooSlow, (errors.NotHttp, errors.TooSlow))
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def cases(lab):
    """Each hostile server: what it does, and the named error that it ends in."""
    page, saying = lab.page, lab.saying
    broken = bytearray(gzip.compress(b"words " * 5000))
    broken[40:60] = b"\xff" * 20
    many = b"".join(b"X-%d: y\r\n" % number for number in range(500))
    return {
        "never answers": (lab.after(60), errors.TooSlow),
        "trickles its status line": (lab.for_ever(b"", b"H", 0.05), (errors.NotHttp, errors.TooSlow)),
        "trickles its headers": (lab.for_ever(OK, b"a: b\r\n", 0.05), errors.TooSlow),
        "trickles its body": (lab.for_ever(OK + b"Content-Length: 900\r\n\r\n", b"x", 0.05), errors.TooSlow),
        "trickles chunks": (lab.for_ever(CHUNKED, b"1\r\nx\r\n", 0.05), errors.TooSlow),
        "sends an endless body": (lab.for_ever(OK + b"\r\n", b"x" * 9000), errors.TooLarge),
        "sends endless chunks": (lab.for_ever(CHUNKED, b"2000\r\n" + b"x" * 0x2000 + b"\r\n"), errors.TooLarge),
        "sends endless headers": (lab.for_ever(OK, b"X-Y: z\r\n" * 100), errors.TooLarge),
        "sends one endless header": (lab.for_ever(OK + b"X: ", b"y" * 9000), errors.TooLarge),
        "sends an endless status line": (lab.for_ever(b"HTTP/1.1 200 ", b"y" * 9000), errors.TooLarge),
        "sends 500 headers": (saying(OK + many + b"\r\n"), errors.TooLarge),
        "sends 80 kB of headers": (
            saying(OK + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 8000) for n in range(10)) + b"\r\n"),
            errors.TooLarge,
        ),
        "sends endless trailers": (lab.for_ever(CHUNKED + b"0\r\n", b"X-Y: z\r\n" * 100), errors.FetchError),
        "sends endless interim answers": (
            lab.for_ever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50),
            errors.NotHttp,
        ),
        "trickles interim answers": (lab.for_ever(b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.01), errors.NotHttp),
        "announces too large a body": (saying(page(b"x", length=10**9)), errors.TooLarge),
        "announces more than it sends": (saying(page(b"short", length=500)), errors.ConnectionFailed),
        "announces two lengths": (
            saying(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
            errors.NotHttp,
        ),
        "announces a negative length": (saying(OK + b"Content-Length: -5\r\n\r\nab"), errors.NotHttp),
        "announces words for a length": (saying(OK + b"Content-Length: many\r\n\r\nab"), errors.NotHttp),
        "sends a wrong chunk size": (saying(CHUNKED + b"zz\r\nab\r\n"), errors.FetchError),
        "sends a huge chunk size": (saying(CHUNKED + b"f" * 40 + b"\r\nab"), errors.FetchError),
        "breaks off in a chunk": (saying(CHUNKED + b"ff\r\nab"), errors.ConnectionFailed),
        "breaks off in its headers": (saying(OK + b"X-Y"), errors.ConnectionFailed),
        "closes at once": (saying(b""), errors.ConnectionFailed),
        "sends no status line": (saying(b"<html>hello</html>\r\n\r\n"), errors.NotHttp),
        "speaks another protocol": (saying(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), errors.NotHttp),
        "sends noise": (saying(bytes(range(256)) * 20), errors.NotHttp),
        "puts a NUL into a header": (saying(OK + b"X: a\0b\r\n\r\n"), errors.NotHttp),
        "sends a gzip bomb": (saying(page(bomb(1), GZIP)), errors.TooLarge),
        "sends a bomb within a bomb": (saying(page(bomb(2), "Content-Encoding: gzip, gzip")), errors.TooLarge),
        "sends a brotli bomb": (
            saying(page(brotli.compress(b"\0" * 9_000_000), "Content-Encoding: br")),
            errors.TooLarge,
        ),
        "sends a deflate bomb": (
            saying(page(zlib.compress(b"\0" * 9_000_000), "Content-Encoding: deflate")),
            errors.TooLarge,
        ),
        "packs its body nine times": (saying(page(b"x", "Content-Encoding: " + "gzip," * 9)), errors.BadEncoding),
        "sends broken gzip": (saying(page(bytes(broken), GZIP)), errors.BadEncoding),
        "sends half a gzip": (saying(page(bytes(broken[:30]), GZIP)), errors.BadEncoding),
        "sends half a brotli": (
            saying(page(brotli.compress(b"words " * 50)[:9], "Content-Encoding: br")),
            errors.BadEncoding,
        ),
        "sends noise as brotli": (saying(page(b"\xff" * 99, "Content-Encoding: br")), errors.BadEncoding),
        "sends noise as deflate": (saying(page(b"\xff" * 99, "Content-Encoding: deflate")), errors.BadEncoding),
        "sends noise as gzip": (saying(page(b"noise", GZIP)), errors.BadEncoding),
        "sends an unknown encoding": (saying(page(b"x", "Content-Encoding: zpaq")), errors.BadEncoding),
        "redirects to itself": (saying(page(b"", "Location: /", status="302 Found")), errors.TooManyRedirects),
        "redirects to an internal address": (
            saying(page(b"", "Location: http://169.254.169.254/latest", status="301 Moved")),
            errors.AddressRefused,
        ),
        "redirects to another port of its own": (
            saying(page(b"", "Location: http://127.0.0.1:1/", status="307 Moved")),
            errors.AddressRefused,
        ),
        "redirects to a file": (
            saying(page(b"", "Location: file:///etc/passwd", status="302 Found")),
            errors.AddressRefused,
        ),
        "redirects to nonsense": (
            saying(page(b"", "Location: http://[::1", status="302 Found")),
            errors.FetchError,
        ),
        "redirects to a very long address": (
            saying(page(b"", "Location: /" + "a" * 9000, status="302 Found")),
            errors.AddressRefused,
        ),
    }


NAMES = [
    "never answers", "trickles its status line", "trickles its headers", "trickles its body", "trickles chunks",
    "sends an endless body", "sends endless chunks", "sends endless headers", "sends one endless header",
    "sends an endless status line", "sends 500 headers", "sends 80 kB of headers", "sends endless trailers",
    "sends endless interim answers", "trickles interim answers", "announces too large a body", "announces more than it sends",
    "announces two lengths", "announces a negative length", "announces words for a length",
    "sends a wrong chunk size", "sends a huge chunk size", "breaks off in a chunk", "breaks off in its headers",
    "closes at once", "sends no status line", "speaks another protocol", "sends noise",
    "puts a NUL into a header", "sends a gzip bomb", "sends a bomb within a bomb", "sends a brotli bomb",
    "sends a deflate bomb", "packs its body nine times", "sends broken gzip", "sends half a gzip",
    "sends half a brotli", "sends noise as brotli", "sends noise as deflate", "sends noise as gzip",
    "sends an unknown encoding", "redirects to itself", "redirects to an internal address",
    "redirects to another port of its own", "redirects to a file", "redirects to nonsense",
    "redirects to a very long address",
]  # fmt: skip


def test_every_case_has_its_name(lab):
    assert list(cases(lab)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_server_ends_in_words(lab, name):
    script, expected = cases(lab)[name]

    async def scenario():
        limits = lab.hurried if expected in SLOW else lab.scaled
        async with lab.serve(script) as server, server.client(limits) as client:
            await client.fetch(server.home + "/")

    with pytest.raises(expected) as caught:
        asyncio.run(scenario())
    assert isinstance(caught.value, errors.FetchError)
    assert len(str(caught.value).split()) > 5

"""Scrapy downloads through our client and hears our words."""

from __future__ import annotations

import asyncio
import gzip
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotSupported,
    UnsupportedURLSchemeError,
)
from scrapy.http import HtmlResponse, XmlResponse
from scrapy.settings import Settings

from crawler.fetching.handler import GuardedDownloadHandler


def download(lab, script, path="/", limits=None, **more):
    async def scenario():
        async with lab.serve(script) as server:
            settings = Settings({"FETCH_LIMITS": limits or lab.scaled, "ALLOW_ADDRESSES": [server.host]})
            handler = GuardedDownloadHandler.from_crawler(SimpleNamespace(settings=settings))
            url = path if "://" in path else server.home + path
            try:
                return await handler.download_request(Request(url, **more)), server.asked
            finally:
                await handler.close()

    return asyncio.run(scenario())


def test_a_page_arrives_unpacked_with_its_headers(lab):
    body = "<html><title>é</title>".encode("cp1252")
    answer = lab.page(
        gzip.compress(body),
        "Content-Encoding: gzip",
        "Content-Type: text/html; charset=cp1252",
        "X-Odd: caf\xe9",
    )
    response, asked = download(lab, lab.saying(answer), headers={"X-Ask": "yes"})
    assert isinstance(response, HtmlResponse)
    assert response.css("title::text").get() == "é"
    assert b"Content-Encoding" not in response.headers
    assert response.headers[b"X-Odd"]
    assert "X-Ask: yes" in asked[0]


def test_a_feed_is_xml(lab):
    response, _ = download(lab, lab.saying(lab.page(b"<rss/>", "Content-Type: application/rss+xml")))
    assert isinstance(response, XmlResponse)


def test_a_redirect_is_left_to_scrapy(lab):
    response, _ = download(lab, lab.saying(lab.page(b"", "Location: http://10.0.0.1/", status="302 a")))
    assert response.status == 302


@pytest.mark.parametrize(
    ("answer", "expected", "words"),
    [
        (b"nonsense\r\n\r\n", DownloadFailedError, "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", DownloadCancelledError, "larger than"),
    ],
)
def test_an_error_keeps_its_words(lab, answer, expected, words):
    with pytest.raises(expected, match=words):
        download(lab, lab.saying(answer))


def test_silence_is_a_timeout_for_scrapy(lab):
    with pytest.raises(DownloadTimeoutError, match="after 1 seconds"):
        download(lab, lab.after(60), limits=lab.hurried)


def test_an_internal_address_is_refused(lab):
    with pytest.raises(UnsupportedURLSchemeError, match="not an address of the public internet"):
        download(lab, lab.saying(b""), "http://10.0.0.1/")


def test_nothing_but_get_is_sent(lab):
    with pytest.raises(NotSupported, match="Only GET"):
        download(lab, lab.saying(b""), method="POST")

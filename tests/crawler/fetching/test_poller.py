"""A poll asks one conditional question and says what the answer means."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from crawler.fetching.poller import poll
from crawler.fetching.robots import Robots

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def asked_once(lab, answer: bytes, robots: bytes | None = None, path="/feed", **known):
    async def script(at, writer):
        writer.write((robots or lab.page(b"", status="404 a")) if at == "/robots.txt" else answer)

    async def scenario():
        async with lab.serve(script) as server, server.client() as client:
            rules = Robots(client) if robots is not None else None
            return await poll(client, rules, server.home + path, clock=lambda: NOW, **known), server.asked

    return asyncio.run(scenario())


def test_new_content_brings_its_validators(lab):
    polled, _ = asked_once(lab, lab.page(b"<rss/>", 'ETag: "b"', "Last-Modified: then"))
    assert (polled.status, polled.http_status, polled.reply.body) == ("ok", 200, b"<rss/>")
    assert (polled.etag, polled.last_modified) == ('"b"', "then")


def test_an_unchanged_source_keeps_its_validators(lab):
    answer = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    polled, asked = asked_once(lab, answer, etag='"a"', last_modified="then")
    assert (polled.status, polled.etag, polled.last_modified) == ("not_modified", '"a"', "then")
    assert 'If-None-Match: "a"' in asked[0]
    assert "If-Modified-Since: then" in asked[0]


def test_a_validator_with_a_line_break_is_not_sent(lab):
    _, asked = asked_once(lab, lab.page(b""), etag="a\r\nX: y", last_modified="b\nX: y")
    assert "X: y" not in asked[0]


@pytest.mark.parametrize("status", [401, 403, 404, 418, 429, 500, 503, 204])
def test_another_status_is_an_error_in_words(lab, status):
    polled, _ = asked_once(lab, lab.page(b"", "Retry-After: 90", status=f"{status} a"))
    assert polled.status == "error"
    assert str(status) in polled.error
    assert polled.retry_after == timedelta(seconds=90)
    assert "90 seconds" in polled.error


def test_gone_is_gone(lab):
    polled, _ = asked_once(lab, lab.page(b"", status="410 a"))
    assert (polled.status, polled.http_status) == ("gone", 410)
    assert "for good" in polled.error


def test_a_failure_has_no_status_but_words(lab):
    polled, _ = asked_once(lab, b"nonsense\r\n\r\n")
    assert (polled.status, polled.http_status) == ("error", None)
    assert "not HTTP" in polled.error


def test_a_source_that_robots_may_not_read_is_skipped(lab):
    polled, asked = asked_once(lab, lab.page(b"x"), lab.page(b"User-agent: *\nDisallow: /\nCrawl-delay: 4"))
    assert (polled.status, polled.crawl_delay) == ("skipped", 4.0)
    assert "robots.txt" in polled.error
    assert len(asked) == 1


def test_a_redirect_to_what_robots_may_not_read_is_skipped(lab):
    rules = lab.page(b"User-agent: *\nDisallow: /private")
    polled, _ = asked_once(lab, lab.page(b"", "Location: /private", status="301 a"), rules)
    assert polled.status == "skipped"
    assert "/private" in polled.error


@pytest.mark.parametrize(("status", "moved"), [("301 a", True), ("308 a", True), ("302 a", False)])
def test_a_permanent_move_is_reported(lab, status, moved):
    async def script(at, writer):
        writer.write(lab.page(b"", "Location: /new", status=status) if at == "/old" else lab.page(b"x"))

    async def scenario():
        async with lab.serve(script) as server, server.client() as client:
            return await poll(client, None, server.home + "/old")

    polled = asyncio.run(scenario())
    assert polled.status == "ok"
    assert (polled.moved_to or "").endswith("/new") is moved

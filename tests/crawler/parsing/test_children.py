"""Children read documents within limits, and no document harms the parent."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.fetching.room import Room
from crawler.parsing import child, wire
from crawler.parsing.children import ChildLimits, ParserPool, without_secrets
from crawler.parsing.errors import ParseFailed
from crawler.parsing.shapes import Entry, Feed, Page

URL = "https://news.example.org/feed"
FEED = (
    b"<rss><channel><title>T</title><item><title>One</title><link>https://a.example.org/1</link></item></channel></rss>"
)
PAGE = b"<html><body><h1>Head</h1><article>" + b"<p>Words that stand for an article of some length here.</p>" * 9
ODD_CHILD = """
import signal, sys
from crawler.parsing import child
usual = child.answer
def answer(question, body):
    if body == b"sleep": signal.pause()
    if body == b"burn":
        while True: pass
    if body == b"leave": sys.exit(3)
    if body == b"babble": return b"no json"
    if body == b"number": return b"7"
    if body == b"fill": return str(len([bytes(1000) for _ in range(10_000_000)])).encode()
    return usual(question, body)
child.answer = answer
child.main()
"""


def run(scenario, **limits):
    async def whole():
        async with ParserPool(ChildLimits(**limits), ("-c", ODD_CHILD)) as pool:
            found = await scenario(pool)
            pids = pool.running
        assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
        return found

    return asyncio.run(whole())


def test_a_feed_and_a_page_are_read_by_the_same_child():
    async def scenario(pool):
        feed = await pool.feed(FEED, "text/xml", URL)
        pids = pool.running
        page = await pool.page(PAGE, URL)
        assert pool.running == pids
        return feed, page

    feed, page = run(scenario)
    assert feed.entries[0].title == "One"
    assert "Words that stand" in page.text


def test_a_document_takes_room_until_it_is_read():
    async def scenario():
        room = Room(1_000, 10)
        async with ParserPool(ChildLimits(), ("-c", ODD_CHILD), room=room) as pool:
            reading = asyncio.create_task(pool.feed(FEED, "text/xml", URL))
            await asyncio.sleep(0)
            meanwhile = room.taken
            await reading
        return meanwhile, room.taken

    assert asyncio.run(scenario()) == (len(FEED), 0)


def test_a_listing_is_read_by_a_child():
    page = b"<ul><li><a href='/1'>One</a><time datetime='2025-01-02'>2 January 2025</time></li></ul>"

    async def scenario(pool):
        with pytest.raises(ParseFailed, match="No article stands"):
            await pool.listing(b"<p>x</p>", None, URL, "s", {"item": "li", "link": "a", "title": "a"})
        with pytest.raises(ParseFailed, match="deep"):
            await pool.listing(b"<div>" * 400 + page, None, URL, "s", {"item": "li", "link": "a", "title": "a"})
        return await pool.listing(page, "text/html", URL, "s", {"item": "li", "link": "a", "title": "a"})

    (article,) = run(scenario)
    assert (article.source, article.url, article.title) == ("s", "https://news.example.org/1", "One")
    assert article.published == datetime(2025, 1, 2, tzinfo=UTC)


def test_a_child_knows_no_passwords():
    environment = without_secrets({"COMMONTHREAD_SECRET_KEY": "x", "PATH": "/bin", "PYTHONPATH": "/lib"})
    assert "COMMONTHREAD_SECRET_KEY" not in environment
    assert environment["PATH"] == "/bin"
    assert environment["PYTHONPATH"].endswith(os.pathsep + "/lib")


def test_no_more_children_run_than_allowed():
    async def scenario(pool):
        await asyncio.gather(*(pool.feed(FEED, None, URL) for _ in range(8)))
        return len(pool.running)

    assert run(scenario, children=2) == 2


@pytest.mark.parametrize(
    ("document", "words", "limits"),
    [
        (b"sleep", r"longer than 1\.5 seconds", {"wall": 1.5}),
        (b"burn", "more than 1 seconds of computing", {"cpu": 1}),
        (b"fill", "memory", {}),
        (b"leave", "ended with 3", {}),
        (b"babble", "answered nonsense", {}),
        (b"number", "answered nonsense", {}),
    ],
)
def test_a_document_that_harms_its_child_is_told_in_words(document, words, limits):
    async def scenario(pool):
        with pytest.raises(ParseFailed, match=words):
            await pool.feed(document, None, URL)
        return await pool.feed(FEED, None, URL)

    assert len(run(scenario, **limits).entries) == 1


def test_the_real_program_reads_too():
    async def scenario():
        async with ParserPool() as pool:
            return await pool.feed(FEED, None, URL)

    assert len(asyncio.run(scenario()).entries) == 1


def test_a_child_killed_while_idle_is_replaced(until):
    async def scenario(pool):
        await pool.feed(FEED, None, URL)
        (pid,) = pool.running
        os.kill(pid, signal.SIGKILL)
        feed = await pool.feed(FEED, None, URL)
        await until(lambda: not Path(f"/proc/{pid}").exists())
        await pool.feed(FEED, None, URL)
        return feed, pid not in pool.running

    feed, replaced = run(scenario)
    assert len(feed.entries) == 1
    assert replaced


def test_a_child_killed_at_work_fails_its_document_only(until):
    async def scenario(pool):
        reading = asyncio.create_task(pool.page(b"sleep", URL))
        await until(lambda: pool.running)
        os.kill(pool.running[0], signal.SIGKILL)
        with pytest.raises(ParseFailed, match="SIGKILL"):
            await reading
        return await pool.feed(FEED, None, URL)

    assert len(run(scenario).entries) == 1


def test_a_reading_that_is_cancelled_leaves_no_child(until):
    async def scenario(pool):
        reading = asyncio.create_task(pool.page(b"sleep", URL))
        await until(lambda: pool.running)
        (pid,) = pool.running
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await until(lambda: not Path(f"/proc/{pid}").exists())
        return pool.running

    assert run(scenario) == []


def test_an_idle_child_ends_by_itself(until):
    async def scenario(pool):
        await pool.feed(FEED, None, URL)
        (pid,) = pool.running
        await until(lambda: not Path(f"/proc/{pid}").exists())
        return len((await pool.feed(FEED, None, URL)).entries)

    assert run(scenario, idle=0.05) == 1


def test_a_child_is_replaced_after_many_documents():
    async def scenario(pool):
        await pool.feed(FEED, None, URL)
        first = pool.running
        await pool.feed(FEED, None, URL)
        return first, pool.running

    first, second = run(scenario, documents=1)
    assert not set(first) & set(second)


def test_a_child_that_has_grown_heavy_is_replaced():
    async def scenario(pool):
        await pool.feed(FEED, None, URL)
        return pool.running

    assert run(scenario, keep=1_000) == []


def test_a_child_that_is_gone_holds_nothing(until):
    async def scenario(pool):
        await pool.feed(FEED, None, URL)
        (child_,) = pool._idle
        child_.process.kill()
        await until(lambda: not Path(f"/proc/{child_.process.pid}").exists())
        child_.end()
        return child_.holds()

    assert run(scenario) == 0


def test_a_child_that_ended_by_itself_is_not_asked(until):
    async def scenario(pool):
        await pool.feed(FEED, None, URL)
        (child_,) = pool._idle
        child_.process.kill()
        await child_.process.wait()
        return len((await pool.feed(FEED, None, URL)).entries)

    assert run(scenario) == 1


def test_a_refusal_in_words_is_passed_on(no_limits):
    (answer,) = conversation(("page", b"<p>" * 70_000))
    assert answer["error"].startswith("it has more than")


def test_a_child_that_cannot_start_is_told_in_words():
    async def scenario(pool):
        with pytest.raises(ParseFailed, match="memory"):
            await pool.feed(FEED, None, URL)

    run(scenario, memory=1_000)


def test_results_survive_the_way_between_processes():
    moment = datetime(2025, 1, 2, 3, 4, tzinfo=UTC)
    feed = Feed("T", (Entry("g", "u", "t", published=moment, categories=("a", "b")),), "a problem")
    page = Page(title="é\ud7ff", updated=moment)
    assert wire.unpacked_feed(json.loads(wire.packed(feed))) == feed
    assert wire.unpacked_page(json.loads(wire.packed(page))) == page


def test_a_message_of_absurd_length_is_refused():
    with pytest.raises(ValueError, match="longer than"):
        wire.length_of(b"\xff\xff\xff\xff")


def conversation(*questions):
    spoken = b"".join(
        wire.framed(json.dumps({"url": URL, "content_type": None, "size": len(body), "kind": kind}).encode()) + body
        for kind, body in questions
    )
    heard = io.BytesIO()
    child.serve(io.BytesIO(spoken), heard, cpu=1000)
    heard.seek(0)
    answers = []
    while head := heard.read(wire.HEAD):
        answers.append(json.loads(heard.read(wire.length_of(head))))
    return answers


@pytest.fixture
def no_limits(monkeypatch):
    asked = []
    monkeypatch.setattr(child.resource, "setrlimit", lambda *limit: asked.append(limit))
    return asked


def test_a_child_answers_until_its_parent_hangs_up(no_limits):
    feed, page = conversation(("feed", FEED), ("page", PAGE))
    assert feed["entries"][0]["title"] == "One"
    assert "Words" in page["text"]
    assert len(no_limits) == 2


@pytest.mark.parametrize(("problem", "words"), [(MemoryError(), "memory"), (ValueError("odd"), "ValueError: odd")])
def test_a_child_tells_its_own_failures(no_limits, monkeypatch, problem, words):
    def fail(*_, **__):
        raise problem

    monkeypatch.setattr("crawler.parsing.feeds.parse_feed", fail)
    (answer,) = conversation(("feed", FEED))
    assert words in answer["error"]


def test_a_child_limits_itself(no_limits):
    child.limit(5)
    assert len(no_limits) == 3

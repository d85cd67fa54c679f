"""What a site asks of robots is heard."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from crawler.fetching.errors import NotWelcome
from crawler.fetching.robots import Robots

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def verdicts(lab, script, *paths, clock=lambda: NOW):
    async def scenario():
        async with lab.serve(script) as server, server.client() as client:
            robots = Robots(client, clock=clock)
            return [await robots.verdict(server.home + path) for path in paths], server.asked

    return asyncio.run(scenario())


def test_rules_and_delay_are_read_once(lab):
    text = b"User-agent: *\nDisallow: /private\nCrawl-delay: 7\n"
    found, asked = verdicts(lab, lab.saying(lab.page(text)), "/feed", "/private/x")
    assert [(each.allowed, each.crawl_delay) for each in found] == [(True, 7.0), (False, 7.0)]
    assert "disallows" in found[1].reason
    assert len(asked) == 1


def test_rules_for_us_by_name_are_followed(lab):
    text = b"User-agent: *\nAllow: /\n\nUser-agent: commonthread\nDisallow: /\n"
    assert not verdicts(lab, lab.saying(lab.page(text)), "/feed")[0][0].allowed


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("404 a", True),
        ("403 a", True),
        ("410 a", True),
        ("429 a", True),
        ("304 a", True),
        ("500 a", False),
        ("503 a", False),
    ],
)
def test_a_status_decides_when_there_are_no_rules(lab, status, allowed):
    found, _ = verdicts(lab, lab.saying(lab.page(b"", status=status)), "/feed")
    assert found[0].allowed is allowed
    assert status[:3] in found[0].reason


def test_a_robots_file_that_cannot_be_reached_allows_nothing(lab):
    found, _ = verdicts(lab, lab.saying(b"nonsense\r\n\r\n"), "/feed")
    assert not found[0].allowed
    assert "could not be read" in found[0].reason


def test_redirects_without_end_count_as_no_rules(lab):
    script = lab.saying(lab.page(b"", "Location: /robots.txt", status="302 a"))
    assert verdicts(lab, script, "/feed")[0][0].allowed


def test_the_start_of_an_endless_file_counts(lab):
    text = b"User-agent: *\nDisallow: /private\n" + b"# noise\n" * 100_000
    found, _ = verdicts(lab, lab.saying(b"HTTP/1.1 200 OK\r\n\r\n" + text), "/feed", "/private")
    assert [each.allowed for each in found] == [True, False]


def test_noise_for_rules_allows_all(lab):
    assert verdicts(lab, lab.saying(lab.page(bytes(range(256)) * 50)), "/feed")[0][0].allowed


def test_an_answer_grows_old(lab):
    times = iter([NOW, NOW + timedelta(hours=25), NOW + timedelta(hours=25)])
    _, asked = verdicts(lab, lab.saying(lab.page(b"")), "/a", "/b", clock=lambda: next(times))
    assert len(asked) == 2


def test_a_failure_grows_old_sooner(lab):
    times = iter([NOW, NOW + timedelta(minutes=11), NOW + timedelta(minutes=11)])
    _, asked = verdicts(lab, lab.saying(lab.page(b"", status="500 a")), "/a", "/b", clock=lambda: next(times))
    assert len(asked) == 2


def test_an_address_that_is_none_is_not_allowed(lab):
    async def scenario():
        async with lab.serve(lab.saying(b"")) as server, server.client() as client:
            return await Robots(client).verdict("nonsense")

    assert not asyncio.run(scenario()).allowed


def test_consent_is_refused_in_words(lab):
    async def scenario():
        text = b"User-agent: *\nDisallow: /private\n"
        async with lab.serve(lab.saying(lab.page(text))) as server, server.client() as client:
            robots = Robots(client)
            await robots.consent(server.home + "/open")
            with pytest.raises(NotWelcome, match="disallows"):
                await robots.consent(server.home + "/private")

    asyncio.run(scenario())

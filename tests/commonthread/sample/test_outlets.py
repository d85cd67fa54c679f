"""The sample outlets answer as real ones do, on every day of the year."""

from __future__ import annotations

import http.client
import re
import socket
from datetime import UTC, date, datetime

import pytest

from commonthread.sample import edition, outlets
from commonthread.sample.outlets import HOST, OUTLETS, PortTaken, answers, serve
from db.seeds import load_events, load_topics

DAYS = [date(2026, 11, 26), date(2027, 3, 28), date(2028, 2, 29), date(2026, 12, 31), date(2027, 10, 31)]


def ask(port: int, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    return reply.status, body, dict(reply.getheaders())


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_link_of_every_page_of_every_outlet_answers(today: date) -> None:
    for outlet in OUTLETS:
        base = f"http://{outlet.slug}.example"
        found = answers(outlet, base, today)
        for path, answer in found.items():
            for link in re.findall(rf'(?:href="|<link>)(?:{base})?(/[^"<?#]*)', answer.body.decode("utf-8")):
                assert link in found, f"{outlet.slug}{path} links to {link}"


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_no_article_is_from_the_future_and_addresses_are_their_own(today: date) -> None:
    found = edition.articles(today)
    assert max(one.updated.date() for one in found) <= today
    assert len({(one.outlet, one.path) for one in found}) == len(found) >= 40
    assert {one.outlet for one in found} == {outlet.slug for outlet in OUTLETS}
    assert sum(not one.in_domain for one in found) >= 5


def test_labels_are_words_that_exist() -> None:
    topics = {topic.id for topic in load_topics()}
    events = {one.key for one in load_events()[1]}
    for one in edition.articles(date(2026, 11, 26)):
        assert set(one.topics) <= topics, one.title
        assert one.event is None or one.event in events, one.title
        assert bool(one.topics) == one.in_domain, one.title
        for surname, opening in one.quotes:
            assert opening in one.text, (one.title, surname)


def test_an_outlet_says_not_modified_by_tag_or_by_date() -> None:
    with serve(date(2026, 11, 26)) as ports:
        port = ports["care-weekly"]
        status, body, headers = ask(port, "/feed.xml")
        assert (status, headers["Content-Type"]) == (200, "application/rss+xml; charset=utf-8")
        assert body.startswith(b"<?xml")
        assert ask(port, "/feed.xml", If_None_Match=headers["ETag"])[:2] == (304, b"")
        assert ask(port, "/feed.xml", If_Modified_Since=headers["Last-Modified"])[0] == 304
        assert ask(port, "/feed.xml", If_None_Match='"old"', If_Modified_Since=headers["Last-Modified"])[0] == 200
        assert ask(port, "/feed.xml", If_Modified_Since="Thu, 20 Oct 2011 09:00:00 GMT")[0] == 200
        assert ask(port, "/nothing")[0] == 404
        assert ask(port, "/jobs")[0] == 200


def test_a_taken_port_is_passed_over_at_first_and_told_later(monkeypatch: pytest.MonkeyPatch) -> None:
    today = date(2026, 11, 26)
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(outlets, "PREFERRED_PORTS", [port, 0, 0, 0, 0])
        with serve(today) as ports:
            assert ports["care-weekly"] != port
        with (
            pytest.raises(PortTaken, match="Is another demonstration running"),
            serve(today, {**ports, "care-weekly": port}),
        ):
            pass


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("day", [date(2026, 11, 26), date(2027, 3, 28), date(2027, 10, 31)], ids=str)
def test_at_every_hour_all_of_the_edition_is_out(day: date, hour: int) -> None:
    now = datetime(day.year, day.month, day.day, hour, 1, tzinfo=UTC)
    found = edition.articles(edition.edition_day(now))
    assert max(one.updated for one in found) <= now

"""Pages and hosts are taken by one worker at a time, and a walk through an archive goes on where it stopped."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from db import archives, frontier
from db.engine import Database
from db.seeding import plant
from db.sources import everything

HOUR = timedelta(hours=1)


@pytest.fixture
def source(db: Database) -> int:
    plant(db)
    return everything(db)[0].id


def want(db: Database, source: int, now: datetime, *, title: str = "A", page: str = "1") -> bool:
    url = f"https://weekly.example/{page}"
    return frontier.want(
        db, source_id=source, host="https://weekly.example:443", url=url, url_key=url[8:], entry={"title": title}, now=now
    )  # fmt: skip


def test_a_host_is_held_by_one_worker_until_it_gives_it_back(db: Database, now: datetime) -> None:
    host = "https://weekly.example:443"
    assert frontier.lease_host(db, host, "one", now, now + HOUR)
    assert not frontier.lease_host(db, host, "two", now, now + HOUR)
    assert frontier.next_turn(db, host) is None
    frontier.release_host(db, host, "two", now)
    assert not frontier.lease_host(db, host, "two", now, now + HOUR)
    frontier.release_host(db, host, "one", now + HOUR)
    assert frontier.next_turn(db, host) == now + HOUR
    assert not frontier.lease_host(db, host, "two", now, now + HOUR)
    assert frontier.lease_host(db, host, "two", now + HOUR, now + 2 * HOUR)


def test_a_host_of_a_dead_worker_is_free_when_its_lease_ends(db: Database, now: datetime) -> None:
    assert frontier.lease_host(db, "https://a.example:443", "dead", now, now + HOUR)
    assert frontier.lease_host(db, "https://a.example:443", "two", now + 2 * HOUR, now + 3 * HOUR)


def test_a_page_is_wanted_once_until_its_feed_says_something_new(db: Database, source: int, now: datetime) -> None:
    assert want(db, source, now)
    assert not want(db, source, now)
    (page,) = frontier.claim(db, source, "one", now, now + HOUR, 10)
    assert (page.entry, page.attempts) == ({"title": "A"}, 1)
    assert frontier.finish(db, page.id, "one")
    assert not want(db, source, now)
    assert want(db, source, now, title="B")
    (again,) = frontier.claim(db, source, "one", now, now + HOUR, 10)
    assert (again.id, again.entry, again.attempts) == (page.id, {"title": "B"}, 1)


def test_a_page_is_claimed_by_one_worker_and_taken_over_from_a_dead_one(
    db: Database, source: int, now: datetime
) -> None:
    want(db, source, now)
    assert frontier.waiting_sources(db, now) == {source}
    (page,) = frontier.claim(db, source, "dead", now, now + HOUR, 10)
    assert frontier.waiting_sources(db, now) == set()
    assert frontier.claim(db, source, "two", now, now + HOUR, 10) == []
    (taken,) = frontier.claim(db, source, "two", now + 2 * HOUR, now + 3 * HOUR, 10)
    assert (taken.id, taken.attempts) == (page.id, 2)
    assert not frontier.finish(db, page.id, "dead")
    assert frontier.finish(db, page.id, "two")


def test_a_page_that_is_put_back_waits_for_its_time(db: Database, source: int, now: datetime) -> None:
    want(db, source, now)
    (page,) = frontier.claim(db, source, "one", now, now + HOUR, 10)
    frontier.put_back(db, page.id, "one", now + HOUR, "The server is busy." + "x" * 1000)
    assert frontier.claim(db, source, "one", now, now + HOUR, 10) == []
    assert [one.attempts for one in frontier.claim(db, source, "one", now + HOUR, now + 2 * HOUR, 10)] == [2]


def test_a_page_that_cannot_be_had_is_asked_no_more(db: Database, source: int, now: datetime) -> None:
    want(db, source, now)
    (page,) = frontier.claim(db, source, "one", now, now + HOUR, 10)
    frontier.give_up(db, page.id, "one", "There is no such page.")
    assert frontier.claim(db, source, "one", now + 9 * HOUR, now + 10 * HOUR, 10) == []
    assert frontier.waiting_sources(db, now + 9 * HOUR) == set()


def test_a_walk_through_an_archive_goes_on_where_it_stopped(db: Database, source: int, now: datetime) -> None:
    span = (date(2011, 10, 1), date(2011, 10, 31))
    walk = archives.begin(db, source, *span, now)
    assert (walk.since, walk.until, walk.next_url, walk.pages, walk.ended_at) == (*span, None, 0, None)
    archives.advance(db, walk, "https://weekly.example/archive?page=2")
    later = archives.begin(db, source, *span, now + HOUR)
    assert (later.id, later.next_url, later.pages) == (walk.id, "https://weekly.example/archive?page=2", 1)
    archives.finish(db, later, now + HOUR)
    ended = archives.begin(db, source, *span, now + 2 * HOUR)
    assert (ended.id, ended.next_url, ended.ended_at) == (walk.id, None, now + HOUR)
    assert archives.begin(db, source, date(2011, 9, 1), span[1], now).id != walk.id

"""How sources do, in words that say what to do next."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from db import health, sources
from db.engine import Database
from db.health import Fetch, Health, Probe
from db.seeding import plant
from db.sources import Fetched, SourceNotFound


@pytest.fixture
def dfe(db: Database) -> int:
    plant(db)
    (source,) = sources.named(db, ["dfe"])
    return source.id


def one(**more: object) -> Health:
    values: dict[str, object] = dict.fromkeys(Health.__slots__)
    known = {
        "slug": "s",
        "home": "https://s.example/",
        "status": "on",
        "poll_minutes": 60,
        "failures": 0,
        "changed_ids": 0,
    }
    return Health(**{**values, **known, **more})  # type: ignore[arg-type]


def test_each_state_of_a_source_has_its_words_and_the_next_step(now: datetime) -> None:
    assert one(status="off").words(now) == "switched off"
    assert one(status="off").advice(now) is None
    assert "looked at it" in one(status="unproven").words(now)
    assert "sources check s" in str(one(status="unproven").advice(now))
    assert one(status="unproven", probe="It answers.").advice(now) == "It answers."
    assert one(poll_minutes=0).words(now) == "never crawled; editors link to it"
    assert one(gone_at=now).words(now) == "gone for good"
    assert one(error="It broke.").words(now) == "failing"
    assert one(error="It broke.").advice(now) == "It broke."
    assert one().words(now) == "not asked yet"
    assert one(succeeded_at=now).words(now) == "well"
    assert one(succeeded_at=now).advice(now) is None
    assert "Correct its address" in str(one(succeeded_at=now, moved_to="https://n.example/").advice(now))


def test_a_silent_source_is_told_within_a_day(now: datetime) -> None:
    quiet = one(succeeded_at=now, newest_at=now - timedelta(days=9), rhythm_hours=24.0)
    assert quiet.words(now) == "silent for 9 days; it usually brings something every 24 hours"
    assert "https://s.example/" in str(quiet.advice(now))
    assert health.in_words(timedelta(minutes=20)) == "hour"


def test_a_source_that_we_ourselves_forgot_is_told_within_a_day(now: datetime) -> None:
    asked = one(succeeded_at=now, fetched_at=now)
    assert asked.words(now + timedelta(hours=25)) == "well"
    assert asked.words(now + timedelta(hours=27)) == "not asked for 27 hours"
    assert "commonthread work" in str(asked.advice(now + timedelta(hours=27)))
    assert one(poll_minutes=0, fetched_at=now).advice(now + timedelta(days=9)) is None


def test_the_last_thirty_fetches_of_a_source_are_kept(dfe: int, db: Database, now: datetime) -> None:
    for number in range(40):
        health.note_fetch(db, dfe, Fetch(now + timedelta(hours=number), "ok", 200, number, None))
    assert health.sweep(db) == 10
    kept = health.fetches(db, "dfe")
    assert [fetch.new_articles for fetch in kept] == list(range(39, 9, -1))


def test_a_source_without_articles_has_no_rhythm(dfe: int, db: Database) -> None:
    assert health.note_rhythm(db, dfe) is None


def test_a_probe_is_kept_and_told(dfe: int, db: Database, now: datetime) -> None:
    for words in ("first", "second"):
        health.note_probe(db, "dfe", Probe(200, "allowed", 20, now, words), now)
    assert health.of(db, "dfe").probe == "second"
    assert next(source for source in health.every(db) if source.slug == "dfe").probed_at == now


def test_a_source_that_nobody_knows_is_told(db: Database) -> None:
    with pytest.raises(SourceNotFound, match="no-such"):
        health.of(db, "no-such")


def test_a_move_is_believed_after_some_days_and_forgotten_when_it_ends(dfe: int, db: Database, now: datetime) -> None:
    def address(days: float) -> str:
        (source,) = sources.named(db, ["dfe"])
        return source.address(now + timedelta(days=days))

    sources.note_success(db, dfe, Fetched(200, None, None, None, None), now, now)
    own = address(0)
    for day in (0, 1, 2):
        health.note_move(db, dfe, own, "https://new.example/feed", now + timedelta(days=day))
    assert (address(2.9), address(3)) == (own, "https://new.example/feed")
    health.note_move(db, dfe, own, "https://newer.example/feed", now + timedelta(days=3))
    assert address(4) == own
    health.note_move(db, dfe, own, None, now + timedelta(days=4))
    assert address(30) == own

"""A pause sends nothing before its day, and what was missed is known until a digest has told of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from db import subscriptions
from db.subscriptions import PLAIN, Consent, More

BACK = date(2026, 12, 3)


def joined(db, now, more=PLAIN):  # type: ignore[no-untyped-def]
    consent = Consent("Yes.", now, "test")
    return subscriptions.subscribe(db, "anna@example.org", ("daily", "weekly"), ("send",), consent, now, more)


def due(db, day: date) -> list[subscriptions.Due]:  # type: ignore[no-untyped-def]
    return subscriptions.due(db, "daily", 1, 0, 10, day)


def test_who_is_due_brings_all_they_chose(db, now) -> None:  # type: ignore[no-untyped-def]
    more = More(("Wales", "Northern Ireland"), ("ncasc",), "headlines", "18:00")
    anna = joined(db, now, more)
    (one,) = due(db, now.date())
    assert (one.topics, one.nations, one.events) == (("send",), more.nations, more.events)
    assert (one.density, one.delivery, one.paused_from, one.paused_until) == ("headlines", "18:00", None, None)
    assert (one.wanted.topics, one.wanted.nations, one.wanted.events) == (("send",), more.nations, more.events)
    kept = subscriptions.of(db, anna.id)
    assert {(s.nations, s.events, s.density, s.delivery) for s in kept} == {
        (more.nations, more.events, "headlines", "18:00")
    }


def test_nothing_is_sent_before_the_day_of_return(db, now) -> None:  # type: ignore[no-untyped-def]
    anna = joined(db, now)
    subscriptions.pause(db, anna, BACK, now)
    assert due(db, BACK - timedelta(days=1)) == []
    (one,) = due(db, BACK)
    assert (one.paused_from, one.paused_until) == (now.date(), BACK)
    london_eve = datetime(2026, 12, 2, 23, 59, tzinfo=UTC)
    assert not subscriptions.wanting(db, [anna.address], "weekly", london_eve)
    assert subscriptions.wanting(db, [anna.address], "weekly", london_eve + timedelta(minutes=1))


def test_a_summer_day_begins_at_midnight_in_london(db, now) -> None:  # type: ignore[no-untyped-def]
    anna = joined(db, now)
    subscriptions.pause(db, anna, date(2027, 7, 1), now)
    assert not subscriptions.wanting(db, [anna.address], "daily", datetime(2027, 6, 30, 22, 59, tzinfo=UTC))
    assert subscriptions.wanting(db, [anna.address], "daily", datetime(2027, 6, 30, 23, 0, tzinfo=UTC))


def test_who_comes_back_early_is_told_of_what_they_missed_once(db, now) -> None:  # type: ignore[no-untyped-def]
    anna = joined(db, now)
    subscriptions.pause(db, anna, BACK, now)
    back = now + timedelta(days=2)
    subscriptions.resume(db, anna, back)
    (one,) = due(db, back.date())
    assert (one.paused_from, one.paused_until) == (now.date(), back.date())
    subscriptions.caught_up(db, anna.id, "daily", back.date())
    (one,) = due(db, back.date())
    assert (one.paused_from, one.paused_until) == (None, None)
    weekly = next(one for one in subscriptions.of(db, anna.id) if one.period == "weekly")
    assert weekly.paused_from == now.date(), "the weekly has not told of it yet"


def test_a_pause_that_goes_on_keeps_its_first_day(db, now) -> None:  # type: ignore[no-untyped-def]
    anna = joined(db, now)
    subscriptions.pause(db, anna, BACK, now)
    subscriptions.caught_up(db, anna.id, "daily", BACK - timedelta(days=1))
    subscriptions.pause(db, anna, BACK + timedelta(days=7), now + timedelta(days=7))
    assert {one.paused_from for one in subscriptions.of(db, anna.id)} == {now.date()}
    subscriptions.resume(db, anna, now + timedelta(days=60))
    assert {one.paused_until for one in subscriptions.of(db, anna.id)} == {BACK + timedelta(days=7)}

"""When to ask a source again, and when its silence is strange."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.rules.rhythm import next_visit, silence, usual_gap

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_a_rhythm_is_believed_from_five_articles_on() -> None:
    moments = [NOW - timedelta(days=n) for n in range(4)]
    assert usual_gap(moments) is None
    assert usual_gap([*moments, NOW - timedelta(days=20)]) == timedelta(days=1)


@pytest.mark.parametrize(
    ("gap", "minutes"),
    [
        (None, 60),
        (timedelta(0), 15),
        (timedelta(hours=2), 30),
        (timedelta(hours=8), 120),
        (timedelta(days=30), 240),
    ],
)
def test_a_source_is_asked_by_its_rhythm_within_bounds(gap: timedelta | None, minutes: int) -> None:
    wait = next_visit("dfe", 60, gap, NOW) - NOW
    assert abs(wait - timedelta(minutes=minutes)) <= 0.051 * timedelta(minutes=minutes)
    assert next_visit("dfe", 60, gap, NOW) - NOW == wait, "the same on the same day"


def test_a_busy_source_is_asked_every_quarter_of_an_hour_at_most_and_a_rare_one_each_day() -> None:
    assert next_visit("a", 1, timedelta(0), NOW) - NOW < timedelta(minutes=16)
    assert next_visit("a", 1440, timedelta(days=90), NOW) - NOW <= timedelta(days=1.05)


def test_silence_is_strange_only_beside_what_is_usual() -> None:
    assert silence(None, timedelta(days=1), NOW) is None
    assert silence(NOW - timedelta(days=30), None, NOW) is None
    assert silence(NOW - timedelta(days=1.5), timedelta(hours=1), NOW) is None
    assert silence(NOW - timedelta(days=5), timedelta(days=1), NOW) == timedelta(days=5)
    assert silence(NOW - timedelta(days=5), timedelta(days=2), NOW) is None

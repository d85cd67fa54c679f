"""Editions in London time: windows meet without gap or overlap through clock changes and years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.editions import PERIODS, NoEdition, Period, delivery, due, latest, latest_weekday, window
from db.rules.workdays import is_working_day


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_monday_covers_the_weekend() -> None:
    edition = window("daily", date(2026, 11, 23))
    assert (edition.opens, edition.closes) == (_at("2026-11-20T06:30Z"), _at("2026-11-23T06:30Z"))


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 22)])
def test_no_daily_at_the_weekend(day: date) -> None:
    with pytest.raises(NoEdition, match="working days"):
        window("daily", day)


@pytest.mark.parametrize("day", [date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 29)])
def test_no_daily_on_a_bank_holiday_and_the_next_one_covers_it(day: date) -> None:
    with pytest.raises(NoEdition, match="bank holiday"):
        window("daily", day)


def test_the_first_daily_after_the_holidays_begins_where_the_last_one_ended() -> None:
    assert window("daily", date(2026, 12, 29)).opens == window("daily", date(2026, 12, 24)).closes
    assert latest("daily", _at("2026-12-27T12:00Z")).day == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("day", "hour", "at"),
    [
        (date(2026, 11, 30), "06:45", "2026-11-30T06:45Z"),
        (date(2026, 7, 1), "12:30", "2026-07-01T11:30Z"),
        (date(2026, 10, 26), "18:00", "2026-10-26T18:00Z"),
    ],
)
def test_a_reader_gets_the_daily_at_their_hour_in_london(day: date, hour: str, at: str) -> None:
    assert delivery("daily", day, hour) == _at(at)
    assert delivery("weekly", date(2026, 11, 27), hour) == _at("2026-11-27T16:00Z")


def test_no_weekly_but_on_friday_and_the_next_one_is_named() -> None:
    with pytest.raises(NoEdition, match="2026-11-27"):
        window("weekly", date(2026, 11, 26))


@pytest.mark.parametrize(
    ("day", "closes", "hours"),
    [
        (date(2026, 3, 30), "2026-03-30T05:30Z", 71),  # the clock went forward on the 29th
        (date(2026, 10, 26), "2026-10-26T06:30Z", 73),  # and back on the 25th
        (date(2011, 10, 20), "2011-10-20T05:30Z", 24),
    ],
)
def test_the_hour_is_londons_through_clock_changes(day: date, closes: str, hours: int) -> None:
    edition = window("daily", day)
    assert edition.closes == _at(closes)
    assert edition.closes - edition.opens == timedelta(hours=hours)


@pytest.mark.parametrize("period", ["daily", "weekly"])
def test_windows_of_ten_years_meet_without_gap_or_overlap(period) -> None:  # type: ignore[no-untyped-def]
    before = None
    for number in range(3653):
        try:
            edition = window(period, date(2020, 1, 1) + timedelta(days=number))
        except NoEdition:
            continue
        assert before is None or before.closes == edition.opens
        assert edition.opens < edition.closes < edition.expires
        before = edition


def test_the_weekly_of_iso_week_53_is_on_new_years_day() -> None:
    edition = window("weekly", date(2021, 1, 1))
    assert edition.day.isocalendar()[:2] == (2020, 53)
    assert edition.opens == _at("2020-12-25T16:00Z")


def test_an_edition_is_due_from_its_close_until_it_expires() -> None:
    assert latest("daily", _at("2026-11-26T06:29:59Z")).day == date(2026, 11, 25)
    assert latest("daily", _at("2026-11-26T06:30Z")).day == date(2026, 11, 26)
    assert due("daily", _at("2026-11-26T23:59Z")) is not None
    assert due("daily", _at("2026-11-27T00:00Z")) is None
    assert due("weekly", _at("2026-11-30T15:59Z")) is not None
    assert due("weekly", _at("2026-11-30T16:00Z")) is None
    assert latest("daily", _at("2026-11-22T12:00Z")).day == date(2026, 11, 20)


@given(st.datetimes(datetime(2011, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)), st.sampled_from(PERIODS))
def test_the_newest_edition_is_never_after_the_newest_weekday_and_the_same_without_holidays(
    now: datetime, period: Period
) -> None:
    day = latest_weekday(period, now)
    assert latest(period, now).day <= day
    if period == "weekly" or is_working_day(day):
        assert latest(period, now).day == day

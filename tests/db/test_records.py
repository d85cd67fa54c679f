"""Rows become records, values become what both engines store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from db.clock import moment, stamp
from db.records import bind, make


@dataclass(frozen=True)
class Everything:
    name: str
    at: datetime | None
    day: date | None
    shown: bool
    topics: tuple[str, ...]
    extra: dict[str, str] | None


def test_a_row_becomes_a_record_with_its_types() -> None:
    row = ("a", "2011-10-20T09:30:00.000Z", "2011-10-20", 1, '["case-reviews"]', '{"a": "b"}')
    record = make(Everything, row)
    assert record == Everything(
        "a", datetime(2011, 10, 20, 9, 30, tzinfo=UTC), date(2011, 10, 20), True, ("case-reviews",), {"a": "b"}
    )


def test_empty_columns_stay_none() -> None:
    assert make(Everything, ("a", None, None, 0, "[]", None)).at is None


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(TypeError, match="6 fields, the row has 1"):
        make(Everything, ("a",))


def test_values_become_what_both_engines_store() -> None:
    berlin = timezone(timedelta(hours=1))
    assert bind({"at": datetime(2011, 10, 20, 10, 30, tzinfo=berlin), "on": date(2011, 10, 20), "yes": True}) == {
        "at": "2011-10-20T09:30:00.000Z",
        "on": "2011-10-20",
        "yes": 1,
    }
    assert bind({"list": ("a", "b"), "none": None, "n": 3, "x": 1.5}) == {
        "list": '["a", "b"]',
        "none": None,
        "n": 3,
        "x": 1.5,
    }


@given(st.text())
def test_any_text_can_be_stored(text: str) -> None:
    stored = bind({"text": text})["text"]
    assert "\x00" not in stored
    stored.encode("utf-8")


def test_a_text_of_a_kind_of_its_own_is_stored_as_text() -> None:
    assert bind({"html": Markup("<p>nul\0</p>")}) == {"html": "<p>nul</p>"}


def test_a_lone_surrogate_is_replaced_not_fatal() -> None:
    assert bind({"text": "caf\ud800e"})["text"] == "caf?e"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        stamp(datetime(2011, 10, 20))


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_moments_survive_to_the_millisecond_and_sort_as_text(value: datetime) -> None:
    back = moment(stamp(value))
    assert abs(back - value) < timedelta(milliseconds=1)
    assert stamp(back) == stamp(value)

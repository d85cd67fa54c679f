"""Requests to a host keep their distance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.pacing import LONGEST_PAUSE, LONGEST_RETRY, pause, retry_after

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_the_largest_wish_counts():
    assert pause(2, 5, 3) == timedelta(seconds=5)
    assert pause(2, None, 10) == timedelta(seconds=10)
    assert pause(2) == timedelta(seconds=2)


def test_a_host_allowed_for_tests_waits_for_nothing():
    assert pause(2, 5, 3, allowed=True) == timedelta(0)


def test_an_absurd_crawl_delay_is_capped():
    assert pause(2, None, 1e12) == LONGEST_PAUSE
    assert pause(0, -4, float("inf")) == LONGEST_PAUSE


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("1.5", 2),
        ("0", 0),
        ("Thu, 26 Nov 2026 09:10:00 GMT", 600),
        ("Thu, 26 Nov 2026 08:00:00 GMT", 0),
        ("Thu, 26 Nov 2026 09:10:00 -0000", 600),
        ("9" * 400, LONGEST_RETRY.total_seconds()),
        ("Fri, 26 Nov 2027 09:10:00 GMT", LONGEST_RETRY.total_seconds()),
    ],
)
def test_both_forms_of_retry_after_are_understood_and_capped(value, seconds):
    assert retry_after(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", [None, "", "soon", "-5", "١٢", "Thu, 99 Nov 2026 09:10:00 GMT", "1e9"])
def test_a_retry_after_that_says_nothing_is_none(value):
    assert retry_after(value, NOW) is None


@given(st.text(max_size=40))
def test_no_retry_after_goes_beyond_its_cap(value):
    wait = retry_after(value, NOW)
    assert wait is None or timedelta(0) <= wait <= LONGEST_RETRY

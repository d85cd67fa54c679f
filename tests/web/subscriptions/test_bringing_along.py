"""Operators bring subscribers along with their consent and take them out again; no row without evidence."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import subscriptions
from db.subscriptions import Consent, More
from web.subscriptions.exporting import take_out
from web.subscriptions.importing import BadFile, take_in
from web.subscriptions.sheet import bare, shielded

HEAD = "address,period,topics,confirmed_at,wording"
GOOD = "2026-11-02T08:00:00Z,Send me the weekly."


def out(db) -> str:  # type: ignore[no-untyped-def]
    file = io.StringIO(newline="")
    take_out(db, file)
    return file.getvalue()


def refusals(db, now, *rows: str, head: str = HEAD) -> list[tuple[int, str]]:  # type: ignore[no-untyped-def]
    return [(one.line, one.why) for one in take_in(db, io.StringIO("\n".join((head, *rows)), newline=""), now)[1]]


@pytest.fixture(autouse=True)
def seeded(newsroom) -> None:  # type: ignore[no-untyped-def]
    """Have the topics and the events of the sector."""


def test_more_columns_bring_all_choices(db, now) -> None:  # type: ignore[no-untyped-def]
    head = f"{HEAD},density,nations,delivery,events"
    row = f"a@example.org,daily,send adoption,{GOOD},headlines,northern-ireland wales,18:00,ncasc adcs"
    assert refusals(db, now, row, head=head) == []
    (one,) = subscriptions.of(db, 1)
    assert (one.topics, one.nations) == (("send", "adoption"), ("Northern Ireland", "Wales"))
    assert (one.events, one.density, one.delivery, one.source) == (("ncasc", "adcs"), "headlines", "18:00", "import")
    assert (one.wording, one.confirmed_at) == ("Send me the weekly.", datetime(2026, 11, 2, 8, tzinfo=UTC))


WRONG = (
    (f"nobody,daily,,{GOOD},,,,", "no mail address"),
    (f"a@example.org,,,{GOOD},,,,", "period is empty"),
    (f"a@example.org,monthly,,{GOOD},,,,", "expected daily or weekly"),
    (f"a@example.org,daily,trains,{GOOD},,,,", "there is no topic 'trains'"),
    (f"a@example.org,daily,,{GOOD},France,,,", "there is no nation 'France'"),
    (f"a@example.org,daily,,{GOOD},,olympics,,", "there is no event 'olympics'"),
    (f"a@example.org,daily,,{GOOD},,,tiny,", "expected summaries or headlines"),
    (f"a@example.org,daily,,{GOOD},,,,07:00", "expected 06:45 or 12:30 or 18:00"),
    ("a@example.org,daily,,,Yes.,,,,", "no evidence of consent: confirmed_at"),
    ("a@example.org,daily,,9999-12-31T23:59:59-14:00,Yes.,,,,", "no evidence of consent: confirmed_at"),
    ("a@example.org,daily,,2026-11-02,  ,,,,", "no evidence of consent: wording"),
    ("a@example.org,daily", "expected 9 fields, found 2"),
    (f"a@example.org,daily,,{GOOD},,,,,more", "expected 9 fields, found 10"),
)


def test_each_row_that_says_too_little_is_refused_by_its_line(db, now) -> None:  # type: ignore[no-untyped-def]
    found = refusals(db, now, *(cells for cells, _ in WRONG), head=f"{HEAD},nations,events,density,delivery")
    assert [line for line, _ in found] == list(range(2, 2 + len(WRONG)))
    for (_, why), (cells, words) in zip(found, WRONG, strict=True):
        assert words in why, cells
    assert list(subscriptions.everything(db)) == []


def test_lines_are_counted_as_an_editor_counts_them(db, now) -> None:  # type: ignore[no-untyped-def]
    rows = (
        'a@example.org,daily,,2026-11-02,"Two\nlines."', "", "nobody,daily,,2026-11-02,Yes.", f"b@example.org,daily,,{GOOD}"
    )  # fmt: skip
    assert [line for line, _ in refusals(db, now, *rows)] == [5]
    assert subscriptions.of(db, 1)[0].wording == "Two\nlines."


def test_a_cell_without_an_end_refuses_its_row_only(db, now) -> None:  # type: ignore[no-untyped-def]
    rows = (f"a@example.org,daily,,2026-11-02,{'x' * 200_000}", f"b@example.org,daily,,{GOOD}")
    ((line, why),) = refusals(db, now, *rows)
    assert (line, "field limit" in why) == (2, True)
    assert [one.address for one in subscriptions.everything(db)] == ["b@example.org"]


def test_another_header_is_no_file_of_ours(db, now) -> None:  # type: ignore[no-untyped-def]
    turned = "period,address,topics,confirmed_at,wording"
    for head in ("", "mail,when", turned, f"{HEAD},age", f"{HEAD},events,events", "x" * 200_000):
        with pytest.raises(BadFile, match="expected address,period,topics,confirmed_at,wording"):
            refusals(db, now, f"a@example.org,daily,,{GOOD}", head=head)


def test_what_is_taken_out_comes_in_again_the_same(db, join, now) -> None:  # type: ignore[no-untyped-def]
    join("a@example.org", topics=("send", "adoption"), more=More(("Wales",), ("ncasc",), "headlines", "12:30"))
    join("=cmd@example.org", periods=("weekly",))
    consent = Consent('=HYPERLINK("x"), "yes"\nand\r\nmore', now, "/topics/send")
    subscriptions.subscribe(db, "'+o'neil@example.org", ("daily",), (), consent, now)
    left, never = join("left@example.org"), join("never@example.org")
    subscriptions.leave(db, left, ["daily", "weekly"], now)
    subscriptions.suppress(db, never.address, "complained", now)
    text = out(db)
    assert "left@" not in text
    assert "never@" not in text
    assert not [row for row in csv.reader(io.StringIO(text, newline="")) for cell in row if cell[:1] in tuple("=+-@")]
    for address in {one.address for one in subscriptions.portable(db)}:
        subscriber = subscriptions.find(db, address)
        assert subscriber is not None
        subscriptions.leave(db, subscriber, ["daily", "weekly"], now - timedelta(days=1))
    subscriptions.forget_left(db, now + timedelta(days=29))
    taken, refused = take_in(db, io.StringIO(text, newline=""), now)
    assert (taken, refused) == (4, [])
    assert out(db) == text


def test_an_import_does_not_undo_what_an_owner_chose_since(db, now) -> None:  # type: ignore[no-untyped-def]
    row = f"a@example.org,daily,send,{GOOD}"
    refusals(db, now, row)
    anna = subscriptions.by_id(db, 1)
    subscriptions.choose(db, anna, "daily", ("adoption",), details=True)
    subscriptions.pause(db, anna, now.date() + timedelta(days=7), now)
    before = subscriptions.of(db, 1)
    assert refusals(db, now, row, row) == []
    assert subscriptions.of(db, 1) == before
    subscriptions.leave(db, anna, ["daily"], now)
    ((_, why),) = refusals(db, now, row)
    assert "left the daily after that consent" in why


def test_thousands_are_told_as_they_come(db, now) -> None:  # type: ignore[no-untyped-def]
    told: list[int] = []
    rows = [HEAD, *(f"reader{number}@example.org,weekly,,{GOOD}" for number in range(1201))]
    assert take_in(db, rows, now, told.append) == (1201, [])
    assert told == [501, 1001, 1202]


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.text())
def test_a_shielded_cell_is_its_text_again(text: str) -> None:
    assert bare(shielded(text)) == text
    assert not shielded(text).startswith(tuple("=+-@\t\r\n"))


LINE = st.one_of(st.text(), st.sampled_from([HEAD, '"', "\x00", f"a@example.org,daily,,{GOOD}"]))


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(LINE, max_size=6))
def test_any_file_is_read_or_refused_in_words(db, now, lines: list[str]) -> None:  # type: ignore[no-untyped-def]
    for one in refusals(db, now, *lines):
        assert one[1]

"""Everything goes out and comes in again, and a wrong line leaves nothing."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from db import subscriptions, transfer
from db.engine import Database, connect
from db.migrations import migrate
from db.subscriptions import Consent, More
from db.transfer import TransferError

SOURCE = {
    "kind": "source",
    "source_kind": "feed",
    "id": 7,
    "slug": "weekly",
    "name": "The Weekly",
    "home": "https://weekly.example/",
    "url": "https://weekly.example/feed",
    "display": "full",
    "licence": "ours",
    "access": "open",
    "nations": '["England"]',
    "poll_minutes": 60,
    "status": "on",
    "follow": 0,
    "retain_text_days": 30,
    "furniture": "[]",
    "selectors": "{}",
}


def source_line() -> str:
    return json.dumps(SOURCE)


def article(number: int, **more: object) -> str:
    row = {"kind": "article", "source": "weekly", "url": f"https://weekly.example/{number}", "title": f"Title {number}"}
    return json.dumps({**row, **more})


def test_an_export_taken_into_an_empty_database_is_the_same_export(db: Database, now: datetime, tmp_path) -> None:  # type: ignore[no-untyped-def]
    lines = [source_line(), *(article(number, published_at="2011-10-20T09:30:00.000Z") for number in range(3))]
    transfer.take_in(db, lines, now)
    first = list(transfer.export(db))
    assert [json.loads(line)["kind"] for line in first] == ["source", "article", "article", "article"]
    other = connect(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(other)
    done = transfer.take_in(other, first, now)
    assert done.added == {"source": 1, "article": 3}
    assert list(transfer.export(other)) == first
    other.close()


def test_taking_in_twice_adds_nothing(db: Database, now: datetime) -> None:
    lines = [source_line(), article(1)]
    transfer.take_in(db, lines, now)
    again = transfer.take_in(db, lines, now)
    assert again.read == {"source": 1, "article": 1}
    assert again.added == {"source": 0, "article": 0}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 2: not JSON"),
        ("[]", "line 2: expected an object"),
        ('{"kind": "novel"}', "line 2: kind 'novel' is not known"),
        ('{"kind": "topic", "colour": "red"}', "line 2: topic has no field 'colour'"),
        ('{"kind": "topic", "id": "a", "name": "A", "description": "x"}', "line 2: the field topic.position is needed"),
        ('{"kind": "topic", "id": "a", "name": "A", "description": "x", "position": "1"}', "expected integer"),
        ('{"kind": "article", "source": "nobody", "url": "https://a.example/", "title": "A"}', "no source 'nobody'"),
        ('{"kind": "article", "source": "weekly", "title": "A"}', "needs the fields 'url' and 'title'"),
        (article(1, published_at="yesterday"), "published_at is 'yesterday'"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_remains(db: Database, now: datetime, line: str, words: str) -> None:
    with pytest.raises(TransferError, match=words):
        transfer.take_in(db, [source_line(), line], now)
    assert list(transfer.export(db)) == []


def test_a_row_that_breaks_a_rule_names_its_lines(db: Database, now: datetime) -> None:
    row = {"kind": "tenure", "id": 1, "office_id": "none", "person": "A", "person_slug": "a", "confirmed": 1}
    with pytest.raises(TransferError, match=r"lines 1 to 1.*nothing was imported"):
        transfer.take_in(db, [json.dumps(row)], now)


def test_many_rows_come_in_by_batches(db: Database, now: datetime) -> None:
    done = transfer.take_in(db, [source_line(), *(article(number) for number in range(1200))], now)
    assert done.added == {"source": 1, "article": 1200}


def test_what_is_kept_no_more_is_passed_over(db: Database, now: datetime) -> None:
    row = json.dumps({"kind": "digest_mail_story", "run_id": 1, "subscriber_id": 2, "story_id": 3})
    assert transfer.take_in(db, [source_line(), row], now).read == {"source": 1}


def test_subscriptions_move_with_all_choices_and_old_exports_still_come_in(
    db: Database, now: datetime, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    more = More(("Northern Ireland",), ("ncasc",), "headlines", "18:00")
    consent = Consent("Yes.", now, "/topics/send")
    anna = subscriptions.subscribe(db, "a@example.org", ("daily",), ("send",), consent, now, more)
    subscriptions.pause(db, anna, now.date() + timedelta(days=7), now)
    first = list(transfer.export(db))
    other = connect(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(other)
    transfer.take_in(other, first, now)
    assert subscriptions.of(other, anna.id) == subscriptions.of(db, anna.id)
    other.close()
    new = {"nations", "events", "density", "delivery", "paused_from", "paused_until"}
    old = [{k: v for k, v in json.loads(line).items() if k not in new} for line in first]
    older = connect(f"sqlite:///{tmp_path / 'older.db'}")
    migrate(older)
    transfer.take_in(older, [json.dumps(row) for row in old], now)
    (one,) = subscriptions.of(older, anna.id)
    assert (one.topics, one.nations, one.events, one.density, one.delivery) == (("send",), (), (), "summaries", "06:45")
    assert (one.paused_from, one.paused_until) == (None, None)
    older.close()

"""An edition reaches each subscriber once, with what they chose, at their hour."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import html5lib
import pytest

from db import digests, outbox, retention, subscriptions
from db.changes import story_changed
from db.engine import Database
from db.rules.editions import NoEdition
from db.seeding import mark_as_sample
from db.settings import Settings
from web.digests import sending
from web.digests.previewing import Reader, changes, preview

DAY = date(2026, 11, 26)
SENT = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)


def test_each_gets_their_topics_once_and_a_second_start_writes_nothing(
    stories: Any, join: Any, mails: Any, text_of: Any, db: Database, settings: Settings
) -> None:
    join("whole")
    join("adoption", topics=("adoption",))
    join("nothing", topics=("youth-justice",))
    first = sending.send_edition(db, settings, "daily", DAY, SENT)
    again = sending.send_edition(db, settings, "daily", DAY, SENT)
    assert (first.written, first.mails, again.written, again.mails) == (2, 2, 0, 2)
    taken = mails()
    assert taken.keys() == {"whole@example.org", "adoption@example.org"}
    text = text_of(taken["adoption@example.org"])
    assert "Story 1 on adoption" in text
    assert "Story 0 on send" not in text


def test_a_mail_has_its_headers_its_rights_and_no_tracker(
    stories: Any, join: Any, mails: Any, db: Database, settings: Settings
) -> None:
    anna, ben = join("anna"), join("ben")
    sending.send_edition(db, settings, "daily", DAY, SENT)
    taken = mails()
    mail = taken[anna.address]
    assert mail["To"] == anna.address
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"https://thread.example/unsubscribe/{anna.secret}/daily" in mail["List-Unsubscribe"]
    assert "mailto:" in mail["List-Unsubscribe"]
    assert mail["Message-ID"] != taken[ben.address]["Message-ID"]
    assert anna.secret not in taken[ben.address].as_string()
    part = mail.get_body(("html",))
    assert part is not None
    html = part.get_content()
    html5lib.HTMLParser(strict=False).parse(html)
    assert not re.search(r"<img|<script|<link|<form|display:\s*(flex|grid)|position:|url\(", html)
    assert len(html.encode()) < 60_000
    assert "Word " * 45 not in html
    assert html.count("<h2") == 7
    assert ".invalid" not in mail.as_string()
    assert max(len(line) for line in html.encode().splitlines()) < 998


def test_a_crowded_day_stays_under_the_weight_and_says_how_many_more(
    newsroom: Any, join: Any, mails: Any, text_of: Any, client: Any, db: Database, settings: Settings
) -> None:
    long = "A headline that is as long as the longest that any outlet of the sector has been seen to write"
    for number in range(90):
        newsroom.article(f"{long} {number}", at=SENT - timedelta(hours=5), summary="Word " * 40)
    join("anna")
    sending.send_edition(db, settings, "daily", DAY, SENT)
    (mail,) = mails().values()
    part = mail.get_body(("html",))
    assert part is not None
    assert len(part.get_content().encode()) < 60_000
    assert "23 more stories" in text_of(mail)
    assert client.get("/digests/daily/2026-11-26").get_data(as_text=True).count("/stories/") >= 90


def test_the_subject_says_the_main_thing_and_no_number(stories: Any, db: Database, settings: Settings) -> None:
    content = preview(db, settings, "daily", DAY, SENT)
    assert content is not None
    assert content.subject in ("Told elsewhere", "Story 7 on adoption")
    mark_as_sample(db)
    sample = preview(db, settings, "daily", DAY, SENT)
    assert sample is not None
    assert sample.subject.startswith("[Sample]")
    assert "sample edition" in sample.text


def test_details_of_harm_stay_on_their_page_unless_asked_for(
    newsroom: Any, join: Any, mails: Any, person: Any, db: Database, settings: Settings
) -> None:
    newsroom.article("A case before the court", at=SENT - timedelta(hours=5), summary="The boy was beaten and starved.")
    calm, all_of_it = join("calm"), join("everything")
    subscriptions.choose(db, all_of_it, "daily", (), details=True)
    sending.send_edition(db, settings, "daily", DAY, SENT)
    seen = preview(db, settings, "daily", DAY, SENT, Reader(all_of_it.address))
    assert seen is not None
    assert "beaten" in seen.html
    texts = {address: mail.as_string() for address, mail in mails().items()}
    assert "Content note: violence against a child" in texts[calm.address]
    assert "beaten" not in texts[calm.address]
    assert "beaten and starved" in texts[all_of_it.address]


def test_headlines_are_enough_for_who_wants_no_more(
    stories: Any, join: Any, mails: Any, text_of: Any, db: Database, settings: Settings
) -> None:
    join("brief", density="headlines")
    sending.send_edition(db, settings, "daily", DAY, SENT)
    (mail,) = mails().values()
    assert "Word" not in text_of(mail)
    assert "WHAT MATTERS MOST" in text_of(mail)
    assert text_of(mail).count("/stories/") == 9


def test_each_gets_the_daily_at_their_hour(
    stories: Any, join: Any, mails: Any, db: Database, settings: Settings
) -> None:
    for name, hour in (("early", "06:45"), ("noon", "12:30"), ("evening", "18:00")):
        join(name, delivery=hour)
    sending.send_edition(db, settings, "daily", DAY, datetime(2026, 11, 26, 6, 30, tzinfo=UTC))
    assert mails(datetime(2026, 11, 26, 6, 44, tzinfo=UTC)) == {}
    assert mails(datetime(2026, 11, 26, 6, 45, tzinfo=UTC)).keys() == {"early@example.org"}
    assert mails(datetime(2026, 11, 26, 12, 30, tzinfo=UTC)).keys() == {"noon@example.org"}
    assert mails(datetime(2026, 11, 26, 18, 0, tzinfo=UTC)).keys() == {"evening@example.org"}


def test_an_edition_is_sent_neither_too_early_nor_too_late(stories: Any, db: Database, settings: Settings) -> None:
    with pytest.raises(sending.EditionOver, match="closes at"):
        sending.send_edition(db, settings, "daily", DAY, SENT - timedelta(hours=2))
    with pytest.raises(sending.EditionOver, match="too old"):
        sending.send_edition(db, settings, "daily", DAY, SENT + timedelta(days=1))
    with pytest.raises(NoEdition, match="Saturday"):
        sending.send_edition(db, settings, "daily", date(2026, 11, 28), SENT)


def test_what_is_due_is_sent_at_its_hour(stories: Any, join: Any, db: Database, settings: Settings) -> None:
    join("whole", periods=("daily", "weekly"))
    assert [one.run.period for one in sending.send_due(db, settings, SENT)] == ["daily"]
    assert {one.run.period: one.mails for one in sending.send_due(db, settings, FRIDAY)} == {"daily": 0, "weekly": 1}


def test_a_crash_between_batches_loses_and_doubles_nobody(
    stories: Any, join: Any, mails: Any, db: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        join(f"reader{number}")
    monkeypatch.setattr(sending, "BATCH", 2)
    real, calls = digests.note_mails, []

    def breaks(*arguments: Any) -> int:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("killed")
        return real(*arguments)

    monkeypatch.setattr(digests, "note_mails", breaks)
    with pytest.raises(RuntimeError):
        sending.send_edition(db, settings, "daily", DAY, SENT)
    looked: list[int] = []
    assert sending.send_edition(db, settings, "daily", DAY, SENT, looked.append).mails == 7
    assert sum(looked) == 3
    assert len(mails()) == 7


def test_the_web_copy_lists_the_run_and_drops_what_is_hidden(
    stories: Any, client: Any, db: Database, settings: Settings
) -> None:
    sending.send_edition(db, settings, "daily", DAY, SENT)
    assert "The daily of Thursday 26 November 2026" in client.get("/digests").get_data(as_text=True)
    page = client.get("/digests/daily/2026-11-26").get_data(as_text=True)
    assert "Told elsewhere" in page
    assert "Told elsewhere" in client.get("/digests.atom").get_data(as_text=True)
    with db.write():
        db.run("placements.empty", story_id=9)
        story_changed(db, 9, SENT, removed=True)
    assert "Told elsewhere" not in client.get("/digests/daily/2026-11-26").get_data(as_text=True)
    for wrong in (
        "/digests/monthly/2026-11-26",
        "/digests/daily/2026-11-31",
        "/digests/daily/x",
        "/digests/daily/2026-11-25",
    ):
        assert client.get(wrong).status_code == 404


def test_a_preview_for_a_subscriber_is_theirs(stories: Any, join: Any, db: Database, settings: Settings) -> None:
    join("adoption", topics=("adoption",))
    content = preview(db, settings, "daily", DAY, SENT, Reader("adoption@example.org"))
    assert content is not None
    assert "on send" not in content.text
    assert "your-own-link" in content.text
    with pytest.raises(Exception, match="no subscriber"):
        preview(db, settings, "daily", DAY, SENT, Reader("x@example.org"))
    with pytest.raises(Exception, match="there are: whole-picture"):
        preview(db, settings, "daily", DAY, SENT, Reader(sample="nobody"))
    assert preview(db, settings, "daily", date(2026, 11, 20), SENT) is None


def test_a_preview_says_what_is_different_from_the_edition_before(
    stories: Any, db: Database, settings: Settings
) -> None:
    said = changes(db, settings, "daily", DAY, SENT, Reader(sample="manager-headlines"))
    assert said == ""
    whole = changes(db, settings, "daily", DAY, SENT)
    assert whole.startswith("--- daily of 2026-11-25\n+++ daily of 2026-11-26")
    assert re.search(r"^\+\d+\. Story", whole, re.MULTILINE)


def test_a_story_that_moved_in_time_is_brought_to_nobody_twice(
    stories: Any, join: Any, mails: Any, text_of: Any, db: Database, settings: Settings
) -> None:
    join("whole")
    sending.send_edition(db, settings, "daily", DAY, SENT)
    mails()
    run = digests.open_run(db, sending.window("daily", date(2026, 11, 27)), [1, 2], FRIDAY - timedelta(hours=9))
    assert digests.repeated(db, run) == {1, 2}
    newsroom_story = stories.article("Something new", at=SENT + timedelta(hours=3))
    with db.write():
        db.run("digests.add_story", run_id=run.id, story_id=newsroom_story, position=3)
    sending.send_edition(db, settings, "daily", date(2026, 11, 27), FRIDAY - timedelta(hours=8))
    (mail,) = mails(FRIDAY).values()
    assert "Something new" in text_of(mail)
    assert "Story" not in text_of(mail)


def test_a_reader_who_was_away_hears_once_what_they_missed(
    stories: Any, join: Any, mails: Any, text_of: Any, db: Database, settings: Settings
) -> None:
    away, here = join("away"), join("here")
    stories.article("While you were away", at=SENT - timedelta(days=3))
    subscriptions.pause(db, away, DAY, SENT - timedelta(days=5))
    sending.send_edition(db, settings, "daily", date(2026, 11, 24), SENT - timedelta(days=2))
    assert set(mails(SENT - timedelta(days=1))) == {here.address}
    sending.send_edition(db, settings, "daily", DAY, SENT)
    taken = mails()
    assert "SINCE YOU WERE AWAY\n\n- While you were away" in text_of(taken[away.address])
    assert "While you were away" not in text_of(taken[here.address])
    (own,) = subscriptions.of(db, away.id)
    assert own.paused_from is None


def test_who_got_what_is_forgotten_in_time(stories: Any, join: Any, db: Database, settings: Settings) -> None:
    join("whole")
    sent = sending.send_edition(db, settings, "daily", DAY, SENT)
    retention.run(db, settings, SENT + timedelta(days=59))
    assert digests.mails(db, sent.run.id) == 1
    retention.run(db, settings, SENT + timedelta(days=62))
    assert digests.mails(db, sent.run.id) == 0
    assert not digests.in_work(db) or outbox.counts(db)

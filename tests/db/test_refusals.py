"""What the rooms of db refuse, or say where something is not known."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from db import articles, digests, events, moderation, people, placements, sources
from db.engine import Database
from db.engines import postgres
from db.errors import CommentNotFound, DatabaseFull, NotFound
from db.moderation import ModerationRefused
from db.people import Tenure
from db.rules import handles
from db.rules.editions import window
from db.sources import SourceNotFound
from db.types import Mention


def test_an_answer_stays_under_the_story_of_what_it_answers(newsroom, db: Database, now: datetime) -> None:  # type: ignore[no-untyped-def]
    from db import accounts

    first, second = newsroom.article("Foster carers wanted"), newsroom.article("Adoption panels meet again")
    author = accounts.add(db, address="a@example.org", handle="Larch", role="reader", now=now)
    slugs = {line["story"]: str(line["slug"]) for line in placements.stories_listing(db)}
    posted = newsroom.comment(slugs[first], author, "Words.")
    with pytest.raises(CommentNotFound, match="another story"):
        newsroom.comment(slugs[second], author, "Words.", posted)


def test_a_thread_is_opened_again_only_with_a_reason(db: Database, now: datetime) -> None:
    with pytest.raises(ModerationRefused, match="Give a reason: it stands in the log"):
        moderation.reopen(db, "any-story", "  ", now, 7, moderator="Hazel")


def test_an_article_that_another_process_stored_meanwhile_is_not_stored_twice(
    newsroom,
    db: Database,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    newsroom.article("Foster carers wanted")
    known = next(iter(articles.listing(db)))
    monkeypatch.setattr(articles, "find", lambda *_: None)  # it looked before the other one had stored
    assert newsroom.store_again(str(known["url"])) == "unchanged"


def test_a_mail_of_a_run_is_noted_once(newsroom: Any, db: Database, now: datetime) -> None:
    story = newsroom.article("Foster carers wanted")
    run = digests.open_run(db, window("daily", date(2026, 11, 26)), [story], now)
    kept = digests.keep_selection(db, run.id, "{}", "Foster carers wanted", [story], [])
    assert digests.note_mails(db, run.id, [(1, None, kept.id)]) == 1
    assert digests.note_mails(db, run.id, [(1, None, kept.id)]) == 0
    with pytest.raises(NotFound):
        digests.run_by_id(db, 99)


def test_a_conference_without_a_date_says_so() -> None:
    nothing = events.Edition("x-2011", "x", 2011, "X 2011", None, None, None, None, (), 0)
    assert nothing.when_and_where == "date and place not confirmed"
    one_day = replace(nothing, starts_on=date(2011, 10, 19), confirmed=("start", "end"))
    assert one_day.when_and_where == "19 October 2011"


def test_an_office_whose_dates_are_not_known_says_so() -> None:
    office = Tenure("minister", "DfE", "A B", "a-b", None, None, "2012-09", False)
    assert office.years == "start not known to Sep 2012"
    assert not office.covers(date(2011, 10, 20))


def test_a_body_that_nobody_named_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound, match="no body"):
        people.body(db, "nobody-at-all")


def test_stories_of_one_headline_get_addresses_of_their_own(newsroom, db: Database) -> None:  # type: ignore[no-untyped-def]
    for _ in range(3):
        newsroom.article("Foster carers wanted")
    slugs = [str(line["slug"]) for line in placements.stories_listing(db)]
    assert slugs == [
        "foster-carers-wanted", "foster-carers-wanted-2026-11-26", "foster-carers-wanted-2026-11-26-2",
    ]  # fmt: skip


def test_the_hundredth_story_of_one_headline_and_day_is_told_by_its_time(
    newsroom,
    db: Database,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    monkeypatch.setattr(db, "value", _taken(db))
    listed = datetime(2026, 11, 26, 8, 0, 0, 5000, tzinfo=newsroom.now.tzinfo)
    assert placements._free_slug(db, "Wanted", listed) == "wanted-2026-11-26-080000005"


def _taken(db: Database):  # type: ignore[no-untyped-def]
    real = db.value
    return lambda name, **params: 1 if name == "placements.slug_taken" else real(name, **params)


def test_a_story_whose_only_article_leaves_is_shown_no_more(newsroom, db: Database, now: datetime) -> None:  # type: ignore[no-untyped-def]
    story = newsroom.article("Foster carers wanted", people=(Mention("Ann Bee", "person", None),))
    newsroom.leave(story)
    assert list(placements.stories_listing(db)) == []


@pytest.mark.parametrize(
    ("handle", "words"),
    [
        ("ab", "3 to"),
        ("a!b", "plain letters"),
        ("Ana 123456", "long number"),
        ("a-- -b", "at least"),
        ("Moderator", "official"),
    ],
)
def test_a_handle_that_cannot_be_used_is_told_why(handle: str, words: str) -> None:
    assert words in str(handles.problem(handle))


def test_a_source_that_is_not_known_is_named(db: Database) -> None:
    with pytest.raises(SourceNotFound, match="'no-such'"):
        sources.named(db, ["no-such"])


def test_a_full_server_is_told_in_words() -> None:
    assert isinstance(postgres._named("x", psycopg.errors.DiskFull()), DatabaseFull)


def test_a_commit_that_fails_leaves_nothing_half_written(sqlite_url: str, now: datetime) -> None:
    from db.engine import connect

    db = connect(sqlite_url)
    real = db.connection  # type: ignore[attr-defined]

    class Full:
        in_transaction = property(lambda _: real.in_transaction)

        def execute(self, sql: str, *parameters: object) -> object:
            if sql == "COMMIT":
                raise sqlite3.OperationalError("database or disk is full")
            return real.execute(sql, *parameters)

    with pytest.raises(DatabaseFull), db.write():
        db.run("jobs.register", name="a", due=now)
        db.connection = Full()  # type: ignore[attr-defined]
    db.connection = real  # type: ignore[attr-defined]
    assert db.value("jobs.states") is None
    with db.write():
        assert db.run("jobs.register", name="b", due=now + timedelta(hours=1)) == 1
    db.close()

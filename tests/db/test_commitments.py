"""Candidates are seen by editors alone; confirmed ones by everybody, with what became of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from db import articles, commitments, editing, moderation
from db.editing import Editor, EditRefused
from db.engine import Database
from db.errors import NotFound
from db.rules.promises import standing
from db.types import DateAhead, Promise

PROMISE = Promise("Miriam Oakes", "write to all boards", "She will write to all boards.", "by May", date(2026, 5, 31))
AHEAD = DateAhead("consultation", date(2027, 4, 30), "The consultation closes on 30 April 2027.")


@pytest.fixture
def editor(now: datetime) -> Editor:
    return Editor("Hazel", "She said so.", now)


@pytest.fixture
def story(newsroom: Any, db: Database, now: datetime) -> int:
    """Return a story in which rules found a promise, a date and a duty."""
    number = int(newsroom.article("Minister to write to boards"))
    keep(db, number, now)
    return number


def keep(db: Database, story: int, now: datetime) -> None:
    with db.write():
        article = editing.members(db, story)[0].id
        commitments.keep_found(db, article, [PROMISE], [AHEAD], ["staying-put"], now)


def confirm(db: Database, editor: Editor, **changes: Any) -> commitments.Commitment:
    (one,) = commitments.candidates(db)
    words: dict[str, Any] = {
        "who": one.who, "what": one.what, "due_words": one.due_words, "due_on": one.due_on, "duty_id": "staying-put",
    }  # fmt: skip
    return commitments.confirm(db, one.id, **{**words, **changes}, editor=editor)


def test_a_candidate_is_nobodys_until_it_is_confirmed(story: int, db: Database, editor: Editor) -> None:
    (one,) = commitments.candidates(db)
    assert (one.who, one.sentence, one.due_on) == (PROMISE.who, PROMISE.sentence, PROMISE.due_on)
    assert commitments.everything(db) == commitments.of_story(db, story) == []
    with pytest.raises(NotFound):
        commitments.by_id(db, one.id)
    found = confirm(db, editor)
    assert commitments.candidates(db) == []
    assert commitments.everything(db) == commitments.of_story(db, story) == commitments.of_duty(db, "staying-put")
    assert commitments.by_id(db, found.id).duty_id == "staying-put"
    assert moderation.decisions(db)[0].action == "confirm commitment"


def test_what_was_decided_stays_when_the_article_is_read_again(story: int, db: Database, editor: Editor) -> None:
    confirm(db, editor)
    keep(db, story, editor.now)
    assert commitments.candidates(db) == []
    assert len(commitments.everything(db)) == 1


def test_a_dropped_candidate_does_not_come_back(story: int, db: Database, now: datetime) -> None:
    (one,) = commitments.candidates(db)
    commitments.drop(db, one.id)
    keep(db, story, now)
    assert commitments.candidates(db) == []
    with pytest.raises(EditRefused, match="already"):
        commitments.drop(db, one.id)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"who": " "}, "Say who"), ({"what": ""}, "Say who"), ({"what": "x" * 401}, "at most 400")],
)
def test_a_commitment_needs_its_words(
    changes: dict[str, str], words: str, story: int, db: Database, editor: Editor
) -> None:
    with pytest.raises(EditRefused, match=words):
        confirm(db, editor, **changes)


def test_a_commitment_is_confirmed_once_and_about_a_duty_that_exists(story: int, db: Database, editor: Editor) -> None:
    with pytest.raises(NotFound):
        confirm(db, editor, duty_id="no-such-duty")
    found = confirm(db, editor, duty_id=None)
    with pytest.raises(EditRefused, match="already"):
        commitments.confirm(db, found.id, who="x", what="y", due_words="", due_on=None, duty_id=None, editor=editor)


def test_each_change_names_its_source(story: int, db: Database, editor: Editor) -> None:
    found = confirm(db, editor)
    done = commitments.note_change(db, found.id, "met", "https://www.gov.uk/letter", editor)
    assert done.standing(date(2030, 1, 1)) == "met"
    (change,) = commitments.changes(db, found.id)
    assert (change.state, change.words, change.source_url) == ("met", "She said so.", "https://www.gov.uk/letter")
    for source in ("", "gov.uk", "javascript:alert(1)"):
        with pytest.raises(EditRefused, match="https://"):
            commitments.note_change(db, found.id, "met", source, editor)
    with pytest.raises(EditRefused, match="Choose one of"):
        commitments.note_change(db, found.id, "overdue", "https://www.gov.uk/", editor)


@pytest.mark.parametrize(
    ("state", "due", "today", "stands"),
    [
        ("open", None, date(2026, 1, 1), "open"),
        ("open", date(2026, 5, 31), date(2026, 4, 1), "open"),
        ("open", date(2026, 5, 31), date(2026, 5, 1), "due"),
        ("open", date(2026, 5, 31), date(2026, 5, 31), "due"),
        ("open", date(2026, 5, 31), date(2026, 6, 1), "overdue"),
        ("met", date(2026, 5, 31), date(2026, 6, 1), "met"),
        ("superseded", None, date(2026, 6, 1), "superseded"),
        ("unclear", None, date(2026, 6, 1), "unclear"),
    ],
)
def test_a_commitment_stands_by_its_last_day(state: str, due: date | None, today: date, stands: str) -> None:
    assert standing(state, due, today) == stands


def test_dates_ahead_are_shown_once_confirmed_until_they_are_past(story: int, db: Database, now: datetime) -> None:
    (one,) = commitments.dates_to_decide(db, now.date())
    assert (one.day, one.sentence) == (AHEAD.day, AHEAD.sentence)
    with pytest.raises(EditRefused, match="few words"):
        commitments.decide_date(db, one.id, what=" ", day=one.day, confirmed=True, now=now)
    commitments.decide_date(db, one.id, what="Rules consultation closes", day=one.day, confirmed=True, now=now)
    assert [each.what for each in commitments.dates_ahead(db, now.date())] == ["Rules consultation closes"]
    assert commitments.dates_ahead(db, one.day + timedelta(days=1)) == []
    with pytest.raises(EditRefused, match="already"):
        commitments.decide_date(db, one.id, what="x", day=one.day, confirmed=False, now=now)
    keep(db, story, now)
    assert commitments.dates_to_decide(db, now.date()) == []


def test_duties_are_told_with_their_stories(story: int, db: Database) -> None:
    assert [duty.id for duty in commitments.duties_of(db, story)] == ["staying-put"]
    assert commitments.duty(db, "publish-serious-case-reviews").in_force_from == date(2010, 6, 10)
    assert len(commitments.duties(db)) >= 5
    with pytest.raises(NotFound):
        commitments.duty(db, "nothing")


def test_an_article_that_leaves_takes_its_candidates_along(
    story: int, newsroom: Any, db: Database, now: datetime
) -> None:
    assert articles.withdraw(db, "outlet.example/1", now)
    assert commitments.candidates(db) == []

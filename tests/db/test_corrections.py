"""Errors that readers report: kept until an editor decides, then said in public or left with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from db import corrections, editing, moderation
from db.editing import Editor, EditRefused
from db.engine import Database
from db.errors import NotFound, StoryNotFound


@pytest.fixture
def editor(now: datetime) -> Editor:
    return Editor("Hazel", "The date was wrong; it is 20 October.", now)


def test_a_report_becomes_a_correction(newsroom: Any, db: Database, now: datetime, editor: Editor) -> None:
    story = newsroom.article("Boards")
    slug = newsroom.slug(story)
    corrections.report(db, slug, "  The date is wrong.  ", now)
    (waiting,) = corrections.waiting(db)
    assert (waiting.said, waiting.state, waiting.slug) == ("The date is wrong.", "waiting", slug)
    assert "The date is wrong" not in repr(waiting)
    done = corrections.correct(db, waiting.id, editor)
    assert (done.said, done.wording, done.decided_at) == ("", editor.reason, now)
    assert corrections.waiting(db) == []
    assert corrections.published(db) == corrections.of_story(db, story) == [done]
    assert moderation.decisions(db)[0].action == "error corrected"
    with pytest.raises(EditRefused, match="Another editor"):
        corrections.leave(db, waiting.id, editor)


def test_what_stays_as_it_is_stands_in_the_log_alone(
    newsroom: Any, db: Database, now: datetime, editor: Editor
) -> None:
    story = newsroom.article("Boards")
    corrections.report(db, newsroom.slug(story), "I do not like it.", now)
    corrections.leave(db, 1, editor)
    assert corrections.published(db) == corrections.of_story(db, story) == []
    assert moderation.decisions(db)[0].action == "error unchanged"


def test_a_correction_goes_where_its_story_goes(newsroom: Any, db: Database, now: datetime, editor: Editor) -> None:
    one, other = newsroom.article("Boards"), newsroom.article("Boards again")
    corrections.report(db, newsroom.slug(one), "The date is wrong.", now)
    corrections.correct(db, 1, editor)
    editing.merge(db, newsroom.slug(one), newsroom.slug(other), editor)
    kept = [corrections.of_story(db, story) for story in (one, other)]
    assert sorted(map(len, kept)) == [0, 1]
    assert len(corrections.published(db)) == 1


def test_what_cannot_be_taken_is_refused(newsroom: Any, db: Database, now: datetime, editor: Editor) -> None:
    slug = newsroom.slug(newsroom.article("Boards"))
    for said in ("", "  short  ", "x" * 2001):
        with pytest.raises(EditRefused, match="10 to 2,000"):
            corrections.report(db, slug, said, now)
    with pytest.raises(StoryNotFound):
        corrections.report(db, "no-such-story", "The date is wrong.", now)
    with pytest.raises(NotFound):
        corrections.correct(db, 9, editor)
    corrections.report(db, slug, "The date is wrong.", now)
    with pytest.raises(EditRefused, match="reason"):
        corrections.correct(db, 1, Editor("Hazel", " ", now))
    assert corrections.waiting(db)[0].said == "The date is wrong."

"""Proposals are decided once and never come again; trails link earlier and later stories."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from db import editing, moderation, proposals, stories, trails
from db.editing import Editor, EditRefused
from db.engine import Database
from db.errors import NotFound


@pytest.fixture
def editor(now: datetime) -> Editor:
    return Editor("Hazel", "One vote.", now)


def test_an_accepted_merge_is_done(newsroom: Any, db: Database, editor: Editor) -> None:
    first, second = newsroom.article("One"), newsroom.article("The same")
    number = proposals.propose_merge(db, second, first, "shares carers", 0.4, editor.now)
    assert number is not None
    (waiting,) = proposals.waiting(db)
    assert (waiting.headline, waiting.other_headline) == ("The same", "One")
    assert proposals.accept(db, number, editor).id == first
    assert proposals.waiting(db) == []
    with pytest.raises(NotFound, match="decided already"):
        proposals.accept(db, number, editor)
    assert proposals.propose_merge(db, first, second, "shares carers", 0.4, editor.now) is None


def test_a_refused_merge_keeps_both_apart_for_good(newsroom: Any, db: Database, editor: Editor) -> None:
    first, second = newsroom.article("One"), newsroom.article("Two")
    number = proposals.propose_merge(db, first, second, "shares carers", 0.4, editor.now)
    assert number is not None
    proposals.refuse(db, number, editor.now)
    assert proposals.kept_apart(db) == {frozenset((first, second))}
    assert proposals.propose_merge(db, first, second, "again", 0.5, editor.now) is None


def test_a_split_that_is_refused_is_not_proposed_again(newsroom: Any, db: Database, editor: Editor) -> None:
    story = newsroom.article("One")
    newsroom.article("Two", story=story)
    stray = editing.members(db, story)[1].id
    number = proposals.propose_split(db, story, [stray], "stands apart", editor.now)
    assert number is not None
    assert proposals.by_id(db, number).article_ids == [stray]
    proposals.refuse(db, number, editor.now)
    assert proposals.kept_apart(db) == set()
    assert proposals.propose_split(db, story, [stray], "stands apart", editor.now) is None


def test_an_accepted_split_is_done(newsroom: Any, db: Database, editor: Editor) -> None:
    story = newsroom.article("One")
    newsroom.article("Two", story=story)
    number = proposals.propose_split(db, story, [editing.members(db, story)[1].id], "stands apart", editor.now)
    assert number is not None
    assert proposals.accept(db, number, editor).headline == "Two"


def test_a_proposal_about_a_story_that_went_changes_nothing(newsroom: Any, db: Database, editor: Editor) -> None:
    first, second, third = (newsroom.article(title) for title in ("One", "Two", "Three"))
    number = proposals.propose_merge(db, first, second, "shares carers", 0.4, editor.now)
    assert number is not None
    editing.merge(db, newsroom.slug(second), newsroom.slug(third), editor)
    assert proposals.waiting(db) == []
    assert proposals.accept(db, number, editor).id in (first, third)


def test_what_readers_or_editors_touched_is_known(newsroom: Any, db: Database, editor: Editor) -> None:
    plain, named = newsroom.article("One"), newsroom.article("Two")
    editing.rename(db, newsroom.slug(named), "Another", editor)
    assert proposals.touched(db, editor.now - timedelta(days=14)) == {named}
    assert plain not in proposals.touched(db, editor.now - timedelta(days=14))


def test_a_trail_shows_before_and_after(newsroom: Any, db: Database, editor: Editor) -> None:
    old = newsroom.article("Inquiry begins", at=editor.now - timedelta(days=200))
    new = newsroom.article("Inquiry reports")
    trails.link(db, old, new, "shares inquiry", 0.4, editor.now)
    trails.link(db, old, new, "shares inquiry", 0.4, editor.now)
    assert [step.headline for step in trails.around(db, new).earlier] == ["Inquiry begins"]
    assert [step.headline for step in trails.around(db, old).later] == ["Inquiry reports"]
    assert (trails.around(db, old).earlier, trails.around(db, new).later) == ([], [])


def test_editors_link_and_part_for_good(newsroom: Any, db: Database, editor: Editor) -> None:
    old = newsroom.article("Inquiry begins", at=editor.now - timedelta(days=200))
    new = newsroom.article("Inquiry reports")
    slugs = newsroom.slug(new), newsroom.slug(old)
    trails.set_link(db, *slugs, editor, shown=True)
    assert [step.id for step in trails.around(db, new).earlier] == [old]
    trails.set_link(db, *slugs, editor, shown=False)
    trails.link(db, old, new, "shares inquiry", 0.9, editor.now)
    assert trails.around(db, new).earlier == []
    assert [one.action for one in moderation.decisions(db)] == ["unlink stories", "link stories"]
    with pytest.raises(EditRefused, match="one story"):
        trails.set_link(db, slugs[0], slugs[0], editor, shown=True)


def test_trails_follow_a_story_into_another(newsroom: Any, db: Database, editor: Editor) -> None:
    old = newsroom.article("Inquiry begins", at=editor.now - timedelta(days=200))
    middle, twin = newsroom.article("Interim report"), newsroom.article("The interim report")
    last = newsroom.article("Inquiry reports", at=editor.now)
    trails.link(db, old, middle, "shares inquiry", 0.4, editor.now)
    trails.link(db, middle, last, "shares inquiry", 0.4, editor.now)
    editing.merge(db, newsroom.slug(middle), newsroom.slug(twin), editor)
    assert [step.id for step in trails.around(db, twin).earlier] == [old]
    assert [step.id for step in trails.around(db, twin).later] == [last]
    assert [step.id for step in trails.around(db, old).later] == [twin]
    assert stories.by_slug(db, newsroom.slug(twin)).id == twin


def test_a_proposal_without_its_other_story_says_so(newsroom: Any, db: Database, editor: Editor) -> None:
    story = newsroom.article("One")
    with db.write():
        number = db.value(
            "proposals.add", key="merge 1 2", kind="merge", story_id=story, other_id=None, articles="[]",
            because="x", likeness=0.5, now=editor.now,
        )  # fmt: skip
    with pytest.raises(EditRefused, match="other story is gone"):
        proposals.accept(db, int(number), editor)
    assert [one.id for one in proposals.waiting(db)] == [number]

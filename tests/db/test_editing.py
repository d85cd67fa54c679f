"""Editors' decisions: stories joined and parted, everything follows, addresses last, the log says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from db import accounts, digests, editing, moderation, placements, posting, stories, threads
from db.editing import Editor, EditRefused
from db.engine import Database
from db.errors import StoryNotFound, StoryRetired
from db.posting import Draft
from db.rules.editions import latest
from db.rules.ranking import ranked
from db.settings import Settings


@pytest.fixture
def editor(now: datetime) -> Editor:
    return Editor("Hazel", "They report the same vote.", now)


def titles(db: Database, slug: str) -> list[str]:
    return [one.title for one in stories.coverage(db, stories.by_slug(db, slug).id)]


RULES = posting.house(Settings(), "x")


def comment_on(db: Database, slug: str, now: datetime, text: str, parent: int | None = None) -> int:
    author = accounts.add(db, address="larch@example.org", handle="Larch", role="moderator", now=now)
    draft = Draft(text, text, parent)
    return posting.add(db, stories.by_slug(db, slug), author, draft, replace(RULES, held_first=0), now).id


def test_a_merged_story_takes_articles_comments_and_address_along(newsroom: Any, db: Database, editor: Editor) -> None:
    first = newsroom.slug(newsroom.article("Carers get relief", at=editor.now - timedelta(hours=3)))
    second = newsroom.slug(newsroom.article("Relief for carers", source="ofsted"))
    root = comment_on(db, second, editor.now, "A calm word.")
    comment_on(db, second, editor.now, "An answer.", root)
    comment_on(db, first, editor.now, "Another.")
    assert editing.merge(db, second, first, editor).slug == first
    assert titles(db, first) == ["Carers get relief", "Relief for carers"]
    assert stories.by_slug(db, second).slug == first
    story = stories.by_slug(db, first)
    assert (story.outlet_count, story.comment_count) == (2, 3)
    assert len(threads.page(db, story.id).branches) == 2
    (decision,) = moderation.decisions(db)
    assert (decision.action, decision.reason) == ("merge stories", "They report the same vote.")
    assert "Relief for carers" in decision.detail


def test_addresses_of_stories_merged_one_after_the_other_lead_to_the_last(
    newsroom: Any, db: Database, editor: Editor
) -> None:
    slugs = [newsroom.slug(newsroom.article(f"Story number {number}")) for number in range(3)]
    editing.merge(db, slugs[0], slugs[1], editor)
    editing.merge(db, slugs[1], slugs[2], editor)
    assert [stories.by_slug(db, slug).slug for slug in slugs] == [slugs[2]] * 3
    assert len(titles(db, slugs[2])) == 3


def test_one_story_cannot_be_merged_with_itself(newsroom: Any, db: Database, editor: Editor) -> None:
    first, second = (newsroom.slug(newsroom.article(f"Story {number}")) for number in range(2))
    editing.merge(db, first, second, editor)
    with pytest.raises(EditRefused, match="one story already"):
        editing.merge(db, first, second, editor)


def test_editions_that_were_mailed_follow(newsroom: Any, db: Database, editor: Editor) -> None:
    first, second = (newsroom.article(f"Story {number}") for number in range(2))
    run = digests.open_run(db, latest("daily", editor.now), [first], editor.now)
    kept = digests.keep_selection(db, run.id, "{}", "Story 0", [first], [])
    digests.note_mails(db, run.id, [(7, None, kept.id)])
    editing.merge(db, newsroom.slug(first), newsroom.slug(second), editor)
    assert [card.id for card in stories.of_run(db, run.id)] == [second]
    assert second in digests.sent_before(db, 7, "daily", run.edition_date + timedelta(days=1))


def test_a_split_makes_a_story_of_its_own_and_keeps_both_apart(newsroom: Any, db: Database, editor: Editor) -> None:
    story = newsroom.article("Panel warns of bruises")
    newsroom.article("Carers get relief", story=story, source="ofsted", topics=("adoption",))
    slug = newsroom.slug(story)
    stray = next(one.id for one in editing.members(db, story) if one.title == "Carers get relief")
    new = editing.split(db, slug, [stray], editor)
    assert titles(db, new.slug) == ["Carers get relief"]
    assert titles(db, slug) == ["Panel warns of bruises"]
    assert [topic.id for topic in stories.topics(db, new.id)] == ["adoption"]
    assert new.thread == stories.by_slug(db, slug).thread
    (member,) = editing.members(db, new.id)
    assert member.by_editor


@pytest.mark.parametrize("choose", [lambda ids: ids, lambda ids: [], lambda ids: [9999]])
def test_a_split_leaves_something_on_both_sides(choose: Any, newsroom: Any, db: Database, editor: Editor) -> None:
    story = newsroom.article("One")
    newsroom.article("Two", story=story)
    ids = [one.id for one in editing.members(db, story)]
    with pytest.raises(EditRefused, match="leave at least one"):
        editing.split(db, newsroom.slug(story), choose(ids), editor)


def test_a_closed_thread_stays_closed_on_both_sides(newsroom: Any, db: Database, editor: Editor) -> None:
    story = newsroom.article("One")
    newsroom.article("Two", story=story)
    moderation.close(db, newsroom.slug(story), "Enough.", editor.now, moderator="Hazel")
    new = editing.split(db, newsroom.slug(story), [editing.members(db, story)[1].id], editor)
    assert (new.thread, new.thread_reason) == ("closed", "Enough.")
    assert new.thread_closed_at == editor.now


def test_an_article_moves_and_the_last_one_takes_its_story_along(newsroom: Any, db: Database, editor: Editor) -> None:
    first, second = newsroom.article("One"), newsroom.article("Other")
    newsroom.article("Two", story=first)
    target = newsroom.slug(second)
    one, two = (member.id for member in editing.members(db, first))
    former = newsroom.slug(first)
    editing.move(db, two, target, editor)
    assert titles(db, target) == ["Other", "Two"]
    with pytest.raises(EditRefused, match="already"):
        editing.move(db, two, target, editor)
    editing.move(db, one, target, editor)
    assert stories.by_slug(db, former).slug == target
    with pytest.raises(EditRefused, match="no such article"):
        editing.move(db, 999, target, editor)


def test_the_editors_headline_stays_whatever_comes_later(newsroom: Any, db: Database, editor: Editor) -> None:
    story = newsroom.article("MINISTER SLAMS CHIEFS")
    slug = newsroom.slug(story)
    editing.rename(db, slug, "Minister criticises <b>directors</b>", editor)
    newsroom.article("Another headline", story=story, at=editor.now - timedelta(days=2))
    assert stories.by_slug(db, slug).headline == "Minister criticises directors"
    editing.rename(db, slug, "", editor)
    assert stories.by_slug(db, slug).headline == "Another headline"
    with pytest.raises(EditRefused, match="200 fit"):
        editing.rename(db, slug, "x" * 201, editor)


def test_the_editors_topics_stay_whatever_comes_later(newsroom: Any, db: Database, editor: Editor) -> None:
    story = newsroom.article("One", topics=("adoption",))
    slug = newsroom.slug(story)
    editing.retopic(db, slug, ["case-reviews", "adoption", "case-reviews"], editor)
    newsroom.article("Two", story=story, topics=("workforce",))
    assert [topic.id for topic in stories.topics(db, story)] == ["case-reviews", "adoption"]
    editing.retopic(db, slug, [], editor)
    assert [topic.id for topic in stories.topics(db, story)] == ["adoption", "workforce"]
    with pytest.raises(EditRefused, match="no topic 'gardening'"):
        editing.retopic(db, slug, ["gardening"], editor)
    with pytest.raises(EditRefused, match="at most 3"):
        editing.retopic(db, slug, ["adoption", "workforce", "case-reviews", "child-protection"], editor)


def test_a_pin_lets_a_story_lead(newsroom: Any, db: Database, editor: Editor) -> None:
    pinned, other = newsroom.article("Pinned"), newsroom.article("Other")
    newsroom.article("Other too", story=other, source="ofsted")
    slug = newsroom.slug(pinned)
    editing.pin(db, slug, editor)
    cards = stories.newest(db)
    assert [card.headline for card in ranked(cards)] == ["Pinned", "Other"]
    assert all(card.matters for card in cards)
    editing.pin(db, slug, editor, pinned=False)
    assert [card.headline for card in ranked(stories.newest(db))] == ["Other", "Pinned"]


def test_a_retired_story_stays_unseen_whatever_joins_it(newsroom: Any, db: Database, editor: Editor) -> None:
    story = newsroom.article("It could identify a child")
    slug = newsroom.slug(story)
    editing.retire(db, slug, editor)
    newsroom.article("More of it", story=story, source="ofsted")
    with pytest.raises(StoryRetired, match="the same vote"):
        stories.by_slug(db, slug)
    assert stories.newest(db) == []
    assert list(placements.stories_listing(db)) == []
    assert editing.restore(db, slug, editor).article_count == 2
    with pytest.raises(EditRefused, match="No retired story"):
        editing.restore(db, slug, editor)


def test_no_decision_without_a_reason(newsroom: Any, db: Database, now: datetime) -> None:
    slug = newsroom.slug(newsroom.article("One"))
    with pytest.raises(EditRefused, match="Give a reason"):
        editing.rename(db, slug, "Two", Editor("Hazel", "  ", now))
    assert stories.by_slug(db, slug).headline == "One"


def test_what_is_not_there_cannot_be_decided(db: Database, newsroom: Any, editor: Editor) -> None:
    with pytest.raises(StoryNotFound):
        editing.pin(db, "nothing", editor)
    with pytest.raises(StoryNotFound):
        editing._address(db, 999)

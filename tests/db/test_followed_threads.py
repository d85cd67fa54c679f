"""Threads that a reader follows: which have something new, on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from db import accounts, following, posting
from db.engine import Database


def test_threads_with_new_comments_of_others_are_told_the_newest_first(db: Database, newsroom: Any, now: Any) -> None:
    larch, oak = (
        accounts.add(db, address=f"{name}@example.org", handle=name, role="reader", now=now)
        for name in ("Larch", "Oak")
    )
    stories = [newsroom.article(f"News {number}") for number in range(3)]
    slugs = [newsroom.slug(story) for story in stories]
    newsroom.comment(slugs[0], oak, "Before it was followed.", at=now - timedelta(minutes=1))
    for story in stories:
        following.follow(db, larch, story, "daily", now)
    assert following.fresh(db, larch.id, 10) == []
    newsroom.comment(slugs[0], oak, "First.", at=now + timedelta(minutes=1))
    newsroom.comment(slugs[1], oak, "Second.", at=now + timedelta(minutes=2))
    newsroom.comment(slugs[2], larch, "My own.", at=now + timedelta(minutes=3))
    last = newsroom.comment(slugs[0], oak, "Third.", at=now + timedelta(minutes=4))
    told = [(one.story_slug, one.count, one.newest_at) for one in following.fresh(db, larch.id, 10)]
    assert told == [(slugs[0], 2, now + timedelta(minutes=4)), (slugs[1], 1, now + timedelta(minutes=2))]
    assert len(following.fresh(db, larch.id, 1)) == 1
    posting.withdraw(db, last, oak, now + timedelta(minutes=5))
    assert [one.story_slug for one in following.fresh(db, larch.id, 10)] == [slugs[1], slugs[0]]
    assert following.fresh(db, oak.id, 10) == []

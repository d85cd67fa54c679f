"""What does not agree with itself is found, and mended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from db import accounts, checking
from db.engine import Database, connect
from db.engines.sqlite import SqliteDatabase
from db.errors import DatabaseBusy


@pytest.fixture
def filled(newsroom: Any, db: Database, now: datetime) -> Database:
    """Two stories, one with a comment and its answer."""
    slug = newsroom.slug(newsroom.article("Foster carers get a charter"))
    newsroom.article("Boards must publish reviews")
    newsroom.article("Greyhounds need homes", in_domain=False)
    larch = accounts.add(db, address="larch@example.org", handle="Larch", role="reader", now=now)
    first = newsroom.comment(slug, larch, "A calm word.")
    newsroom.comment(slug, larch, "A second one.", parent=first)
    assert wrong(db) == {}
    return db


def wrong(db: Database) -> dict[str, str]:
    return {one.what: one.words for one in checking.check(db) if not one.ok}


def damage(db: Database, *statements: str) -> None:
    for sql in statements:
        db.connection.execute(sql)  # type: ignore[attr-defined]  # damage, past every door


DAMAGE = {
    "no story holds an article that is out of domain": ("UPDATE article SET story_id = 1 WHERE in_domain = 0",),
    "each article's story exists": ("UPDATE article SET story_id = 99 WHERE id = 2",),
    "each understood article of ours has a story": ("UPDATE article SET story_id = NULL WHERE id = 2",),
    "stories count their articles and outlets rightly": ("UPDATE story SET article_count = 7", "UPDATE story SET outlet_count = 9"),
    "shown stories have articles": (
        "UPDATE article SET withdrawn_at = 'x', story_id = NULL, in_domain = 0 WHERE story_id = 2",
        "UPDATE story SET article_count = 0, outlet_count = 0 WHERE id = 2",
    ),
    "each answer stands under a comment of its own story": ("UPDATE comment SET root_id = 77, parent_id = 77 WHERE root_id IS NOT NULL",),
    "stories count their published comments rightly": ("UPDATE story SET comment_count = 40",),
    "accounts count their published comments rightly": ("UPDATE account SET published_count = 40",),
    "search knows no article that is not shown": ("UPDATE article SET withdrawn_at = 'x' WHERE id = 1",),
    "search knows each article that is shown": ("DELETE FROM article_search",),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_found_and_mended(filled: Database, what: str, now: datetime) -> None:
    damage(filled, *DAMAGE[what])
    assert what in wrong(filled)
    mended = {one.what for one in checking.repair(filled, now) if not one.ok}
    assert what in mended
    assert wrong(filled) == {}
    assert all(one.ok for one in checking.repair(filled, now)), "again does nothing more"


def test_nothing_is_mended_where_nothing_is_wrong(filled: Database, now: datetime) -> None:
    before = [list(filled.copy_out(table)) for table in ("article", "story", "comment", "account")]
    assert all(one.ok for one in checking.repair(filled, now))
    assert before == [list(filled.copy_out(table)) for table in ("article", "story", "comment", "account")]


def test_the_search_of_comments_is_mended(filled: Database, now: datetime) -> None:
    if not isinstance(filled, SqliteDatabase):
        pytest.skip("on PostgreSQL it is an index of the server's own")
    damage(
        filled,
        "DELETE FROM comment_search WHERE rowid = 1",
        "INSERT INTO comment_search (rowid, text) VALUES (99, 'x')",
    )
    assert set(wrong(filled)) == {
        "search knows no comment that is not published",
        "search knows each published comment",
    }
    checking.repair(filled, now)
    assert wrong(filled) == {}


def test_a_broken_index_and_lost_rows_are_mended(filled: Database, now: datetime) -> None:
    if not isinstance(filled, SqliteDatabase):
        pytest.skip("PostgreSQL holds its constraints itself")
    damage(
        filled, "PRAGMA foreign_keys = OFF",
        "INSERT INTO article_topic (article_id, topic_id, position) VALUES (999, 'adoption', 1)",
        "INSERT INTO claim (comment_id, account_id, until) VALUES (999, 1, 'x')",
        "UPDATE article_search_content SET c0 = 'Other words' WHERE id = 1",
    )  # fmt: skip
    said = wrong(filled)["the stored data is whole"]
    assert "the index article_search is broken" in said
    assert "points to a missing article" in said
    checking.repair(filled, now)
    assert wrong(filled) == {}


def test_what_points_nowhere_for_good_is_only_told(filled: Database, now: datetime) -> None:
    if not isinstance(filled, SqliteDatabase):
        pytest.skip("PostgreSQL holds its constraints itself")
    damage(filled, "PRAGMA foreign_keys = OFF", "UPDATE comment SET account_id = 999 WHERE id = 2")
    checking.repair(filled, now)
    assert "comment row 2 points to a missing account" in wrong(filled)["the stored data is whole"]


def test_what_cannot_be_looked_at_is_not_called_broken(sqlite_url: str) -> None:
    db, writer = connect(sqlite_url, busy_seconds=0.05), connect(sqlite_url)
    with writer.write(), pytest.raises(DatabaseBusy):
        db.integrity()
    db.close()
    writer.close()
    empty = connect("sqlite:///:memory:")
    assert empty.integrity() == []
    empty.close()

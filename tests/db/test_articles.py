"""Articles: versions, what moved, and text that is kept only for the days its source allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from db import articles, checking, finding, indexing, people, sources
from db.articles import Draft
from db.engine import Database
from db.rules.opening import opening
from db.seeding import is_sample, plant
from db.sources import Failed
from db.types import Mention

DAY = timedelta(days=1)


def source(db: Database, slug: str) -> sources.Source:
    return sources.named(db, [slug])[0]


def draft(source_id: int, page: str, now: datetime) -> Draft:
    return Draft(
        source_id, f"https://weekly.example/{page}", f"weekly.example/{page}", "id-1", "Carers wanted", None, None,
        now, "feed", None, "Short.", "<p>Long words.</p>", "Long words.", (), None, False, "hash-1",
    )  # fmt: skip


def stored(db: Database) -> list[tuple[object, ...]]:
    return [(one["url"], one["title"]) for one in articles.listing(db)]


def versions(db: Database) -> list[object]:
    names = [column.name for column in db.columns("article_version")]
    return [row[names.index("changed")] for row in db.copy_out("article_version")]


def test_an_article_is_kept_once_and_each_change_is_a_version(db: Database, now: datetime) -> None:
    plant(db)
    first = draft(source(db, "dfe").id, "1", now)
    assert not articles.is_stored(db, first.url_key)
    assert articles.store(db, first, now) == "new"
    assert articles.is_stored(db, first.url_key)
    assert articles.store(db, first, now) == "unchanged"
    assert articles.store(db, replace(first, text="Other words.", content_hash="hash-2"), now) == "updated"
    assert articles.store(db, replace(first, title="Many carers wanted", content_hash="hash-3"), now) == "updated"
    assert versions(db) == ["first seen", "text", "headline"]
    assert stored(db) == [("https://weekly.example/1", "Many carers wanted")]


def test_an_address_of_one_source_is_never_renewed_by_another(db: Database, now: datetime) -> None:
    plant(db)
    first = draft(source(db, "dfe").id, "1", now)
    articles.store(db, first, now)
    other = replace(first, source_id=source(db, "ofsted").id, title="Mine now", content_hash="hash-2")
    assert articles.store(db, other, now) == "unchanged"
    assert stored(db) == [("https://weekly.example/1", "Carers wanted")]


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({}, "unchanged"),
        ({"content_hash": "hash-2", "title": "Another headline"}, "updated"),
        ({"content_hash": "hash-2", "published_at": None}, "updated"),
        ({"content_hash": "hash-2", "title": "Quite other news", "published_at": None}, "new"),
        ({"guid": "id-2"}, "new"),
    ],
)
def test_an_article_that_moved_is_known_by_its_feeds_id_with_its_title_or_date(
    db: Database, now: datetime, changes: dict[str, Any], result: str
) -> None:
    plant(db)
    first = draft(source(db, "dfe").id, "1", now)
    articles.store(db, first, now)
    moved = replace(first, url="https://weekly.example/2", url_key="weekly.example/2", **changes)
    assert articles.store(db, moved, now) == result
    assert len(stored(db)) == (2 if result == "new" else 1)


def test_text_that_may_not_be_shown_is_dropped_after_the_days_of_its_source(
    newsroom: Any, db: Database, now: datetime
) -> None:
    short, whole = "adcs", "dfe"
    assert source(db, short).display != "full" and source(db, whole).display == "full"
    newsroom.article("Fostering allowances", source=short)
    newsroom.article("Adoption panels", source=whole)
    days = source(db, short).retain_text_days
    assert articles.drop_old_text(db, now + timedelta(days=days)) == 0
    assert len(finding.newest(db, '"whole text about"')) == 2
    assert articles.drop_old_text(db, now + timedelta(days=days, seconds=1)) == 1
    assert {(one["title"], bool(one["text"])) for one in articles.listing(db)} == {
        ("Fostering allowances", False), ("Adoption panels", True),
    }  # fmt: skip
    assert [card.headline for card in finding.newest(db, '"whole text about"')] == ["Adoption panels"]
    assert [card.headline for card in finding.newest(db, "fostering summary")] == ["Fostering allowances"]
    assert articles.drop_old_text(db, now + timedelta(days=days, seconds=1)) == 0


def test_old_text_is_dropped_a_few_at_a_time(newsroom: Any, db: Database, now: datetime, monkeypatch: Any) -> None:
    monkeypatch.setattr(articles, "DROPPED_AT_ONCE", 2)
    short = next(one.slug for one in sources.everything(db) if one.display == "summary")
    for number in range(5):
        newsroom.article(f"Fostering allowances {number}", source=short)
    assert articles.drop_old_text(db, now + timedelta(days=100)) == 5
    assert len(finding.newest(db, "fostering summary")) == 5
    assert [one.what for one in checking.check(db) if not one.ok] == []


def test_search_finds_an_article_until_it_is_told_to_forget_it(newsroom: Any, db: Database) -> None:
    newsroom.article("Fostering allowances")
    assert finding.newest(db, "allowances")
    (article,) = [row[0] for row in db.copy_out("article")]
    indexing.unindex(db, int(str(article)))
    assert finding.newest(db, "allowances") == []


def test_a_fetch_that_failed_leaves_its_error_and_when_to_ask_again(db: Database, now: datetime) -> None:
    plant(db)
    dfe = source(db, "dfe")
    for _ in range(2):
        sources.note_failure(db, dfe.id, Failed(503, "The server is busy.", retry_at=now + DAY), now + DAY, now)
    failed = source(db, "dfe")
    assert (failed.failures, failed.retry_at, failed.gone_at) == (2, now + DAY, None)
    assert "dfe" not in {one.slug for one in sources.due(db, now)}
    assert "dfe" in {one.slug for one in sources.due(db, now + 2 * DAY)}


def test_the_sample_edition_gets_no_real_sources(db: Database) -> None:
    with db.write():
        db.run("seeding.set_mark", name="sample", mark="1")
    assert is_sample(db)
    assert plant(db)
    assert not plant(db)
    assert sources.everything(db) == []


def test_the_glossary_is_read_in_the_order_of_the_alphabet(db: Database) -> None:
    plant(db)
    terms = [one.term for one in people.glossary(db)]
    assert len(terms) > 20
    assert terms == sorted(terms, key=str.casefold)


@pytest.mark.parametrize(
    ("about", "state", "words"),
    [
        ({}, "open", None),
        ({"risk": "named child"}, "held", "names a child"),
        ({"risk": "live case"}, "held", "still in court"),
        ({"link_only": True, "risk": "live case"}, "closed", "court judgments"),
        ({"closed_at_source": True}, "closed", "has closed its comments"),
        ({"days": 1}, "closed", "1 days after"),
    ],
)
def test_a_thread_begins_with_its_state_and_the_reason(
    now: datetime, about: dict[str, Any], state: str, words: str | None
) -> None:
    known = {"risk": "policy", "link_only": False, "closed_at_source": False, "published": now - DAY, "now": now}
    found = opening(**{"days": 90, **known, **about})
    assert found.state == state
    assert (words is None and found.reason is None) or str(words) in str(found.reason)
    assert (found.closes_at is None) == (state == "closed")
    assert (found.closed_at is not None) == (state == "closed")
    assert found.closed_at is None or found.closed_at <= now


def test_a_body_that_only_articles_name_has_a_page_of_its_own(newsroom: Any, db: Database) -> None:
    newsroom.article("Carers wanted", people=(Mention("Wexmoor Care Trust", "body", None),))
    found = people.body(db, "wexmoor-care-trust")
    assert found.name == "Wexmoor Care Trust"

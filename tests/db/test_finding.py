"""Searching is bounded work that hides nothing: rare words ranked whole, common ones window by window."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from db import finding
from db.engine import Database
from db.finding import Asked, Filters, Found, Spot
from db.types import SpokenQuote


@pytest.fixture
def boards(newsroom: Any, now: datetime) -> list[int]:
    """Twelve stories on boards, the newest last; every fourth has the word in its title."""
    return [
        newsroom.article(
            f"Boards told {number}" if number % 4 == 0 else f"Something else {number}",
            at=now - timedelta(days=30 - number),
            html="<p>About children.</p>",
        )
        for number in range(12)
    ]


def heads(found: Found) -> list[str]:
    return [card.headline for card in found.cards]


def walk(db: Database, asked: Asked, most: int = 2) -> list[str]:
    """Follow a search to its end."""
    seen, spot = [], Spot()
    for _ in range(50):
        found = finding.find(db, asked, spot, most)
        seen += heads(found)
        if found.next is None:
            return seen
        spot = found.next
    raise AssertionError("a search without end")


def test_few_matches_are_ranked_whole(boards: list[int], db: Database) -> None:
    found = finding.find(db, Asked("told"), most=2)
    assert len(found.cards) == 2
    assert set(walk(db, Asked("told"))) == {"Boards told 0", "Boards told 4", "Boards told 8"}
    assert len(walk(db, Asked("children"))) == 12


@pytest.mark.parametrize("newest", [True, False])
def test_common_words_are_looked_for_window_by_window(
    boards: list[int], db: Database, newest: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_RANKED", 3)
    monkeypatch.setattr(finding, "WINDOW", 5)
    first = finding.find(db, Asked("children", newest=newest), most=5)
    assert first.older
    assert len(first.cards) == 5
    if newest:
        assert heads(first)[0] == "Something else 11"
    seen = walk(db, Asked("children", newest=newest))
    assert len(seen) == len(set(seen)) == 12


def test_an_empty_window_leads_to_older_ones(boards: list[int], db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_RANKED", 3)
    monkeypatch.setattr(finding, "WINDOW", 1)
    monkeypatch.setattr(finding, "WINDOWS", 2)
    asked = Asked("children", Filters(until=date(2000, 1, 1)))
    found = finding.find(db, asked)
    assert (found.cards, found.older) == ([], True)
    assert walk(db, asked) == []


def test_filters_narrow_a_search(newsroom: Any, db: Database, now: datetime) -> None:
    day = datetime.fromisoformat("2011-10-20T23:30:00+00:00")  # the 21st in London, where it is summer time
    newsroom.article("Carers at the conference", at=day, event="ncasc-2011", topics=("adoption",))
    newsroom.article("Carers elsewhere", source="ofsted", at=now - timedelta(days=1))
    for filters in (
        Filters(topic="adoption"), Filters(event="ncasc-2011"), Filters(source="dfe"), Filters(until=date(2011, 10, 21)),
        Filters(since=date(2011, 10, 21), until=date(2011, 10, 21)), Filters(nation="England", topic="adoption"),
    ):  # fmt: skip
        assert heads(finding.find(db, Asked("carers", filters))) == ["Carers at the conference"], filters
    assert finding.find(db, Asked("carers", Filters(nation="Wales"))).cards == []
    assert finding.find(db, Asked("carers", Filters(until=date(2011, 10, 20)))).cards == []
    assert finding.find(db, Asked("  ")).cards == []


def test_quotes_are_found_in_the_articles_that_have_the_words(newsroom: Any, db: Database) -> None:
    said = (
        SpokenQuote("Tim Loughton", "We will write about the whole text.", "minister", "said", 0, True),
        SpokenQuote("Joan Amory", "Nothing pointed to the family.", "chair", "said", 1, True),
    )
    newsroom.article("Boards", quotes=said)
    ids = finding.find(db, Asked("whole text")).article_ids
    assert [one.speaker for one in finding.quotes(db, "whole text", ids)] == ["Tim Loughton"]
    assert [one.speaker for one in finding.quotes(db, "amory", ids)] == ["Joan Amory"]
    assert finding.quotes(db, "whole text", ()) == []

"""Words are found in their forms, marked where they stand, and titles with them come first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from db.rules.ranking import ranked
from db.rules.relevance import has_all, pattern, rerank, segments, stem


@pytest.mark.parametrize(
    ("word", "start"),
    [("fostering", "foster"), ("carers", "carer"), ("policies", "polic"), ("is", "is"), ("Boards", "board")],
)
def test_a_word_has_a_stem(word: str, start: str) -> None:
    assert stem(word) == start


def test_words_are_marked_in_any_form() -> None:
    found = pattern(["foster carer", "review"])
    assert segments("Foster carers told of reviews", found) == [
        ("Foster carers", True),
        (" told of ", False),
        ("reviews", True),
    ]
    assert segments("As it is", None) == [("As it is", False)]
    assert pattern([]) is None
    assert has_all("Boards must publish", ["board", "publishing"])
    assert not has_all("Boards must wait", ["board", "publishing"])


def test_titles_with_the_words_come_first_then_the_newest() -> None:
    titles = ["Nothing here", "Boards meet", "Boards must publish", "Nothing there"]
    assert rerank(titles, ["board", "publish"]) == [2, 1, 0, 3]
    assert rerank([], ["board"]) == []


@dataclass(frozen=True)
class Ranking:
    id: int
    outlet_count: int = 1
    comment_count: int = 0
    official: bool = False
    pinned_at: datetime | None = None
    source_weight: float = 1.0
    latest_at: datetime = datetime(2011, 10, 20, 12, tzinfo=UTC)


def test_what_matters_leads() -> None:
    old = datetime(2011, 10, 19, 12, tzinfo=UTC)
    plain, heavy, stale = Ranking(1), Ranking(2, source_weight=1.6), Ranking(3, latest_at=old)
    two, said, pinned = (
        Ranking(4, outlet_count=2),
        Ranking(5, comment_count=9),
        Ranking(6, pinned_at=old, latest_at=old),
    )
    assert [one.id for one in ranked([stale, plain, heavy, said, two, pinned])] == [6, 4, 5, 2, 1, 3]
    assert ranked([]) == []
    later = Ranking(7, latest_at=old + timedelta(days=30))
    assert [one.id for one in ranked([stale, later])] == [7, 3]

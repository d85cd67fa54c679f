"""Which words of a headline are names, and what of an article is compared."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.grouping import terms
from crawler.grouping.terms import headline, names_in
from crawler.grouping.thresholds import bundled
from db.types import Reading


def test_a_first_word_is_a_name_only_where_the_text_says_so() -> None:
    assert names_in("Wexmoor pays carers more", "The council of Wexmoor pays.") == {"wexmoor"}
    assert names_in("Carers in Wexmoor get more", "The carers get more.") == {"wexmoor"}


def test_a_headline_in_capitals_tells_no_names() -> None:
    assert names_in("WEXMOOR PAYS FOSTER CARERS MORE") == frozenset()


def test_what_is_known_of_articles_takes_little_room_and_is_never_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "MOST_KNOWN", 2)
    monkeypatch.setattr(terms, "_KNOWN", {})
    for text in ("Carers in Wexmoor.", "Nurses in Dunfold.", "Judges in Milbury.", "Carers in Wexmoor."):
        found = headline(Reading("1", "", "weekly", date(2026, 12, 1), "News", text), bundled())
        assert {"carer", "nurse", "judge"} & found.words.keys() == {text.split()[0].lower().rstrip("s")}
        assert len(terms._KNOWN) <= 2

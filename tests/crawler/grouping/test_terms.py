"""Which words of a headline are names."""

from __future__ import annotations

from crawler.grouping.terms import names_in


def test_a_first_word_is_a_name_only_where_the_text_says_so() -> None:
    assert names_in("Wexmoor pays carers more", "The council of Wexmoor pays.") == {"wexmoor"}
    assert names_in("Carers in Wexmoor get more", "The carers get more.") == {"wexmoor"}


def test_a_headline_in_capitals_tells_no_names() -> None:
    assert names_in("WEXMOOR PAYS FOSTER CARERS MORE") == frozenset()

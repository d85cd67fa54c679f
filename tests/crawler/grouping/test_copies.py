"""The same text in another outlet is a copy; the same news in other words is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.grouping.copies import is_copy, runs

AGENCY = (
    "Wexmoor council will pay foster carers a higher allowance from April, its leader said on Tuesday. The rise follows a "
    "review which found that one in five carers had thought of giving up. Carers of teenagers get most. The council expects "
    "forty more households to come forward in the first year, and says that children will stay nearer to their schools."
)


def test_a_text_word_for_word_is_a_copy_even_with_another_ending() -> None:
    assert is_copy(runs(AGENCY), runs(AGENCY.upper()))
    assert is_copy(runs(AGENCY), runs(f"LONDON (Agency) - {AGENCY} Additional reporting by our staff in Dunfold."))


def test_the_same_news_in_other_words_is_no_copy() -> None:
    other = (
        "Foster carers in Wexmoor are to get more money. The council's leader announced on Tuesday that allowances rise in "
        "April, most of all for those who look after teenagers. A review had warned that a fifth of households might stop. "
        "Forty new ones are hoped for, so that fewer children have to change school when they come into care this year."
    )
    assert not is_copy(runs(AGENCY), runs(other))


def test_a_long_article_that_quotes_a_release_is_no_copy() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    assert not is_copy(runs(AGENCY), runs(f"{AGENCY} {words}"))


def test_short_texts_tell_nothing() -> None:
    assert runs("Ofsted rates Wexmoor good") == frozenset()
    assert not is_copy(runs("x"), runs("x"))


@given(st.text(max_size=400), st.text(max_size=400))
def test_it_does_not_matter_which_comes_first(one: str, other: str) -> None:
    assert is_copy(runs(one), runs(other)) == is_copy(runs(other), runs(one))

"""Terms are found as the seed files promise."""

from __future__ import annotations

import time

import pytest

from crawler.understanding.folding import fold
from crawler.understanding.terms import BadTerm, Lexicon, parse_term


def found(term: str, text: str, masks: tuple[str, ...] = ()) -> int:
    return len(Lexicon([term], masks).find(fold(text)).get(term, ()))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("foster carer", "Foster carers, a foster\ncarer's allowance"),
        ("looked after child", "a looked-after child"),
        ("children's home", "The children’s homes closed"),
        ("adoption agency", "adoption agencies merge"),
        ("safeguard*", "Safeguarding matters"),
        ("SEND", "the SEND deficit"),
        ("SCR", "two SCRs"),
        ("leave care|leaving care", "young people leaving care"),
        ("council .. rated", "A council that inspectors rated"),
        ("hotel & child|children", "Children went missing. Police searched the hotel."),
        ("a .. b & c", "a then b, and soon after c"),
    ],
)
def test_a_term_is_found_as_it_is_written(term: str, text: str) -> None:
    assert found(term, text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("SEND", "send the form"),
        ("SCR", "SCRAP the plan"),
        ("care", "careful scare"),
        ("council .. rated", "It was rated by the council"),
        ("hotel & child", "A hotel. " + "word " * 60 + "A child."),
        ("SEND", "PLEASE SEND US YOUR NEWS ABOUT THE SUMMER FAIR IN OUR TOWN"),
    ],
)
def test_a_term_is_not_found_elsewhere(term: str, text: str) -> None:
    assert not found(term, text)


def test_a_mask_hides_what_lies_inside_it() -> None:
    assert not found("adoption", "The adoption of AI grows", masks=("adoption of AI",))
    assert found("adoption", "The adoption of AI, and adoption by relatives", masks=("adoption of AI",)) == 1


def test_a_mask_that_is_a_term_too_is_found() -> None:
    assert found("county lines", "county lines gangs", masks=("county lines",))
    assert not found("county", "county lines gangs", masks=("county lines",))


def test_possessives_that_were_ruined_on_the_way_are_mended() -> None:
    assert found("children's home", "The childrenâ€™s home")


@pytest.mark.parametrize("term", ["", "a .. ", " & b", "x||y", "*"])
def test_an_empty_part_is_refused_by_name(term: str) -> None:
    with pytest.raises(BadTerm, match="cannot be read"):
        parse_term(term)


def test_small_letters_that_grow_keep_positions() -> None:
    text = fold("İİİ İstanbul SEND")
    assert len(text.small) == len(text.cased)
    assert found("SEND", "İİİ İstanbul SEND")


def test_many_neighbours_are_paired_in_linear_time() -> None:
    lexicon = Lexicon(["a & b", "b .. a"])
    started = time.process_time()
    lexicon.find(fold("a b " * 20_000))
    assert time.process_time() - started < 2

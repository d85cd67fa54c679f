"""An article is tied to a conference by its name and a second cue, in season."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crawler.understanding.events import EventDecision, build_calendar, decide_event
from crawler.understanding.vocabulary import Vocabulary
from crawler.understanding.weighing import Weighed
from db.seeds.reading import SeedError
from db.seeds.words import EventWords


@pytest.fixture
def event(words: Vocabulary, weighed: Callable[..., Weighed]) -> Callable[..., EventDecision]:
    def decide(
        text: str, published: date | None = None, title: str = "", furniture: tuple[str, ...] = ()
    ) -> EventDecision:
        return decide_event(weighed(title, text), furniture, published, words.calendar, words.lexicon)

    return decide


@pytest.mark.parametrize(
    ("text", "published", "key"),
    [
        ("She spoke at the National Children and Adults Services Conference.", date(2011, 10, 20), "ncasc-2011"),
        ("Speaking at NCASC, the minister said so.", date(2015, 10, 15), "ncasc-2015"),
        ("NCASC22 was busy.", date(2022, 11, 10), "ncasc-2022"),
        ("See more stories on the NCAS conference 2011", date(2011, 10, 20), "ncasc-2011"),
        ("At NCAS in Manchester this week she listened.", date(2010, 11, 4), "ncasc-2010"),
        ("He told the ADCS annual conference so.", date(2016, 7, 7), "adcs-2016"),
        ("He leads the Association of Directors of Children's Services. His words at the annual conference were calm.",
         date(2016, 7, 7), "adcs-2016"),
        ("Crowds came to Community Care Live in London.", date(2012, 5, 16), "cclive-2012"),
        ("National Adoption Week starts today.", date(2019, 10, 14), "national-adoption-week-2019"),
        ("The NCAS conference 2011 opened.", None, "ncasc-2011"),
    ],
)  # fmt: skip
def test_an_event_is_recognised(
    text: str, published: date | None, key: str, event: Callable[..., EventDecision]
) -> None:
    assert event(text, published).key == key


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("NCAS published its air quality review.", date(2011, 10, 20)),
        ("NCAS measured clouds over Manchester.", date(2011, 3, 1)),
        ("The ADCS asked for more money.", date(2016, 7, 7)),
        ("She once spoke at the National Children and Adult Services Conference.", date(2016, 6, 1)),
        ("The National Children and Adult Services Conference is held each autumn.", None),
        ("", None),
    ],
)
def test_other_bodies_and_other_seasons_are_not_the_event(
    text: str, published: date | None, event: Callable[..., EventDecision]
) -> None:
    decision = event(text, published)
    assert decision.key is None
    assert decision.reason.startswith("no event: ")


def test_the_foot_of_a_page_is_strong_evidence(event: Callable[..., EventDecision]) -> None:
    decision = event("A plain text.", date(2012, 1, 30), furniture=("See more stories on NCAS 2011",))
    assert decision.key == "ncasc-2011"
    assert "foot of the page" in decision.reason


def test_the_foot_of_a_page_outweighs_a_passing_name(event: Callable[..., EventDecision]) -> None:
    text = "The ADCS annual conference heard of it too."
    assert event(text, date(2011, 10, 20), furniture=("More on NCAS 2011",)).key == "ncasc-2011"


def test_words_for_a_series_that_does_not_exist_are_refused() -> None:
    with pytest.raises(SeedError, match="no series of this id"):
        build_calendar((), (), (EventWords("lost", ("Lost conference",), (), (), (5,)),))

"""One reading in, one annotation out, whatever the reading is."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.understanding.annotate import annotate
from crawler.understanding.vocabulary import Vocabulary, vocabulary
from db.types import Annotation, Reading

RISKS = {"policy", "anonymised review", "named child", "live case"}
NATIONS = {"England", "Wales", "Scotland", "Northern Ireland", "UK", "unknown"}
SECTOR = st.sampled_from(
    [
        "child protection",
        "NCAS 2011",
        "“We must,” said Ann Lee.",
        "adopters",
        "SCR",
        "Ofsted",
        "Baby P",
        "\x00",
        "é́",
        "ﷺ",
    ]
)
TEXTS = st.lists(st.one_of(st.text(max_size=40), SECTOR), max_size=12).map(" ".join)


@given(title=TEXTS, text=TEXTS, published=st.one_of(st.none(), st.dates()), furniture=st.lists(TEXTS, max_size=2))
@settings(max_examples=150, deadline=None)
def test_any_reading_gets_a_sensible_annotation(
    title: str, text: str, published: date | None, furniture: list[str]
) -> None:
    found = annotate(Reading("x", "", "", published, title, text, (), tuple(furniture)), vocabulary())
    assert found.risk in RISKS
    assert found.nation in NATIONS
    assert bool(found.topics) == found.in_domain
    assert len(found.topics) <= 3
    assert found.reasons[0].startswith("in domain: " if found.in_domain else "out of domain: ")
    assert annotate(Reading("x", "", "", published, title, text, (), tuple(furniture)), vocabulary()) == found


def of(reading: Callable[..., Reading], words: Vocabulary, *said: str, **more: tuple[str, ...]) -> Annotation:
    return annotate(reading(*said, **more), words)


@pytest.mark.parametrize("text", ["", " ", "Hello", "\ufeff", "\ud800", "���", "NOTHING " * 3])
def test_a_text_that_says_nothing_is_out_of_domain_with_a_reason(
    text: str, reading: Callable[..., Reading], words: Vocabulary
) -> None:
    found = of(reading, words, text, text)
    assert not found.in_domain
    assert found.topics == ()
    assert "no text to read" in found.reasons[0] or "too little" in found.reasons[0]


def test_capitals_and_ruined_quotes_do_not_hide_what_is_said(
    reading: Callable[..., Reading], words: Vocabulary
) -> None:
    shouted = of(reading, words, "CHILDREN'S HOMES TO CLOSE", "SOCIAL WORKERS FEAR FOR THE YOUNG.")
    ruined = of(reading, words, "Childrenâ€™s homes to close", "Social workers fear for the young.")
    assert shouted.topics[0] == ruined.topics[0] == "residential-care"


def test_welsh_is_understood_as_far_as_its_words_are_known(reading: Callable[..., Reading], words: Vocabulary) -> None:
    found = of(reading, words, "Prinder gofalwyr maeth yng Nghymru", "Mae gwasanaethau plant Cymru yn galw am fwy.")
    assert found.in_domain
    assert found.topics == ("fostering-kinship",)
    assert found.nation == "Wales"


def test_a_long_text_is_read_in_linear_time(reading: Callable[..., Reading], words: Vocabulary) -> None:
    sentence = "Social workers and foster carers met Ann Lee, 7, at the children's home. “It is hard,” said Ann Lee. "
    started = time.process_time()
    found = of(reading, words, "Foster carers meet", sentence * (1_000_000 // len(sentence)))
    assert time.process_time() - started < 3
    assert found.in_domain


def test_the_reasons_name_every_decision(reading: Callable[..., Reading], words: Vocabulary) -> None:
    found = of(reading, words, "Foster carers in Leeds ask for more", "Ofsted agrees with the carers.")
    kinds = [reason.split()[0] for reason in found.reasons]
    assert kinds == ["in", "topic", "no", "nation", "risk"]


@pytest.mark.shared
def test_the_founding_article_is_understood(shared: Path, words: Vocabulary) -> None:
    text = (shared / "real" / "founding-article.txt").read_text("utf-8")
    title = "LSCBs to be reminded of duty to publish SCRs in full"
    found = annotate(Reading("f", "", "", date(2011, 10, 20), title, text), words)
    assert found.in_domain
    assert found.event == "ncasc-2011"
    assert found.topics == ("case-reviews", "child-protection")
    assert found.nation == "England"
    assert found.risk == "policy"


@pytest.mark.shared
def test_the_founding_article_without_its_furniture_keeps_its_event(shared: Path, words: Vocabulary) -> None:
    lines = (shared / "real" / "founding-article.txt").read_text("utf-8").splitlines()
    cut = next(place for place, line in enumerate(lines) if line.startswith("See more stories"))
    reading = Reading("f", "", "", None, "A reminder", "\n".join(lines[:cut]), furniture=tuple(lines[cut:]))
    assert annotate(reading, words).event == "ncasc-2011"

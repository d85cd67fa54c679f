"""The lists that a practitioner edits are checked word by word."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.understanding.terms import parse_term
from crawler.understanding.vocabulary import STEPS
from db.seeds import words as seeds
from db.seeds.events import load_events
from db.seeds.reading import SeedError
from db.seeds.topics import load_topics
from db.seeds.words import WordList, load_event_words, load_words

WORDS = load_words()
LISTS = [*WORDS.topics, WORDS.evidence, *WORDS.against, *WORDS.nations, *WORDS.risks]


def singular(term: str) -> str:
    return term[:-3] + "y" if term.endswith("ies") else term.removesuffix("s")


@pytest.mark.parametrize("listed", LISTS, ids=lambda one: one.id)
def test_no_list_says_a_word_twice(listed: WordList) -> None:
    """The plural is found by itself; listed too, it would count double."""
    terms = [term for step in STEPS for term in listed.terms[step]]
    assert len(terms) == len(set(terms))
    assert not {term for term in terms if term != singular(term) and singular(term) in terms}


@pytest.mark.parametrize("listed", LISTS, ids=lambda one: one.id)
def test_every_term_can_be_read(listed: WordList) -> None:
    for step in STEPS:
        for term in listed.terms[step]:
            assert parse_term(term).parts


def test_every_topic_has_its_words() -> None:
    assert [one.id for one in WORDS.topics] == [topic.id for topic in load_topics()]
    assert len(WORDS.topics) == 18
    assert all(len(one.terms["decisive"]) >= 10 for one in WORDS.topics)


def test_conferences_have_words_and_deadlines_have_none() -> None:
    series, _ = load_events()
    spoken = {one.series for one in load_event_words()}
    assert spoken <= {one.id for one in series}
    assert {"ncasc", "adcs", "cclive"} <= spoken
    assert not spoken & {"swe-renewal", "stats-lac", "stats-cin", "stats-workforce", "ofsted-annual"}


@pytest.mark.parametrize(
    ("file", "written", "expected"),
    [
        ("topics.toml", '[[topic]]\nid = "x"\nname = "X"\nabout = "x"\nvouches = "much"\n', "vouches"),
        ("topics.toml", '[[topic]]\nid = "x"\nname = "X"\nabout = "x"\nvouches = 1\ndecisiv = []\n', "decisiv"),
        ("topics.toml", "", r"\[\[topic\]\]"),
        ("domain.toml", "masks = [1]\n", "masks"),
        ("event_words.toml", '[[series]]\nid = "ncasc"\nmonths = [13]\n', "months"),
    ],
)
def test_a_wrong_list_is_refused_by_name(
    file: str, written: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / file).write_text(written, "utf-8")
    bundled = seeds.read_tables
    monkeypatch.setattr(seeds, "read_tables", lambda name: bundled(name, tmp_path / name if name == file else None))
    with pytest.raises(SeedError, match=expected):
        (load_event_words if file == "event_words.toml" else load_words)()

"""Who said what, in the habits of different newsrooms; every text here is invented."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.understanding.names import find_names
from crawler.understanding.quotes import find_quotes, spans_of
from db.types import Reading

# Each case: the text, then every quote that must be found as (surname, first words). Nothing else may be found.
CASES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "a lord and a lady by their pronouns": (
        "Lord Harrow and Baroness Quill spoke in the debate.\n“The figures are two years old,” she said. “They were new "
        "when I asked,” he said.",
        [("Quill", "The figures are two years"), ("Harrow", "They were new when")],
    ),
    "said before a colon": (
        "Miriam Oakes, chair of the panel, said: “Every hospital should call a paediatrician first.”",
        [("Oakes", "Every hospital should call")],
    ),
    "said after a comma, then she added": (
        "“We lost three workers in a month,” said Daniel Price, head of service at Wexmoor council. “Nobody noticed in "
        "time,” he added.",
        [("Price", "We lost three workers"), ("Price", "Nobody noticed in time")],
    ),
    "two speakers in turn": (
        "Anita Rowe, who leads the inspection, said the plan was weak.\n“There is no money behind it at all,” she said.\n"
        "But Gareth Pugh, director of children’s services, disagreed.\n“The money was agreed in July,” he said.",
        [("Rowe", "There is no money"), ("Pugh", "The money was agreed")],
    ),
    "over two paragraphs": (
        "Speaking at the event, Lesley Marsh said: “Our carers are tired and they tell us so every week.\n"
        "“They also tell us that a phone call would do more than a survey.”",
        [("Marsh", "Our carers are tired"), ("Marsh", "They also tell us")],
    ),
    "a paragraph of its own": (
        "Tom Adeyemi, a social worker for nine years, welcomed the change.\n“It gives us back an afternoon a week.”",
        [("Adeyemi", "It gives us back")],
    ),
    "a full name after the verb in front": (
        "“Read the file before the visit,” advised the handbook.\nSaid Ruth Calder: “I wish somebody had told me that.”",
        [("Calder", "I wish somebody had")],
    ),
    "straight marks": (
        'Dr Helen Voss, a paediatrician, told the inquiry: "The note was never passed on to us." She added: "That is '
        'the whole of it."',
        [("Voss", "The note was never"), ("Voss", "That is the whole")],
    ),
    "a spokeswoman without a name": (
        "Priya Nair, the board’s chair, said families were heard.\nA council spokeswoman said: “We have accepted every "
        "recommendation of the review.”",
        [],
    ),
    "scare quotes": (
        "Ian Holt, lead member, opened the “one front door” service. The so-called “toxic trio” is not in the report.",
        [],
    ),
    "a part of a sentence": (
        "Moira Lennox, the commissioner, said the law was “a promise that nobody has kept in twenty years”.",
        [("Lennox", "a promise that nobody")],
    ),
    "a pronoun that fits only one": (
        "Susan Field met Robert Hale in the morning. He said the hubs would open in May. “They are staffed and ready to "
        "go,” he said.",
        [("Hale", "They are staffed and")],
    ),
    "a surname later": (
        "Kemi Okafor runs a home in Dunfold. Staff stay for years. Okafor said: “We pay them properly and we listen.”",
        [("Okafor", "We pay them properly")],
    ),
    "the minister by role": (
        "Children’s minister Edward Lamb spoke to directors. “We will write to every board this month,” the minister "
        "said.",
        [("Lamb", "We will write to")],
    ),
    "said the minister": (
        "Children’s minister Edward Lamb spoke to directors. “We will write to every board this month,” said the minister.",
        [("Lamb", "We will write to")],
    ),
    "a long answer without a verb": (
        "Nora Finch, director of services, took questions.\nOn money she was plain: “Nobody in this room believes that the grant "
        "covers what the new duty asks of our teams, and we have told the department so in writing twice this year.”",
        [("Finch", "Nobody in this room")],
    ),
    "told somebody that": (
        "Carys Bevan, who fosters two sisters, told the committee that “the allowance ran out in the third week”.",
        [("Bevan", "the allowance ran out")],
    ),
    "a report does not speak for a person": (
        "Janet Moss chairs the review.\nThe report says: “Practitioners did not ask who lived in the house.”",
        [],
    ),
    "a closing mark in a second paragraph": (
        "Frank Idle said: “First we closed the office.\nThen we closed the phone line.” He left soon after.",
        [("Idle", "First we closed"), ("Idle", "Then we closed")],
    ),
}


def reading(text: str, title: str = "Services for children change") -> Reading:
    return Reading("a", "https://weekly.example/a", "weekly", date(2026, 11, 3), title, text)


def heard(text: str) -> list[tuple[str, str]]:
    article = reading(text)
    people, _ = find_names(article)
    return [(quote.speaker.split()[-1], quote.text) for quote in find_quotes(article, people)]


@pytest.mark.parametrize("name", CASES)
def test_each_habit_is_understood(name: str) -> None:
    text, expected = CASES[name]
    found = heard(text)
    assert [speaker for speaker, _ in found] == [speaker for speaker, _ in expected], found
    for (_, words), (_, start) in zip(found, expected, strict=True):
        assert words.startswith(start)


def test_quotes_are_verbatim_and_say_where_they_stand() -> None:
    article = reading(CASES["said after a comma, then she added"][0])
    for quote in find_quotes(article, find_names(article)[0]):
        assert article.text[quote.position : quote.position + len(quote.text)] == quote.text
        assert quote.verb in ("said", "added")
    assert quote.role == "head of service at Wexmoor council"


@pytest.mark.shared
def test_the_founding_article_gives_every_quote_its_speaker(shared: Path) -> None:
    text = (shared / "real" / "founding-article.txt").read_text("utf-8")
    article = Reading("f", "", "Community Care", date(2011, 10, 20), "LSCBs to be reminded of duty", text)
    people, bodies = find_names(article)
    quotes = find_quotes(article, people)
    assert [quote.speaker for quote in quotes] == ["Tim Loughton"] * 2 + ["Jeanette Pugh"] * 5
    assert {body.name for body in bodies} >= {
        "Local Safeguarding Children Board",
        "Social Care Institute for Excellence",
        "Ofsted",
        "Department for Education",
    }


@given(st.text(alphabet='ab “”"said.,\nJohn Smith he', max_size=300))
def test_no_text_breaks_it_and_every_quote_is_verbatim(text: str) -> None:
    article = reading(text)
    for quote in find_quotes(article, find_names(article)[0]):
        assert quote.text in text


@given(st.text(max_size=200))
def test_spans_never_overlap(text: str) -> None:
    spans = spans_of(text)
    assert all(first.end <= second.start for first, second in pairwise(spans))


def test_a_megabyte_takes_no_longer_than_it_must() -> None:
    text = "Anna Smith said: “It is a long day and nobody came.” She left.\n" * 16_000
    article = reading(text)
    assert len(find_quotes(article, find_names(article)[0])) > 100

"""People by their full names, bodies by what they were called then, nobody invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.understanding.names import find_names
from db.types import Reading


def names(text: str, day: date | None = date(2026, 11, 3), title: str = "") -> tuple[list[str], list[str]]:
    people, bodies = find_names(Reading("a", "", "weekly", day, title, text))
    return [one.name for one in people], [one.name for one in bodies]


@pytest.mark.parametrize(
    ("text", "person", "role"),
    [
        (
            "“Cuts,” said Helen Brand, director of children’s services in Ashmere.",
            "Helen Brand",
            "children’s services in Ashmere",
        ),
        ("Jeanette Pugh, head of safeguarding for the Department for Education, agreed.", "Jeanette Pugh", "head of"),
        ("It was opened by council leader Sanjay Mehta on Friday.", "Sanjay Mehta", "council leader"),
        ("“No,” said Zephyrine Quill, a foster carer.", "Zephyrine Quill", "foster carer"),
        ("Baroness Casey wrote the audit.", "Baroness Casey", ""),
        ("Professor Eileen Munro led the review.", "Eileen Munro", ""),
        ("A plan by Siân O’Hara was read out.", "Siân O’Hara", ""),
    ],
)
def test_people_are_found_with_their_role(text: str, person: str, role: str) -> None:
    people, _ = find_names(Reading("a", "", "weekly", date(2026, 11, 3), "", text))
    found = {one.name: one.role or "" for one in people}
    assert person in found, found
    assert role in found[person]


def test_a_minister_of_the_seeds_is_known_by_name() -> None:
    assert names("Tim Loughton spoke.", date(2011, 10, 20))[0] == ["Tim Loughton"]


@pytest.mark.parametrize(
    "text",
    [
        "Kayden went home on Tuesday.",
        "The boy, known as Child J, was seven.",
        "Working Together To Safeguard Children was read in Great Yarmouth on Monday Morning.",
        "Serious Case Reviews and Early Help matter.",
        "",
    ],
)
def test_nobody_is_invented(text: str) -> None:
    assert names(text)[0] == []


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("LSCBs must publish.", "Local Safeguarding Children Board"),
        ("Ofsted rated it.", "Ofsted"),
        ("SCIE tests its model.", "Social Care Institute for Excellence"),
        ("Wexmoor council agreed.", "Wexmoor council"),
        ("The Harborough Carers Alliance met.", "Harborough Carers Alliance"),
        ("The University of Dunfold studied it.", "University of Dunfold"),
        ("The Society of Calm Debate (SCD) wrote.", "Society of Calm Debate"),
    ],
)
def test_bodies_are_found_by_full_name(text: str, body: str) -> None:
    assert body in names(text)[1]


def test_a_ministry_is_called_what_it_was_called_then() -> None:
    assert "Department for Children, Schools and Families" in names("DCSF wrote.", date(2009, 5, 1))[1]
    assert "Department for Education" in names("DfE wrote.", date(2011, 10, 20))[1]


def test_an_ordinary_word_at_the_start_of_a_sentence_is_no_charity() -> None:
    assert names("Mind the gap. Shelter was hard to find.")[1] == []
    assert "Shelter" in names("The charity Shelter was asked.")[1]


@given(st.text(max_size=300), st.none() | st.dates())
def test_any_text_is_read(text: str, day: date | None) -> None:
    names(text, day)


@pytest.mark.parametrize("part", ["John Smith ", "Lord Aa ", "Aa Bb Cc Dd ", " said", "a-", "He said ", "“a” said X. "])
def test_hostile_text_is_read_to_a_bound(part: str) -> None:
    """Counts steps, not seconds: what is read is bounded, so ten times the text is no more work."""
    from crawler.understanding.names import READ_AT_MOST
    from crawler.understanding.quotes import find_quotes

    article = Reading("a", "", "weekly", None, "", part * (10 * READ_AT_MOST // len(part)))
    people, _ = find_names(article)
    assert all(len(one.name) < 200 for one in people)
    find_quotes(article, people)

"""A misspelt name means somebody we know only where the text gives their office; nobody else is made up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.understanding.misspelt import holders, meant, one_letter_away
from crawler.understanding.names import find_names
from db.types import Reading


@pytest.mark.parametrize("written", ["Tim Laughton", "Tim Loughtn", "Tim Loughtton", "Tim Loughtno"])
def test_a_letter_off_with_the_office_beside_it_is_the_minister(written: str) -> None:
    assert meant(written, "children's minister", "2011-10-20", holders()) == "Tim Loughton"


@pytest.mark.parametrize(
    ("written", "role", "on"),
    [
        ("Tim Houghton", None, "2011-10-20"),
        ("Tim Laughton", "foster carer", "2011-10-20"),
        ("Tim Laughton", "children's minister", "2021-10-20"),
        ("Tom Loughton", "children's minister", "2011-10-20"),
        ("Tim Loughton", "children's minister", "2011-10-20"),
        ("Tim Lawton", "children's minister", "2011-10-20"),
        ("Tim", "children's minister", "2011-10-20"),
        ("Tim Lo", "children's minister", "2011-10-20"),
    ],
)
def test_nobody_is_meant_without_both(written: str, role: str | None, on: str) -> None:
    assert meant(written, role, on, holders()) is None


def test_an_article_names_the_minister_it_misspells() -> None:
    text = (
        "Tim Laughton, the children's minister, will write to boards. Mr Laughton spoke in London. Anna asked him why."
    )
    people, _ = find_names(Reading("1", "", "weekly", date(2011, 10, 20), "Minister to write to boards", text))
    assert [one.name for one in people] == ["Tim Loughton"]


def test_a_child_without_a_surname_and_letters_for_a_name_are_nobody() -> None:
    text = "Child A and Baby P were known to services. Daniel, seven, told his teacher. Chloe said she was afraid."
    people, _ = find_names(Reading("1", "", "weekly", date(2011, 10, 20), "Review of Child A", text))
    assert people == ()


@given(st.text(max_size=8), st.text(max_size=8))
def test_one_letter_away_goes_both_ways(one: str, other: str) -> None:
    assert one_letter_away(one, other) == one_letter_away(other, one)
    assert not one_letter_away(one, one)

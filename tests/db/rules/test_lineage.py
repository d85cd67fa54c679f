"""What a thing was and is called: search goes along it, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.lineage import MOST_NAMES, MOST_QUERIES, Lineage, Thing, folded, names_in

THINGS = (
    Thing(("ACPC", "Area Child Protection Committee"), ("LSCB",)),
    Thing(("LSCB", "Local Safeguarding Children Board"), ("MASA", "safeguarding partners")),
    Thing(("MASA", "Multi-agency safeguarding arrangements")),
    Thing(("Safeguarding partners",)),
    Thing(("IRO", "Independent reviewing officer")),
)


@pytest.fixture
def lineage() -> Lineage:
    return Lineage(THINGS)


@pytest.mark.parametrize("words", ["LSCB", "lscbs", "Local Safeguarding Children Boards"])
def test_a_name_leads_to_its_own_others_and_those_before_and_after(words: str, lineage: Lineage) -> None:
    others = lineage.others(words)
    assert {"MASA", "Safeguarding partners", "ACPC"} <= set(others)
    assert folded(words) not in {folded(name) for name in others}


def test_what_has_no_lineage_is_searched_as_it_is(lineage: Lineage) -> None:
    assert lineage.others("IRO") == lineage.others("nothing") == ()
    assert lineage.widen(["IRO", "caseloads"]).queries == (("IRO", "caseloads"),)
    assert lineage.widen([]).queries == ((),)


def test_words_that_name_something_together_are_widened_together(lineage: Lineage) -> None:
    found = lineage.widen(["safeguarding", "partners", "Wexmoor"])
    assert found.queries[0] == ("safeguarding", "partners", "Wexmoor")
    assert ("LSCB", "Wexmoor") in found.queries
    assert "LSCB" in found.added


def test_what_is_added_is_bounded() -> None:
    many = Lineage([Thing((f"Name {n}", f"Other {n}"), (f"Name {n + 1}",)) for n in range(40)])
    assert len(many.others("Name 1")) == MOST_NAMES
    assert len(many.widen(["Name 1", "Name 2", "Name 3"]).queries) == MOST_QUERIES


def test_a_field_of_several_names_is_read() -> None:
    assert names_in("MASA / safeguarding partners") == ("MASA", "safeguarding partners")
    assert names_in("HCPC, then SWE") == ("HCPC", "SWE")
    assert names_in("") == ()


@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_words_are_widened(parts: list[str]) -> None:
    assert Lineage(THINGS).widen(parts).queries[0] == tuple(parts)

"""Where an article is about, and how careful its thread must be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crawler.understanding.nation import decide_nation
from crawler.understanding.risk import assess_risk
from crawler.understanding.vocabulary import Vocabulary
from crawler.understanding.weighing import Weighed


@pytest.mark.parametrize(
    ("text", "source", "nation"),
    [
        ("Ofsted and the Department for Education met Leeds council.", (), "England"),
        ("The Welsh Government and Cardiff council replied.", (), "Wales"),
        ("A children's hearing in Glasgow was told.", (), "Scotland"),
        ("The HSC trust in Belfast agreed.", (), "Northern Ireland"),
        ("Across the UK, the British public agreed.", (), "UK"),
        ("England, Wales, Scotland and Northern Ireland all differ.", (), "UK"),
        ("Nothing is said.", ("Scotland",), "Scotland"),
        ("Nothing is said.", ("England", "Wales"), "UK"),
        ("Nothing is said.", (), "unknown"),
    ],
)
def test_the_nation_follows_bodies_and_places(
    text: str, source: tuple[str, ...], nation: str, words: Vocabulary, weighed: Callable[..., Weighed]
) -> None:
    decision = decide_nation(weighed("", text), words.nations, source)
    assert decision.nation == nation
    assert decision.reason.startswith(f"nation {nation}: ")


@pytest.mark.parametrize(
    ("title", "text", "risk"),
    [
        ("Bill to reform care published", "Ministers want fewer children in care.", "policy"),
        ("LSCBs must publish reviews", "Every serious case review is to appear in full.", "policy"),
        ("Review of baby's death", "A serious case review says a baby boy of six months died at home. "
         "He is known as Child T.", "anonymised review"),
        ("Murder of five-year-old Alba Quint", "She was killed at home; a review follows.", "named child"),
        ("Daniel Pelka: what changed", "The review is old now.", "named child"),
        ("Alba Quint, 7, died after months of neglect", "A review begins.", "named child"),
        ("Mother on trial", "She is charged with the murder of her son. The trial continues.", "live case"),
        ("Loughton, one of three ministers, spoke", "The murder of trust, Tim Harrow, aged 52, said.", "policy"),
        ("", "", "policy"),
    ],
)  # fmt: skip
def test_risk_follows_what_readers_could_harm(
    title: str, text: str, risk: str, weighed: Callable[..., Weighed]
) -> None:
    decision = assess_risk(weighed(title, text), title, text)
    assert decision.risk == risk, decision.reason
    assert decision.reason.startswith(f"risk {risk}: ")


def test_a_known_child_named_once_in_passing_does_not_make_the_risk(weighed: Callable[..., Weighed]) -> None:
    text = "The council has changed since Peter Connelly died. It hires more staff."
    assert assess_risk(weighed("Council hires staff", text), "Council hires staff", text).risk == "policy"

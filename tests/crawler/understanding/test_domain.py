"""What is ours and what only sounds like it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.understanding.domain import decide_domain
from crawler.understanding.vocabulary import Vocabulary
from crawler.understanding.weighing import Weighed

OURS = [
    ("Council to close its last two children's homes", "Social workers fear for placements near home."),
    ("Foster carers ask for a fair allowance", "The charity says carers leave because money is short."),
    ("Family court delays grow", "Care proceedings take longer than 26 weeks, Cafcass says."),
    ("Gofalwyr maeth yn galw am gymorth", "Mae gwasanaethau plant y cyngor yn brin o ofalwyr maeth."),
    ("Directors warn on children's services budgets", "ADCS says demand outruns money."),
    ("Number of young people held in custody falls", "The Youth Justice Board published its figures."),
    (
        "How England looked at New York",
        "Directors of children's services in England visited New York to study kinship care. "
        "Ofsted and the Department for Education joined them; Birmingham and Leeds took part.",
    ),
]
NOT_OURS = [
    ("Care home fees rise again", "Older people with dementia pay more, the CQC found.", "adults"),
    ("Could you foster a dog?", "The rescue centre needs foster carers for greyhounds and puppies.", "animals"),
    ("AI adoption doubles", "Firms report that the adoption of AI raises productivity.", "technology"),
    ("Foster care lawsuit in Texas", "The federal judge heard that caseworkers and foster youth suffer.", "country"),
    ("GCSE results fall", "Headteachers say pupils sat harder exams this summer.", "schools"),
    ("Summary Care Record spreads", "GPs and hospitals see the SCR of NHS patients.", "health"),
    ("A quiet evening", "The choir sang until late.", "too little"),
    ("", "", "no text"),
    ("Hello", "", "too little"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text"), OURS)
def test_our_news_is_ours(title: str, text: str, words: Vocabulary, weighed: Callable[..., Weighed]) -> None:
    decision = decide_domain(weighed(title, text), words)
    assert decision.in_domain, decision.reason
    assert decision.reason.startswith("in domain: ")


@pytest.mark.parametrize(("title", "text", "why"), NOT_OURS)
def test_what_only_sounds_like_it_is_not(
    title: str, text: str, why: str, words: Vocabulary, weighed: Callable[..., Weighed]
) -> None:
    decision = decide_domain(weighed(title, text), words)
    assert not decision.in_domain, decision.reason
    assert why in decision.reason


HARD_CASES = tomllib.loads(Path(__file__).with_name("hard_cases.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", HARD_CASES, ids=lambda case: case["title"])
def test_a_hard_case_is_decided_rightly(
    case: dict[str, Any], words: Vocabulary, weighed: Callable[..., Weighed]
) -> None:
    decision = decide_domain(weighed(case["title"], case["text"]), words)
    assert decision.in_domain == case["ours"], decision.reason

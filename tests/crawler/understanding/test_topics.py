"""Topics: one to three, the main one first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crawler.understanding.topics import decide_topics
from crawler.understanding.vocabulary import Vocabulary
from crawler.understanding.weighing import Weighed
from db.seeds.topics import load_topics

HEADLINES = [
    ("Child protection plans reach a record", "child-protection"),
    ("Serious case review finds chances were missed", "case-reviews"),
    ("More looked-after children placed far from home", "children-in-care"),
    ("Adopters wait for news of the Adoption Support Fund", "adoption"),
    ("Kinship carers win new allowance", "fostering-kinship"),
    ("Inspectors shut unregistered children's home", "residential-care"),
    ("Care leavers priced out of flats", "care-leavers"),
    ("Cafcass and the family courts face a longer queue", "family-courts"),
    ("Family hubs open in ten towns", "early-help"),
    ("EHCP backlog grows as SEND reform stalls", "send"),
    ("Young offender institution still unsafe", "youth-justice"),
    ("CAMHS waits hit two years", "mental-health"),
    ("Unaccompanied asylum-seeking children moved to Kent hotel", "asylum-migration"),
    ("County lines gangs turn to younger girls: child sexual exploitation report", "sexual-abuse-exploitation"),
    ("Online Safety Act: platforms get six months", "online-harms"),
    ("Social workers' caseloads and agency pay", "workforce"),
    ("Ofsted rates children's services inadequate", "inspection"),
    ("Children's social care bill: white paper and funding announced", "policy-funding"),
]


@pytest.mark.parametrize(("title", "topic"), HEADLINES)
def test_a_headline_gets_its_topic_first(
    title: str, topic: str, words: Vocabulary, weighed: Callable[..., Weighed]
) -> None:
    decision = decide_topics(weighed(title), words)
    assert decision.topics[0] == topic, decision.reasons
    assert 1 <= len(decision.topics) <= 3
    assert len(decision.reasons) == len(decision.topics)


def test_every_topic_has_a_headline_here() -> None:
    assert {topic.id for topic in load_topics()} == {topic for _, topic in HEADLINES}


def test_an_article_of_ours_with_no_narrower_topic_is_about_policy(
    words: Vocabulary, weighed: Callable[..., Weighed]
) -> None:
    decision = decide_topics(weighed("A day in the office", "Nothing much was said."), words)
    assert decision.topics == ("policy-funding",)
    assert "no narrower topic" in decision.reasons[0]


def test_a_word_far_down_a_long_article_does_not_make_a_topic(
    words: Vocabulary, weighed: Callable[..., Weighed]
) -> None:
    lead = "Foster carers in the county asked the council for a higher fostering allowance. " * 3
    filler = "The meeting went on for some time and many spoke of their hopes for the year. " * 60
    decision = decide_topics(weighed("Foster carers ask for more", f"{lead}{filler}One mentioned CAMHS."), words)
    assert decision.topics == ("fostering-kinship",)

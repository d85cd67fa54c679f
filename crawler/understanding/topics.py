"""Which of the 18 topics an article is about: one to three, the main one first, with reasons."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.understanding.thresholds import numbers
from crawler.understanding.vocabulary import TopicWords, Vocabulary
from crawler.understanding.weighing import Weighed

WIDEST = "policy-funding"
_NUMBERS = numbers("topics")
MOST = int(_NUMBERS["most"])
FLOOR, SHARE, SHARE_OF_WIDEST = _NUMBERS["floor"], _NUMBERS["share"], _NUMBERS["share_of_widest"]


@dataclass(frozen=True, slots=True)
class TopicDecision:
    """The topics, main one first, and why."""

    topics: tuple[str, ...]
    reasons: tuple[str, ...]


def decide_topics(weighed: Weighed, vocabulary: Vocabulary) -> TopicDecision:
    """Choose the topics that score near the best one; an article of ours with none is about policy."""
    ranked = sorted(vocabulary.topics, key=lambda topic: -weighed.score(topic.list_name))
    best = weighed.score(ranked[0].list_name)
    chosen = [topic for topic in ranked if _counts(topic, weighed.score(topic.list_name), best)][:MOST]
    if not chosen:
        return TopicDecision((WIDEST,), (f"topic {WIDEST}: no narrower topic is named",))
    return TopicDecision(tuple(topic.id for topic in chosen), tuple(_reason(topic, weighed) for topic in chosen))


def _counts(topic: TopicWords, score: float, best: float) -> bool:
    share = SHARE_OF_WIDEST if topic.id == WIDEST else SHARE
    return score >= FLOOR and score >= share * best


def _reason(topic: TopicWords, weighed: Weighed) -> str:
    words = ", ".join(f"“{word}”" for word in weighed.best(topic.list_name))
    return f"topic {topic.id}: {words} ({weighed.score(topic.list_name):.1f})"

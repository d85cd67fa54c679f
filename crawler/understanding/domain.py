"""Whether an article is about children's social care in the UK, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.understanding.thresholds import numbers
from crawler.understanding.vocabulary import EVIDENCE, Against, Vocabulary
from crawler.understanding.weighing import Weighed

FOREIGN = "foreign"
_NUMBERS = numbers("domain")
TOPIC_SHARE, ENOUGH = _NUMBERS["topic_share"], _NUMBERS["enough"]
SHORTEST_SHARE, FULL_WORDS = _NUMBERS["shortest_share"], _NUMBERS["full_words"]


@dataclass(frozen=True, slots=True)
class DomainDecision:
    """The decision, with a reason a person can check."""

    in_domain: bool
    reason: str


def decide_domain(weighed: Weighed, vocabulary: Vocabulary) -> DomainDecision:
    """Weigh what speaks for our domain against each kind of article that is not ours."""
    if not weighed.words:
        return DomainDecision(False, "out of domain: there is no text to read")
    evidence = speaks_for(weighed, vocabulary)
    kind, weight = heaviest_against(weighed, vocabulary)
    if weight > evidence:
        reason = f"{kind.reason}: {_quoted(weighed.best(kind.list_name))} ({weight:.1f} against {evidence:.1f})"
        return DomainDecision(False, f"out of domain: {reason}")
    enough = ENOUGH * min(1.0, SHORTEST_SHARE + weighed.words / FULL_WORDS)
    if evidence < enough:
        reason = f"too little about children's social care ({evidence:.1f} of {enough:.1f})"
        return DomainDecision(False, f"out of domain: {reason}")
    ours = _quoted(weighed.best(EVIDENCE, *(topic.list_name for topic in vocabulary.topics if topic.vouches)))
    return DomainDecision(True, f"in domain: {ours} ({evidence:.1f} against {weight:.1f})")


def speaks_for(weighed: Weighed, vocabulary: Vocabulary) -> float:
    """Return the weight of what speaks for our domain."""
    topics = sum(topic.vouches * max(0.0, weighed.score(topic.list_name)) for topic in vocabulary.topics)
    return weighed.score(EVIDENCE) + TOPIC_SHARE * topics


def heaviest_against(weighed: Weighed, vocabulary: Vocabulary) -> tuple[Against, float]:
    """Return the kind of article that fits best among those that are not ours, and its weight."""
    weights = [(_weight(kind, weighed, vocabulary), kind) for kind in vocabulary.against]
    weight, kind = max(weights, key=lambda pair: pair[0])
    return kind, weight


def _weight(kind: Against, weighed: Weighed, vocabulary: Vocabulary) -> float:
    score = weighed.score(kind.list_name)
    if kind.id == FOREIGN:
        # An article from here that looks abroad names our own bodies and places at least as often.
        score -= max(weighed.score(name) for name in vocabulary.nations.values())
    return max(0.0, score) * kind.balance


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"“{word}”" for word in words)

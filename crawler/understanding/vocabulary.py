"""The dated vocabulary of the newsroom, built once from the seed files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from crawler.understanding.events import Calendar, build_calendar
from crawler.understanding.terms import Lexicon, TermLists
from crawler.understanding.thresholds import numbers
from db.seeds.duties import Duty, load_duties
from db.seeds.events import load_events
from db.seeds.words import WordList, Words, load_event_words, load_words

STEPS = {step: numbers("words")[step] for step in ("decisive", "strong", "weak", "not")}
EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class TopicWords:
    """A topic, the name of its list of terms, and how far those terms vouch for our domain."""

    id: str
    list_name: str
    vouches: float


@dataclass(frozen=True, slots=True)
class Against:
    """A kind of article that is not ours, with the reason a reader of the log sees."""

    id: str
    list_name: str
    reason: str
    balance: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything the rules look up, in one lexicon, and the duties of the law."""

    lexicon: Lexicon
    lists: TermLists
    topics: tuple[TopicWords, ...]
    against: tuple[Against, ...]
    nations: Mapping[str, str]
    calendar: Calendar
    duties: tuple[Duty, ...]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of the seed files, built at the first call."""
    return built()


def built() -> Vocabulary:
    """Return the vocabulary of the seed files as they are now."""
    return build_vocabulary(load_words(), build_calendar(*load_events(), load_event_words()), load_duties())


def build_vocabulary(words: Words, calendar: Calendar, duties: tuple[Duty, ...]) -> Vocabulary:
    """Build a vocabulary from what the seed files hold."""
    lists = TermLists(
        {EVIDENCE: _weights(words.evidence)}
        | _named("topic", words.topics)
        | _named("against", words.against)
        | _named("nation", words.nations)
        | _named("risk", words.risks)
    )
    return Vocabulary(
        lexicon=Lexicon([*lists.terms, *calendar.terms], words.masks),
        lists=lists,
        topics=tuple(TopicWords(one.id, f"topic {one.id}", one.factor) for one in words.topics),
        against=tuple(Against(one.id, f"against {one.id}", one.reason, one.factor) for one in words.against),
        nations={one.id: f"nation {one.id}" for one in words.nations},
        calendar=calendar,
        duties=duties,
    )


def _named(kind: str, lists: Iterable[WordList]) -> dict[str, dict[str, float]]:
    return {f"{kind} {one.id}": _weights(one) for one in lists}


def _weights(words: WordList) -> dict[str, float]:
    weights: dict[str, float] = {}
    for step, weight in STEPS.items():
        for term in words.terms.get(step, ()):
            weights.setdefault(term, weight)
    return weights

"""How well articles are understood: scores of what was found against what people labelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations

Labels = Mapping[str, AbstractSet[str]]


@dataclass(frozen=True, slots=True)
class Count:
    """Right, invented and missed."""

    right: int = 0
    invented: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right."""
        return _share(self.right, self.right + self.invented)

    @property
    def recall(self) -> float:
        """Return the share of what is there that was found."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return _share(2 * self.right, 2 * self.right + self.invented + self.missed)

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.invented + other.invented, self.missed + other.missed)


@dataclass(frozen=True, slots=True)
class DomainFigures:
    """The domain filter: precision, recall, and the share of negatives that it caught."""

    precision: float
    recall: float
    negatives_caught: float


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """Topics: F1 over all labels, the mean of each topic's F1, and each topic's count."""

    micro: float
    macro: float
    by_topic: Mapping[str, Count]


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """Same story: F1 over pairs, and B-cubed precision and recall over articles."""

    pairs: Count
    b_cubed_precision: float
    b_cubed_recall: float

    @property
    def b_cubed(self) -> float:
        """Return the harmonic mean of the two B-cubed figures."""
        return _share(2 * self.b_cubed_precision * self.b_cubed_recall, self.b_cubed_precision + self.b_cubed_recall)


def score_domain(gold: Mapping[str, bool], found: Mapping[str, bool]) -> DomainFigures:
    """Score the domain filter."""
    pairs = Counter((ours, found[one]) for one, ours in gold.items())
    return DomainFigures(
        precision=_share(pairs[True, True], pairs[True, True] + pairs[False, True]),
        recall=_share(pairs[True, True], pairs[True, True] + pairs[True, False]),
        negatives_caught=_share(pairs[False, False], pairs[False, False] + pairs[False, True]),
    )


def score_topics(gold: Labels, found: Labels) -> TopicFigures:
    """Score topics over the articles of `gold`."""
    by_topic: dict[str, Count] = {}
    for one, topics in gold.items():
        for topic in topics | found[one]:
            count = Count(topic in topics and topic in found[one], topic not in topics, topic not in found[one])
            by_topic[topic] = by_topic.get(topic, Count()) + count
    named = [count.f1 for topic, count in by_topic.items() if any(topic in topics for topics in gold.values())]
    return TopicFigures(sum(by_topic.values(), Count()).f1, _share(sum(named), len(named)), by_topic)


def score_groups(gold: Mapping[str, str | None], found: Mapping[str, str]) -> GroupFigures:
    """Score grouping; an article without a group stands alone."""
    truth = {one: group or f"alone {one}" for one, group in gold.items()}
    right = _pairs(truth) & _pairs({one: found[one] for one in gold})
    pairs = Count(len(right), len(_pairs({one: found[one] for one in gold}) - right), len(_pairs(truth) - right))
    true_of, found_of = _members(truth), _members({one: found[one] for one in gold})
    both = {one: len(true_of[truth[one]] & found_of[found[one]]) for one in gold}
    return GroupFigures(
        pairs,
        _share(sum(both[one] / len(found_of[found[one]]) for one in gold), len(gold)),
        _share(sum(both[one] / len(true_of[truth[one]]) for one in gold), len(gold)),
    )


def score_quotes(gold: Iterable[tuple[str, str]], found: Iterable[tuple[str, str]]) -> Count:
    """Score (speaker, words): a hit when the speaker's surname and the first six words agree."""
    truth, said = {_quote_key(*quote) for quote in gold}, {_quote_key(*quote) for quote in found}
    return Count(len(truth & said), len(said - truth), len(truth - said))


def score_names(gold: Labels, found: Labels) -> Count:
    """Score names by recall: label lists are not exhaustive, so nothing counts as invented."""
    counts = (Count(len(names & found[one]), 0, len(names - found[one])) for one, names in gold.items())
    return sum(counts, Count())


def wrong_pairs(gold: Mapping[str, str | None], found: Mapping[str, str]) -> tuple[list[tuple[str, str]], ...]:
    """Return the pairs wrongly joined and the pairs wrongly parted."""
    truth = _pairs({one: group or f"alone {one}" for one, group in gold.items()})
    joined = _pairs({one: found[one] for one in gold})
    return sorted(joined - truth), sorted(truth - joined)


def _pairs(groups: Mapping[str, str]) -> set[tuple[str, str]]:
    return {pair for members in _members(groups).values() for pair in combinations(sorted(members), 2)}


def _members(groups: Mapping[str, str]) -> dict[str, set[str]]:
    members: dict[str, set[str]] = {}
    for one, group in groups.items():
        members.setdefault(group, set()).add(one)
    return members


def _quote_key(speaker: str, words: str) -> tuple[str, str]:
    letters = "".join(letter if letter.isalnum() else " " for letter in words.replace("’", "").replace("'", ""))
    return _last(speaker.split()).lower(), " ".join(letters.lower().split()[:6])


def _last(words: Sequence[str]) -> str:
    return words[-1] if words else ""


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0

"""How much a word says about which news it is: little where many stories use it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import log

from crawler.grouping.terms import COMMON, Headline
from crawler.grouping.thresholds import Thresholds


class Rarity:
    """The weights of words, counted by stories: a story of a hundred articles uses its words once.

    Counted by articles, the words of the day's largest story would weigh least, just where they tell most.
    """

    def __init__(self, stories: Iterable[Sequence[Headline]], rules: Thresholds) -> None:
        self._weights: dict[str, float] = {}
        self._rules = rules
        known = list(stories)
        self._count = len(known)
        self._alone = Counter(chain.from_iterable(story[0].words for story in known if len(story) == 1))  # as most are
        self._shared: dict[str, float] = {}
        for story in known:
            if len(story) > 1:
                self._learn(story)

    def _learn(self, members: Sequence[Headline]) -> None:
        used = Counter(chain.from_iterable(member.words for member in members))
        for word, times in used.items():
            self._shared[word] = self._shared.get(word, 0.0) + times / len(members)

    def of(self, word: str) -> float:
        """Return the weight of a word; nothing for one that nearly every story uses."""
        found = self._weights.get(word)
        if found is None:
            prior = self._rules.prior_stories
            used = self._alone.get(word, 0) + self._shared.get(word, 0.0) + prior * COMMON.get(word, 0.0) + 1
            share = used / (self._count + prior)
            found = 0.0 if share > self._rules.common_share else log(1 / share) ** self._rules.rarity_power
            self._weights[word] = found
        return found

    def unit(self, words: Mapping[str, float]) -> dict[str, float]:
        """Return the words of an article as a vector of length one, empty where none of them tells anything."""
        known, of = self._weights, self.of
        weighed = {
            word: count * weight
            for word, count in words.items()
            if (weight := known[word] if word in known else of(word))
        }
        length = sum(weight * weight for weight in weighed.values()) ** 0.5
        return {word: weight / length for word, weight in weighed.items()}

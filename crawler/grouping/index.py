"""The stories near in time, found by their rare words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from math import log, sqrt

from crawler.grouping.decide import Nearness, Placement, place
from crawler.grouping.terms import Headline
from crawler.grouping.thresholds import Thresholds, bundled

SHARED_SHOWN = 5


class StoryIndex:
    """Remembers articles with their stories, and places new ones beside them."""

    def __init__(self, rules: Thresholds | None = None) -> None:
        self.rules = rules or bundled()
        self._seen: Counter[str] = Counter()
        self._articles = 0
        self._members: list[tuple[Headline, str]] = []
        self._postings: dict[str, list[int]] = {}
        self._rarity: dict[str, float] = {}
        self._lengths: dict[int, float] = {}

    def learn(self, articles: Iterable[Headline]) -> None:
        """Count how rare the words of these articles are; all of them before the first is placed."""
        for article in articles:
            self._articles += 1
            self._seen.update(article.words)
        self._rarity.clear()
        self._lengths.clear()

    def add(self, article: Headline, story: str) -> None:
        """Remember that an article stands in a story."""
        number = len(self._members)
        self._members.append((article, story))
        for word in article.words:
            self._postings.setdefault(word, []).append(number)

    def place(self, article: Headline) -> Placement:
        """Return the story an article joins, or a new one, with the reason."""
        return place(list(self._near(article)), self.rules)

    def rarity(self, word: str) -> float:
        """Return the weight of a word: the rarer the heavier, nothing for a common one."""
        found = self._rarity.get(word)
        if found is None:
            prior = self.rules.prior_articles
            share = self._seen[word] / (self._articles + prior)
            found = 0.0 if share > self.rules.common_share else log((self._articles + prior) / (self._seen[word] + 1))
            self._rarity[word] = found = max(0.0, found)
        return found

    def _near(self, article: Headline) -> Iterator[Nearness]:
        """Yield the nearest member of each story that shares a rare word."""
        best: dict[str, tuple[float, int]] = {}
        length = self._length(article)
        for number, product in self._products(article).items():
            member, story = self._members[number]
            likeness = product / (length * self._member_length(number, member))
            if likeness > best.get(story, (0.0, 0))[0]:
                best[story] = (likeness, number)
        for story, (likeness, number) in sorted(best.items()):
            if likeness >= self.rules.join / 2:
                yield self._nearness(article, self._members[number][0], story, likeness)

    def _products(self, article: Headline) -> dict[int, float]:
        products: dict[int, float] = {}
        for word, weight in article.words.items():
            rare = self.rarity(word)
            if not rare:
                continue
            for number in self._postings.get(word, ()):
                products[number] = (
                    products.get(number, 0.0) + weight * self._members[number][0].words[word] * rare * rare
                )
        return products

    def _length(self, article: Headline) -> float:
        return sqrt(sum((weight * self.rarity(word)) ** 2 for word, weight in article.words.items())) or 1.0

    def _member_length(self, number: int, member: Headline) -> float:
        if number not in self._lengths:
            self._lengths[number] = self._length(member)
        return self._lengths[number]

    def _nearness(self, article: Headline, member: Headline, story: str, likeness: float) -> Nearness:
        shared = sorted(article.words.keys() & member.words.keys(), key=lambda word: (-self.rarity(word), word))
        differ = bool(article.names and member.names) and not (article.names & member.names)
        words = min(len(article.words), len(member.words))
        return Nearness(story, likeness, days_between(article, member), differ, words, tuple(shared[:SHARED_SHOWN]))


def days_between(one: Headline, other: Headline) -> int | None:
    """Return the days between two articles, None where a date is missing."""
    if one.published is None or other.published is None:
        return None
    return abs((one.published - other.published).days)

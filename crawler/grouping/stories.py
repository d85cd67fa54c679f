"""Stories as sums of their articles, found by the rare words that they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from heapq import nlargest
from math import sqrt

from crawler.grouping.decide import Nearness
from crawler.grouping.terms import Headline

SHARED_SHOWN = 5
LOOKED_AT = 6  # the stories nearest by words whose dates and names are compared


@dataclass(slots=True, eq=False)
class Story:
    """The articles of one story and the sum of their vectors."""

    key: str
    stands: bool = False  # it has an address: it takes articles and is never given away
    vector: dict[str, float] = field(default_factory=dict)
    square: float = 0.0
    members: dict[str, Headline] = field(default_factory=dict)
    days: Counter[date | None] = field(default_factory=Counter)
    words: int = 0  # of the longest article it ever had

    @property
    def length(self) -> float:
        """Return the length of the sum."""
        return sqrt(max(self.square, 1e-12))

    def names(self) -> set[str]:
        """Return the names in the headlines of its articles."""
        return {name for member in self.members.values() for name in member.names}


class Stories:
    """All stories near in time, and which of them use a word."""

    def __init__(self) -> None:
        self.all: dict[str, Story] = {}
        self._users: defaultdict[str, dict[str, float]] = defaultdict(dict)

    def story(self, key: str, *, stands: bool = False) -> Story:
        """Return a story, a new one if there was none by that key."""
        return self.all.setdefault(key, Story(key, stands))

    def add(self, story: Story, articles: Iterable[Headline], vector: dict[str, float]) -> None:
        """Add articles with the sum of their vectors to a story."""
        for article in articles:
            story.members[article.id] = article
            story.days[article.published] += 1
            story.words = max(story.words, len(article.words))
        own, key, users = story.vector, story.key, self._users
        square = story.square
        for word, weight in vector.items():
            before = own.get(word, 0.0)
            own[word] = after = before + weight
            square += after * after - before * before
            users[word][key] = after
        story.square = square

    def take(self, story: Story, article: Headline, vector: dict[str, float]) -> None:
        """Take one article out of a story; an empty one goes, unless it stands."""
        del story.members[article.id]
        story.days[article.published] -= 1
        if not story.days[article.published]:
            del story.days[article.published]
        if not story.members and not story.stands:
            self.drop(story)
            return
        for word, weight in vector.items():
            before = story.vector[word]
            story.vector[word] = after = before - weight
            story.square += after * after - before * before
            self._users[word][story.key] = after

    def drop(self, story: Story) -> None:
        """Forget a story."""
        del self.all[story.key]
        for word in story.vector:
            self._users[word].pop(story.key, None)

    def near(
        self, vector: dict[str, float], least: float, length: float = 1.0, but: Story | None = None
    ) -> list[tuple[float, Story]]:
        """Return the stories nearest to a vector by the rare words they share, from a likeness on, nearest first."""
        products: defaultdict[str, float] = defaultdict(float)
        users = self._users
        for word, weight in vector.items():
            for key, other in users[word].items() if word in users else ():
                products[key] += weight * other
        if but is not None:
            products.pop(but.key, None)
        bound = (least * length) ** 2
        near = [
            (product / (length * story.length), key)
            for key, product in products.items()
            if product * product >= bound * (story := self.all[key]).square
        ]
        return [(likeness, self.all[key]) for likeness, key in nlargest(LOOKED_AT, near)]


def nearness(one: Story | Headline, likeness: float, story: Story) -> Nearness:
    """Return how near an article, or a whole story, is to a story: by words, days and names."""
    if isinstance(one, Story):
        apart, size = days_between(one.days, story.days), one.words
        differ = names_differ(one.names(), one.vector, story)
    else:
        apart, size = days_between((one.published,), story.days), len(one.words)
        differ = names_differ(one.names, one.words, story)
    return Nearness(story.key, likeness, apart, differ, min(size, story.words))


def shared_words(vector: dict[str, float], story: Story) -> tuple[str, ...]:
    """Return the words that bring a vector and a story together, the strongest first."""
    products = ((weight * story.vector.get(word, 0.0), word) for word, weight in vector.items())
    return tuple(word for product, word in nlargest(SHARED_SHOWN, products) if product > 1e-9)


def days_between(some: Iterable[date | None], others: Collection[date | None]) -> int | None:
    """Return the days between the nearest of two sets of days, None where one of them has none."""
    if any(one in others for one in some if one):
        return 0
    dated = [abs((one - other).days) for one in some if one for other in others if other]
    return min(dated, default=None)


def names_differ(names: Iterable[str], words: Iterable[str], story: Story) -> bool:
    """Whether both sides name somebody or some place in their headlines, and neither is anywhere in the other."""
    own = frozenset(names)
    if not own or not own.isdisjoint(story.vector):
        return False
    theirs = story.names()
    return bool(theirs) and theirs.isdisjoint(words) and theirs.isdisjoint(own)

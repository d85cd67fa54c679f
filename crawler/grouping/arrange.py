"""New articles beside the stories that stand: which join, which of them are one story of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from crawler.grouping.decide import Placement, nearest, why_joined, why_new
from crawler.grouping.rarity import Rarity
from crawler.grouping.stories import Stories, Story, nearness, shared_words
from crawler.grouping.terms import Headline, headline
from crawler.grouping.thresholds import Thresholds, bundled
from db.types import Reading

MERGE_EVERY = 500  # articles
Members = Sequence[Headline]


class Arrangement:
    """Articles in stories, by two looks: the second weighs words by the stories that the first one found."""

    def __init__(
        self, standing: Mapping[str, Members], new: Iterable[Headline], rules: Thresholds | None = None
    ) -> None:
        self.rules = rules or bundled()
        self._new = sorted(new, key=in_time)
        self._standing = standing
        self._place: dict[str, Story] = {}
        self._look({})
        self._look({story.key: list(story.members.values()) for story in self._stories.all.values()})

    def story_of(self, article: Headline) -> Story:
        """Return the story that an article stands in."""
        return self._place[article.id]

    def why(self, article: Headline) -> Placement:
        """Return the standing story of a new article, None for a new one, and why."""
        story = self._place[article.id]
        vector = self._vectors.get(article.id) or self._rarity.unit(article.words)
        self._stories.take(story, article, vector)
        if story.members:
            product = sum(weight * story.vector.get(word, 0.0) for word, weight in vector.items())
            near = nearness(article, product / story.length, story)
            reason = why_joined(near, shared_words(vector, story), self.rules)
            found = Placement(story.key if story.stands else None, reason, near.likeness)
        else:
            best, other = next(iter(self._stories.near(vector, 0.0)), (0.0, None))
            beside = nearness(article, best, other) if other else None
            reason = why_new(beside, shared_words(vector, other) if other else (), self.rules)
            found = Placement(None, reason, best)
            self._stories.all[story.key] = story
        self._stories.add(story, [article], vector)
        return found

    def _look(self, found: Mapping[str, Members]) -> None:
        """Place all new articles one after the other, beside what a look before this one found of them."""
        singles = [[each] for each in self._new]
        self._rarity = Rarity(found.values() if found else [*self._standing.values(), *singles], self.rules)
        self._stories = Stories()
        self._vectors = vectors = {article.id: self._rarity.unit(article.words) for article in self._new}
        for key, members in (found or self._standing).items():
            story = self._stories.story(key, stands=key in self._standing)
            for member in members:
                self._stories.add(story, [member], vectors.get(member.id) or self._rarity.unit(member.words))
                self._place[member.id] = story
        for number, article in enumerate(self._new, 1):
            if found:
                self._stories.take(self._place[article.id], article, vectors[article.id])
            self._settle(article, vectors[article.id])
            if not found and number % MERGE_EVERY == 0:
                self._merge()
        self._merge()

    def _settle(self, article: Headline, vector: dict[str, float]) -> None:
        """Put an article into the story that it joins, or into one of its own."""
        near = self._stories.near(vector, self.rules.join)
        chosen = nearest((nearness(article, *each) for each in near), self.rules, self.rules.join)
        story = self._stories.all[chosen.story] if chosen else self._stories.story(f"new {article.id}")
        self._stories.add(story, [article], vector)
        self._place[article.id] = story

    def _merge(self) -> None:
        """Let stories that do not stand yet go into the one they are near to, the smallest first."""
        for story in sorted(self._stories.all.values(), key=lambda each: (len(each.members), each.key)):
            if story.stands or story.key not in self._stories.all:
                continue
            near = self._stories.near(story.vector, self.rules.merge, story.length, but=story)
            chosen = nearest((nearness(story, *each) for each in near), self.rules, self.rules.merge)
            if chosen:
                self._join(story, self._stories.all[chosen.story])

    def _join(self, story: Story, other: Story) -> None:
        self._stories.drop(story)
        self._stories.add(other, story.members.values(), story.vector)
        for member in story.members:
            self._place[member] = other


def in_time(article: Headline) -> tuple[date, str]:
    """Return the order in which articles are placed: by date, undated ones last."""
    return article.published or date.max, article.id


def group_all(readings: Iterable[Reading], rules: Thresholds | None = None) -> dict[str, str]:
    """Return the story of each article, named by its first article, whatever the order they come in."""
    rules = rules or bundled()
    ordered = sorted((headline(reading, rules) for reading in readings), key=in_time)
    found = Arrangement({}, ordered, rules)
    first: dict[str, str] = {}
    return {one.id: first.setdefault(found.story_of(one).key, one.id) for one in ordered}

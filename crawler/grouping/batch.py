"""Many articles at once, by the same rules as one at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from crawler.grouping.index import StoryIndex
from crawler.grouping.terms import headline
from crawler.grouping.thresholds import Thresholds, bundled
from db.types import Reading


def group_all(readings: Iterable[Reading], rules: Thresholds | None = None) -> dict[str, str]:
    """Return the story of each article, named by its first article, whatever the order they come in."""
    rules = rules or bundled()
    articles = [headline(reading, rules) for reading in readings]
    articles.sort(key=lambda article: (article.published or date.max, article.id))
    index = StoryIndex(rules)
    index.learn(articles)
    stories: dict[str, str] = {}
    for article in articles:
        story = index.place(article).story or article.id
        index.add(article, story)
        stories[article.id] = story
    return stories

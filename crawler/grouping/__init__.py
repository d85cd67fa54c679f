"""One story once: which articles report the same thing."""

from crawler.grouping.batch import group_all
from crawler.grouping.decide import Placement
from crawler.grouping.index import StoryIndex
from crawler.grouping.terms import Headline, headline

__all__ = ["Headline", "Placement", "StoryIndex", "group_all", "headline"]

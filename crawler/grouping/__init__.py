"""One story once: which articles report the same thing."""

from crawler.grouping.arrange import Arrangement, group_all
from crawler.grouping.decide import Placement
from crawler.grouping.terms import Headline, headline

__all__ = ["Arrangement", "Headline", "Placement", "group_all", "headline"]

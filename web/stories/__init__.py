"""Stories: the day, earlier editions, one story with its coverage and thread."""

from web.stories.views import bp

__all__ = ["bp"]

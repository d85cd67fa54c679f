"""Topics: all of them, and the stories of each."""

from web.topics.views import bp

__all__ = ["bp"]

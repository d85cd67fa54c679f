"""Sources: which outlets we read, how they do, what we may show."""

from web.sources.views import bp

__all__ = ["bp"]

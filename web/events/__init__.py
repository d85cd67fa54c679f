"""Events: every series, and each edition as a hub."""

from web.events.views import bp

__all__ = ["bp"]

"""The news as JSON, to read: version 1."""

from web.api.views import bp

__all__ = ["bp"]

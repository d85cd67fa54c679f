"""Reading without a connection: the newest edition and saved stories, kept by a reader's own browser on request."""

from web.offline.views import bp

__all__ = ["bp"]

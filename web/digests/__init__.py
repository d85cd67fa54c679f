"""Digests: the archive of what was sent."""

from web.digests.views import bp

__all__ = ["bp"]

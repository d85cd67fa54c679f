"""Moderation: the queue, decisions with reasons, the public log."""

from web.moderation.views import bp

__all__ = ["bp"]

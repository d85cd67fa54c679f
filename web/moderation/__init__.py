"""Moderation: the queue, decisions with reasons, whole threads, the rota, the public log."""

from web.moderation import threads
from web.moderation.views import bp

__all__ = ["bp", "threads"]

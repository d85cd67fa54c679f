"""Subscriptions: sign up with double opt-in, choose, leave with one tap."""

from web.subscriptions.views import bp

__all__ = ["bp"]

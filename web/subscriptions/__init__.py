"""Subscriptions: sign up with double opt-in, choose, pause, move elsewhere, leave with one tap."""

from web.subscriptions import preferences
from web.subscriptions.views import bp

__all__ = ["bp", "preferences"]

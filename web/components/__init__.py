"""Every part of a page in every state, for whoever designs; only in development."""

from web.components.views import bp

__all__ = ["bp"]

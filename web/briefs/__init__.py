"""A few stories on one page for the team meeting."""

from web.briefs.views import bp

__all__ = ["bp"]

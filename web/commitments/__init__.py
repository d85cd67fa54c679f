"""What was promised, what the law asks, and the days ahead."""

from web.commitments.views import bp

__all__ = ["bp"]

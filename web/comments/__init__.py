"""Comments: write, answer, report, withdraw, follow what became of them."""

from web.comments.views import bp

__all__ = ["bp"]

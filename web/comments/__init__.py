"""Comments: write, answer, label, report, appeal, withdraw, follow what became of them."""

from web.comments import follows, reports, threads
from web.comments.views import bp

__all__ = ["bp", "follows", "reports", "threads"]

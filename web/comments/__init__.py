"""Comments: write, answer, label, report, appeal, withdraw, follow what became of them."""

from web.comments import reports, threads
from web.comments.views import bp

__all__ = ["bp", "reports", "threads"]

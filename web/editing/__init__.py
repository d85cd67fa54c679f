"""The editors' pages: stories joined, parted, renamed; proposals of the daily look."""

from web.editing.views import bp

__all__ = ["bp"]

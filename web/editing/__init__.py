"""The editors' pages: stories joined, parted, renamed; proposals of the daily look; promises and dates confirmed."""

from web.editing import commitments, corrections
from web.editing.views import bp

__all__ = ["bp", "commitments", "corrections"]

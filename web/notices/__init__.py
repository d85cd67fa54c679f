"""Legal notices, data-protection complaints, the record of breaches: forms for anybody, clocks for moderators."""

from web.notices import handling
from web.notices.views import bp

__all__ = ["bp", "handling"]

"""How long to wait between requests to one host."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_PAUSE = timedelta(seconds=60)
LONGEST_RETRY = timedelta(days=1)


def pause(
    setting: float,
    source: float | None = None,
    crawl_delay: float | None = None,
    allowed: bool = False,
    longest: timedelta = LONGEST_PAUSE,
) -> timedelta:
    """Return the pause between requests to a host: the largest wish, none for a host allowed for tests."""
    if allowed:
        return timedelta(0)
    wishes = [wish for wish in (setting, source, crawl_delay) if wish is not None and wish > 0]
    return min(timedelta(seconds=min(max(wishes, default=0.0), 1e6)), longest)


def retry_after(value: str | None, now: datetime, cap: timedelta = LONGEST_RETRY) -> timedelta | None:
    """Return how long a `Retry-After` header asks us to stay away; None if it says nothing usable."""
    text = (value or "").strip()
    if not text:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        return min(timedelta(seconds=math.ceil(min(float(text), cap.total_seconds()))), cap)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(aware - now, timedelta(0)), cap)

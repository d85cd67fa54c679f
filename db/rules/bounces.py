"""What it means that a mail comes back, and when an address has had enough of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

SOFT_DAYS = 3  # so many different days with a mail that came back, without one that arrived since
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# RFC 3463: bad mailbox, bad system, moved without a forward, mailbox disabled.
_DEAD = {("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "1")}
_NO_MAILBOX = {550, 551, 553}


def is_hard(code: int, words: str) -> bool:
    """Whether a refusal says that an address is dead; one for what we are or wrote says nothing of the address."""
    status = _STATUS.search(words)
    if status is None:
        return code in _NO_MAILBOX and not re.search(r"(?i)spam|block|polic|denied|relay|list", words)
    return status[1] == "5" and (status[2], status[3]) in _DEAD


def had_enough(days: Iterable[datetime]) -> bool:
    """Whether soft bounces came on so many different days that an address is to be left alone."""
    return len({day.date() for day in days}) >= SOFT_DAYS

"""What stands with a commitment today: open, due, overdue, or what an editor noted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

State = Literal["open", "due", "overdue", "met", "superseded", "unclear"]
DECIDED = ("met", "superseded", "unclear")
DUE_WITHIN = timedelta(days=30)


def standing(state: str, due_on: date | None, today: date) -> State:
    """Return how a commitment stands: an open one comes due a month before its last day and is overdue after it."""
    if state == "met":
        return "met"
    if state == "superseded":
        return "superseded"
    if state == "unclear":
        return "unclear"
    if due_on is None or today < due_on - DUE_WITHIN:
        return "open"
    return "due" if today <= due_on else "overdue"

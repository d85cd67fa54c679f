"""Lists that go on: the place after which the next page begins, in the address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from flask import abort, request

from db.clock import stamp
from db.stories import Card, Place

PAGE = 30
# The API's description says the same. A 30 February is a place too: places are compared as texts.
PLACE = (
    r"([0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z)"
    r"_([0-9]{1,18})"
)


def place_asked() -> Place:
    """Return the place that the address asks for, the start without one; anything else is answered by 400."""
    text = request.args.get("after")
    if text is None:
        return Place()
    found = re.fullmatch(PLACE, text)
    if found is None:
        abort(400)
    return Place(found[1], int(found[2]))


def next_place(cards: Sequence[Card]) -> str | None:
    """Return the place after a full page, None where the list ends."""
    return place_of(cards[-1].first_at, cards[-1].id) if len(cards) >= PAGE else None


def place_of(at: datetime, number: int) -> str:
    """Return a place as the address writes it."""
    return f"{stamp(at)}_{number}"

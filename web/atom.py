"""Atom feeds of lists of stories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Response, make_response, render_template

from db.stories import Card
from web.config import absolute


def atom(title: str, path: str, cards: Sequence[Card], own: str | None = None) -> Response:
    """Return a list of stories as an Atom feed (RFC 4287), credited to their outlets."""
    updated = max((card.latest_at for card in cards), default=datetime(2011, 10, 20, tzinfo=UTC))
    body = render_template(
        "feed.xml", title=title, path=path, own=own or f"{path}.atom", cards=cards, updated=updated, absolute=absolute
    )
    response = make_response(body)
    response.mimetype = "application/atom+xml"
    return response

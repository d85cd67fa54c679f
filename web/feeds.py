"""Lists of stories as Atom and as JSON Feed, credited to their outlets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Response, make_response, render_template

from db.clock import stamp
from db.stories import Card
from web.config import absolute

FORMS = "<any(atom, json):form>"  # the end of the address of every list
TYPES = {"atom": "application/atom+xml", "json": "application/feed+json"}


def feed(form: str, title: str, path: str, cards: Sequence[Card], own: str | None = None) -> Response:
    """Return a list of stories as a feed: Atom (RFC 4287) or JSON Feed 1.1; `own` is its address if not the list's."""
    address = own or f"{path}.{form}"
    made = as_json(title, path, address, cards) if form == "json" else as_atom(title, path, address, cards)
    response = make_response(made)
    response.content_type = f"{TYPES[form]}; charset=utf-8"
    return response


def as_atom(title: str, path: str, own: str, cards: Sequence[Card]) -> str:
    """Return a list as Atom."""
    updated = max((card.latest_at for card in cards), default=datetime(2011, 10, 20, tzinfo=UTC))
    return render_template("feed.xml", title=title, path=path, own=own, cards=cards, updated=updated, absolute=absolute)


def as_json(title: str, path: str, own: str, cards: Sequence[Card]) -> str:
    """Return a list as JSON Feed."""
    found = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{title} · Common Thread",
        "home_page_url": absolute(path),
        "feed_url": absolute(own),
        "language": "en-GB",
        "items": [item(card) for card in cards],
    }
    return json.dumps(found, ensure_ascii=False)


def item(card: Card) -> dict[str, object]:
    """Return a story as an item of a JSON Feed: our page, and the outlet's own beside it."""
    address = absolute(f"/stories/{card.slug}")
    return {
        "id": address,
        "url": address,
        "external_url": card.url,
        "title": card.headline,
        "content_text": card.standfirst or card.headline,
        "date_published": stamp(card.first_at),
        "date_modified": stamp(card.latest_at),
        "authors": [{"name": card.outlet}],
    }

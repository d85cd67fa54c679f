"""Lists of stories, and the comments on one, as Atom and as JSON Feed, credited to whoever wrote them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response, make_response, render_template

from db.clock import stamp
from db.comments import Comment
from db.rules.html import plain_text
from db.stories import Card, Story
from web.config import absolute
from web.notes import noted

FORMS = "<any(atom, json):form>"  # the end of the address of every list
TYPES = {"atom": "application/atom+xml", "json": "application/feed+json"}
FOUNDED = datetime(2011, 10, 20, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed: our page of it, and the outlet's own beside it where there is one."""

    url: str
    title: str
    text: str
    author: str
    published: datetime
    updated: datetime
    external_url: str | None = None


def feed(form: str, title: str, path: str, cards: Sequence[Card], own: str | None = None) -> Response:
    """Return a list of stories as a feed: Atom (RFC 4287) or JSON Feed 1.1; `own` is its address if not the list's."""
    return entries_feed(form, title, path, [of_card(card) for card in cards], own)


def comments_feed(form: str, story: Story, found: Sequence[Comment]) -> Response:
    """Return published comments on a story as a feed."""
    path = f"/stories/{story.slug}"
    return entries_feed(form, f"Comments on: {story.headline}", path, [of_comment(path, one) for one in found])


def of_card(card: Card) -> Entry:
    """Return a story as an entry; a summary that describes harm in detail stays on its page."""
    address = absolute(f"/stories/{card.slug}")
    text = noted(card.standfirst)
    return Entry(address, card.headline, text, card.outlet, card.first_at, card.latest_at, card.url)


def of_comment(path: str, comment: Comment) -> Entry:
    """Return a published comment as an entry."""
    address = absolute(f"/comments/{comment.id}")
    title = f"{comment.name} wrote"
    day = comment.created_at.replace(hour=0, minute=0, second=0, microsecond=0)  # in public the day, never the minute
    return Entry(address, title, plain_text(comment.html), comment.name, day, day)


def entries_feed(form: str, title: str, path: str, entries: Sequence[Entry], own: str | None = None) -> Response:
    """Return entries as a feed of the form that was asked for."""
    address = own or f"{path}.{form}"
    made = as_json(title, path, address, entries) if form == "json" else as_atom(title, path, address, entries)
    response = make_response(made)
    response.content_type = f"{TYPES[form]}; charset=utf-8"
    return response


def as_atom(title: str, path: str, own: str, entries: Sequence[Entry]) -> str:
    """Return entries as Atom."""
    updated = max((entry.updated for entry in entries), default=FOUNDED)
    return render_template(
        "feed.xml", title=title, path=path, own=own, entries=entries, updated=updated, absolute=absolute
    )


def as_json(title: str, path: str, own: str, entries: Sequence[Entry]) -> str:
    """Return entries as JSON Feed."""
    found = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{title} · Common Thread",
        "home_page_url": absolute(path),
        "feed_url": absolute(own),
        "language": "en-GB",
        "items": [item(entry) for entry in entries],
    }
    return json.dumps(found, ensure_ascii=False)


def item(entry: Entry) -> dict[str, object]:
    """Return an entry as an item of a JSON Feed."""
    external = {"external_url": entry.external_url} if entry.external_url else {}
    return {
        "id": entry.url,
        "url": entry.url,
        **external,
        "title": entry.title,
        "content_text": entry.text or entry.title,
        "date_published": stamp(entry.published),
        "date_modified": stamp(entry.updated),
        "authors": [{"name": entry.author}],
    }

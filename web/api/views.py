"""The read-only JSON API, version 1: what the pages show, within each outlet's display right, and nothing else."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from db import commitments, events, finding, health, stories, topics
from db.clock import stamp
from db.finding import Asked
from db.search import LONGEST
from db.stories import Card, Quote, Report
from web.api.description import described
from web.config import absolute, now
from web.database import database
from web.notes import harm_in
from web.paging import PAGE, next_place, place_asked
from web.words import LONDON

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.get("/openapi.json")
def description() -> Response:
    """Describe the API (OpenAPI 3.1)."""
    return jsonify(described(absolute("/api/v1")))


@bp.get("/stories")
def newest() -> Response:
    """List the newest stories, of a topic where one is given; `next` is the address of the older ones."""
    db, topic = database(), request.args.get("topic")
    if topic:
        cards = stories.by_topic(db, topics.by_id(db, topic).id, place_asked(), PAGE)
    else:
        cards = stories.newest(db, place_asked(), PAGE)
    place = next_place(cards)
    more = f"/api/v1/stories?after={place}" + (f"&topic={topic}" if topic else "") if place else None
    return jsonify({"stories": [brief(card) for card in cards], "next": absolute(more) if more else None})


@bp.get("/stories/<slug>")
def story(slug: str) -> Response:
    """Show a story: its coverage, topics, quotes and thread."""
    db = database()
    found = stories.by_slug(db, slug)
    card = stories.card(db, found.id)
    if card is None:
        abort(404)
    named = stories.named(db, found.id)
    return jsonify(
        {
            **brief(card),
            "articles": [article(one) for one in stories.coverage(db, found.id)],
            "topics": [topic.slug for topic in named["topic"]],
            "quotes": [quoted(one) for one in stories.quotes(db, found.id)],
            "names": [
                {"kind": one.kind, "name": one.name, "role": one.role} for one in [*named["person"], *named["body"]]
            ],
            "duties": [duty.id for duty in commitments.duties_of(db, found.id)],
            "thread": {"state": found.thread, "reason": found.thread_reason},
        }
    )


@bp.get("/search")
def search() -> Response:
    """List the best stories that have all the words."""
    found = finding.find(database(), Asked(request.args.get("q", "").replace("\0", " ")[:LONGEST]), most=PAGE)
    return jsonify({"stories": [brief(card) for card in found.cards]})


@bp.get("/topics")
def every_topic() -> Response:
    """List the topics."""
    found = topics.everything(database())
    return jsonify({"topics": [{"id": one.id, "name": one.name, "about": one.description} for one in found]})


@bp.get("/events/<key>")
def event(key: str) -> Response:
    """Show the edition of an event with its stories."""
    db = database()
    found = events.edition(db, key)
    told = [brief(card) for card in stories.by_event(db, key)]
    return jsonify({"key": found.key, "name": found.name, "when": found.when_and_where, "stories": told})


@bp.get("/sources")
def sources() -> Response:
    """List the sources with what may be shown of each."""
    found = [
        {"slug": one.slug, "name": one.name, "home": one.home, "display": one.display, "access": one.access}
        for one in health.every(database())
    ]
    return jsonify({"sources": found})


@bp.get("/commitments")
def promised() -> Response:
    """List the confirmed commitments with how each stands today."""
    day = now().astimezone(LONDON).date()
    found = [
        {
            "id": one.id,
            "who": one.who,
            "what": one.what,
            "due": one.due_on.isoformat() if one.due_on else None,
            "state": one.standing(day),
            "story": absolute(f"/stories/{one.story_slug}"),
        }
        for one in commitments.everything(database())
    ]
    return jsonify({"commitments": found})


def brief(card: Card) -> dict[str, Any]:
    """Return a story in a list."""
    return {
        "slug": card.slug,
        "url": absolute(f"/stories/{card.slug}"),
        "headline": card.headline,
        "summary": card.standfirst,
        "content_note": harm_in(card.standfirst),
        "outlet": card.outlet,
        "source_url": card.url,
        "access": card.access,
        "first_at": stamp(card.first_at),
        "latest_at": stamp(card.latest_at),
        "outlets": card.outlet_count,
        "event": card.event_key,
        "nation": card.nation,
        "comments": card.comment_count,
    }


def article(report: Report) -> dict[str, Any]:
    """Return what one outlet published."""
    return {
        "url": report.url,
        "title": report.title,
        "author": report.author,
        "outlet": report.outlet,
        "published": stamp(report.published_at) if report.published_at else None,
        "access": report.access,
        "summary": report.shown.summary,
        "content_note": harm_in(report.shown.summary),
    }


def quoted(quote: Quote) -> dict[str, Any]:
    """Return who said what, and who tells it."""
    return {
        "speaker": quote.speaker,
        "role": quote.role,
        "text": quote.text,
        "content_note": harm_in(quote.text),
        "outlet": quote.outlet,
        "url": quote.url,
    }

"""The pages of sources."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from db import health, stories
from web.config import now
from web.database import database
from web.feeds import FORMS, feed
from web.paging import PAGE, place_asked

bp = Blueprint("sources", __name__, template_folder="templates")
DISPLAY_WORDS = {
    "full": "We may show its articles in full.",
    "summary": "We show headlines and the first words of its own summary, and link to it.",
    "headline": "We show its headlines and link to it.",
    "link": "We only link to it: no text is kept, searched or read by rules.",
}


@bp.get("/sources")
def every() -> str:
    """Show all sources and how each does."""
    return render_template("sources/every.html", sources=health.every(database()), now=now())


@bp.get("/sources/<slug>")
def show(slug: str) -> str:
    """Show a source: how it does, what we may show of it, how to ask for removal, its stories."""
    db = database()
    source = health.of(db, slug)
    return render_template(
        "sources/show.html",
        source=source,
        fetches=health.fetches(db, slug),
        cards=stories.by_source(db, slug, place_asked(), PAGE),
        display=DISPLAY_WORDS[source.display],
        now=now(),
    )


@bp.get(f"/sources/<slug>.{FORMS}")
def source_feed(slug: str, form: str) -> Response:
    """Give the newest stories that a source carried as a feed."""
    source = health.of(database(), slug)
    return feed(form, source.name, f"/sources/{source.slug}", stories.by_source(database(), slug))

"""The pages about the site, and what machines ask for."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as Answer

from db import stories, topics
from web import notes
from web.config import absolute, settings
from web.database import database
from web.guards import open_to_all

bp = Blueprint("about", __name__, template_folder="templates")
AUDITED = date(2026, 11, 27)  # the day of the last audit that the accessibility statement tells of


@bp.context_processor
def operator() -> dict[str, object]:
    """Let these pages say who runs the site and how to reach them."""
    contact = settings().operator_contact
    link = contact if contact.startswith(("http://", "https://")) else f"mailto:{contact}"
    return {"operator": settings().operator_name, "contact": contact, "contact_link": link}


@bp.get("/about")
def about() -> str:
    """Say what the site is, who runs it, and how to ask for a change or a removal."""
    return render_template("about/about.html")


@bp.get("/privacy")
def privacy() -> str:
    """Say what is kept of readers, why, and for how long."""
    return render_template(
        "about/privacy.html", session_days=settings().session_days, held_days=settings().held_text_days
    )


@bp.get("/terms")
def terms() -> str:
    """Say on what terms the site may be used."""
    return render_template("about/terms.html")


@bp.get("/accessibility")
def accessibility() -> str:
    """Say how accessible the site is, how that is known, and what is missing."""
    return render_template("about/accessibility.html", audited=AUDITED)


@bp.get("/choices")
def choices() -> Response:
    """Ask what a reader wants to see."""
    saved = bool(request.args.get("saved"))
    response = make_response(render_template("about/choices.html", open=notes.opened(), saved=saved))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/choices")
@open_to_all("a choice that stays in the reader's own browser")
def choose() -> Answer:
    """Keep a reader's choice in their browser."""
    response = redirect("/choices?saved=1", 303)
    secure = settings().base_url.startswith("https:")
    notes.choose(response, request.form.get("notes") == notes.OPEN, secure=secure)
    if not g.get("account"):
        session.clear()  # the form's own cookie has done its work: pages may come from the cache again
    return response


@bp.get("/opensearch.xml")
def opensearch() -> Response:
    """Let a browser search the site from its address line (OpenSearch 1.1)."""
    response = make_response(render_template("about/opensearch.xml", absolute=absolute))
    response.mimetype = "application/opensearchdescription+xml"
    return response


@bp.get("/feeds.opml")
def feeds() -> Response:
    """List the feeds of all topics and nations as OPML 2.0, for a feed reader."""
    named = [("All stories", "/stories"), *((one.name, f"/topics/{one.id}") for one in topics.everything(database()))]
    response = make_response(render_template("about/feeds.opml", named=named, absolute=absolute))
    response.mimetype = "text/x-opml"
    return response


@bp.get("/robots.txt")
def robots() -> Response:
    """Tell robots what they need not fetch."""
    lines = [
        "User-agent: *",
        "Disallow: /search",
        "Disallow: /brief",
        "Disallow: /editing",
        "Disallow: /sign-in",
        "Disallow: /comments/",
        "Disallow: /moderation",
        "Disallow: /admin",
        "Disallow: /choices",
        "Disallow: /cpd",
        "Disallow: /my",
        "Disallow: /follow",
        "Disallow: /s/",
        "Disallow: /stories/*/error",
        "Disallow: /stories/*/comment",
    ]
    response = make_response("\n".join([*lines, f"Sitemap: {absolute('/sitemap.xml')}", ""]))
    response.mimetype = "text/plain"
    return response


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """List the newest stories and all topics for search engines."""
    db = database()
    paths = [
        "/",
        "/editions",
        "/commitments",
        "/duties",
        "/dates",
        "/topics",
        "/events",
        "/glossary",
        "/voices",
        "/sources",
        "/about",
        "/privacy",
        "/terms",
        "/accessibility",
        "/corrections",
    ]
    paths += [f"/topics/{topic.id}" for topic in topics.everything(db)]
    paths += [f"/stories/{card.slug}" for card in stories.newest(db, most=1000)]
    response = make_response(render_template("about/sitemap.xml", addresses=[absolute(path) for path in paths]))
    response.mimetype = "application/xml"
    return response

"""The pages about the site, and what machines ask for."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from db import stories, topics
from web.config import absolute
from web.database import database

bp = Blueprint("about", __name__, template_folder="templates")


@bp.get("/about")
def about() -> str:
    """Say what the site is, and how to ask for a change or a removal."""
    return render_template("about/about.html")


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


@bp.get("/healthz")
def healthz() -> Response:
    """Answer that this process serves."""
    response = make_response("ok\n")
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = "no-store"
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
        "/sources",
        "/about",
    ]
    paths += [f"/topics/{topic.id}" for topic in topics.everything(db)]
    paths += [f"/stories/{card.slug}" for card in stories.newest(db, most=1000)]
    response = make_response(render_template("about/sitemap.xml", addresses=[absolute(path) for path in paths]))
    response.mimetype = "application/xml"
    return response

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
    paths = ["/", "/topics", "/events", "/glossary", "/sources", "/about"]
    paths += [f"/topics/{topic.id}" for topic in topics.everything(db)]
    paths += [f"/stories/{card.slug}" for card in stories.newest(db, most=1000)]
    response = make_response(render_template("about/sitemap.xml", addresses=[absolute(path) for path in paths]))
    response.mimetype = "application/xml"
    return response

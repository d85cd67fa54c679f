"""What a browser keeps for reading without a connection, and the worker that keeps it (docs/decisions/0027)."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template

from db import changes, stories
from web.config import now
from web.database import database
from web.words import LONDON, london_day

bp = Blueprint("offline", __name__, template_folder="templates")
MOST = 40
ASSETS = ("site.css", "site.js", "offline.js", "icon.svg")


@bp.get("/offline.worker.js")
def worker() -> Response:
    """Give the worker at the root of the site, where it may answer for all pages."""
    script = Path(str(current_app.static_folder), "worker.js").read_text("utf-8")
    response = make_response(script)
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/offline")
def page() -> str:
    """Say what can be read without a connection."""
    return render_template("offline/page.html")


@bp.get("/offline/edition.json")
def edition() -> Response:
    """Name the pages of the newest edition, the newest removal (then browsers drop all) and correction."""
    db = database()
    end = london_day(now().astimezone(LONDON).date())[1]
    last = stories.last_before(db, end)
    cards = stories.in_span(db, *london_day(last.astimezone(LONDON).date())) if last else []
    static = current_app.jinja_env.globals["static"]
    assert callable(static)
    return jsonify(
        removed=changes.of_lists(db).removed,
        corrected=changes.corrected(db),
        pages=["/", "/offline", *(f"/stories/{card.slug}" for card in cards[:MOST])],
        assets=[static(name) for name in ASSETS],
    )

"""The form to report an error in a story, and the page of what was corrected."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from db import corrections, limits, stories
from db.corrections import Correction
from db.editing import EditRefused
from web.config import absolute, now
from web.database import database
from web.feeds import FORMS, Entry, entries_feed
from web.guards import client, open_to_all

bp = Blueprint("corrections", __name__, template_folder="templates")


@bp.get("/corrections")
def every() -> str:
    """Show what was corrected, the newest first."""
    before = min(request.args.get("before", 2**62, type=int), 2**62)
    found = corrections.published(database(), before)
    return render_template("corrections/every.html", found=found)


@bp.get(f"/corrections.{FORMS}")
def corrections_feed(form: str) -> Response:
    """Give what was corrected as a feed."""
    return entries_feed(
        form, "Corrections", "/corrections", [of_correction(one) for one in corrections.published(database())]
    )


def of_correction(one: Correction) -> Entry:
    """Return a correction as an entry of a feed."""
    at = one.decided_at or one.said_at
    address = absolute(f"/corrections#correction-{one.id}")
    return Entry(address, f"Corrected: {one.headline}", one.wording, "Common Thread", at, at)


@bp.get("/stories/<slug>/error")
def form(slug: str) -> Response:
    """Ask what is wrong in a story."""
    return _form(slug, "", {}, 200)


@bp.post("/stories/<slug>/error")
@open_to_all("anybody may report an error, without an account")
def report(slug: str) -> Response:
    """Keep what a reader says is wrong, for the editors."""
    story = stories.by_slug(database(), slug)
    said = request.form.get("said", "")[: corrections.LONGEST * 2]
    limits.check(database(), "error-client", client(), now())
    limits.check(database(), "error-all", "all", now())
    try:
        corrections.report(database(), slug, said, now())
    except EditRefused as error:
        return _form(slug, said, {"said": str(error)}, 400)
    return _noindex(render_template("corrections/thanks.html", story=story), 200)


def _form(slug: str, said: str, found: dict[str, str], status: int) -> Response:
    story = stories.by_slug(database(), slug)
    return _noindex(render_template("corrections/form.html", story=story, said=said, found=found), status)


def _noindex(body: str, status: int) -> Response:
    response = make_response(body, status)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""The web copy of each mail, made anew from the stories that are still shown."""

from __future__ import annotations

import re
from datetime import date

from flask import Blueprint, Response, abort, make_response, render_template

from db import digests
from db.rules.editions import PERIODS
from web.config import absolute, settings
from web.database import database
from web.digests.composing import LEADS, sections
from web.digests.sending import press

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
bp = Blueprint("digests", __name__, template_folder="templates")


@bp.get("/digests")
def every() -> str:
    """Show what was sent, newest first."""
    return render_template("digests/every.html", runs=digests.runs(database()))


@bp.get("/digests.atom")
def feed() -> Response:
    """Give what was sent as an Atom feed."""
    body = render_template("digests/feed.xml", runs=digests.runs(database()), absolute=absolute)
    response = make_response(body)
    response.mimetype = "application/atom+xml"
    return response


@bp.get("/digests/<period>/<day>")
def show(period: str, day: str) -> str:
    """Show one mail as everybody could have got it."""
    if period not in PERIODS or not DAY.fullmatch(day):
        abort(404)
    try:
        when = date.fromisoformat(day)
    except ValueError:
        abort(404)
    run = digests.run(database(), period, when)
    made = press(database(), settings(), run)
    return render_template(
        "digests/show.html",
        run=run,
        leads=made.cards[:LEADS],
        sections=sections(made.cards[LEADS:], made.topics, made.names),
    )

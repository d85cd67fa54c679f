"""The web copy of each mail, made anew from the stories that are still shown."""

from __future__ import annotations

import re
from datetime import date

from flask import Blueprint, Response, abort, make_response, render_template

from db import digests
from db.digests import Run
from db.rules.editions import PERIODS
from web.config import absolute, settings
from web.database import database
from web.digests.choices import Choice
from web.digests.composing import SIDES, subject
from web.digests.issue import Issue, issue
from web.digests.press import press

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
IN_THE_FEED, ALL = 10, 100_000
bp = Blueprint("digests", __name__, template_folder="templates")


@bp.get("/digests")
def every() -> str:
    """Show what was sent, newest first."""
    return render_template("digests/every.html", runs=digests.runs(database()))


@bp.get("/digests.atom")
def feed() -> Response:
    """Give the newest mails as an Atom feed, with their words."""
    runs = digests.runs(database(), IN_THE_FEED)
    told = [(run, found, subject(found) if found else "") for run in runs for found in [_whole(run)]]
    response = make_response(render_template("digests/feed.xml", told=told, absolute=absolute, sides=SIDES))
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return response


@bp.get("/digests/<period>/<day>")
def show(period: str, day: str) -> str:
    """Show the web copy of a mail, for the whole picture."""
    if period not in PERIODS or not DAY.fullmatch(day):
        abort(404)
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        abort(404)
    run = digests.run(database(), period, wanted)
    return render_template("digests/show.html", run=run, issue=_whole(run), sides=SIDES)


def _whole(run: Run) -> Issue | None:
    """Return the whole picture of an edition, with what may still be shown of it."""
    return issue(press(database(), settings(), run).material, Choice(), longest=ALL)

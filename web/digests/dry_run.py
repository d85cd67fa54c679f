"""The operator's dry run: a mail before it is sent, as any reader would get it, beside the one before.

The form is posted, so that no address of a subscriber stands in an address of a page and in a log; posting changes
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, make_response, render_template, request

from db import digests
from db.errors import CommonThreadError
from db.rules.editions import LONDON, PERIODS, NoEdition, Period, window
from db.seeds.readers import load_readers
from web.config import now, settings
from web.database import database
from web.digests.previewing import Reader, changes, preview
from web.guards import operator

bp = Blueprint("dry_run", __name__, template_folder="templates")
LOOK_AHEAD = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """Which mail is looked at, and for whom: a sample reader, a subscriber's address, or nobody in particular."""

    period: Period
    day: date
    who: str

    @property
    def reader(self) -> Reader:
        """Return the reader."""
        return Reader(address=self.who) if "@" in self.who else Reader(sample=self.who or None)


@bp.route("/admin/digests", methods=["GET", "POST"])
@operator
def look() -> tuple[str, int] | str:
    """Show what the next mail would say, and what is different from the one before."""
    values = {"readers": load_readers(), "runs": digests.runs(database(), 10), "periods": PERIODS}
    try:
        asked = _asked()
        found = preview(database(), settings(), asked.period, asked.day, now(), asked.reader)
        different = changes(database(), settings(), asked.period, asked.day, now(), asked.reader)
    except (CommonThreadError, ValueError) as error:
        day = request.values.get("day", "")[:10]
        return render_template("digests/dry_run.html", **values, wrong=str(error), asked=None, day=day, found=None), 400
    return render_template(
        "digests/dry_run.html", **values, wrong="", asked=asked, day=asked.day, found=found, different=different
    )


@bp.route("/admin/digests/html", methods=["GET", "POST"])
@operator
def look_at_html() -> Response | tuple[str, int] | str:
    """Show the HTML of a mail as a mail program would: without scripts, forms or anything from elsewhere."""
    try:
        asked = _asked()
        found = preview(database(), settings(), asked.period, asked.day, now(), asked.reader)
    except (CommonThreadError, ValueError):
        return look()  # it says what is wrong
    response = make_response(found.html if found else "Nothing would be sent.")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _asked() -> Asked:
    """Return which mail was asked for; raises NoEdition for a day that has none, or is no day."""
    period: Period = "weekly" if request.values.get("period") == "weekly" else "daily"
    given, who = request.values.get("day", ""), request.values.get("reader", "")[:254]
    if "@" in who and request.method == "GET":
        raise NoEdition("Write the address of a subscriber into the form: an address of a page is kept in logs.")
    if not given:
        return Asked(period, _next(period), who)
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise NoEdition("Write the day as 2026-12-24.") from error
    window(period, day)
    return Asked(period, day, who)


def _next(period: Period) -> date:
    """Return the day of the next mail."""
    today = now().astimezone(LONDON).date()
    for ahead in range(LOOK_AHEAD):
        day = today + timedelta(days=ahead)
        try:
            if window(period, day).closes > now():
                return day
        except NoEdition:
            continue
    return today

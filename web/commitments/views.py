"""The pages of commitments, duties and dates ahead; only what an editor confirmed stands here."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, render_template

from db import commitments
from db.commitments import Ahead, Commitment
from web.calendars import Days, calendar
from web.config import absolute, now
from web.database import database
from web.feeds import FORMS, Entry, entries_feed
from web.words import LONDON

bp = Blueprint("commitments", __name__, template_folder="templates")


def today() -> date:
    """Return the day in London."""
    return now().astimezone(LONDON).date()


@bp.get("/commitments")
def every() -> str:
    """Show what was promised, the open ones first."""
    return render_template("commitments/every.html", found=commitments.everything(database()), day=today())


@bp.get(f"/commitments.{FORMS}")
def commitments_feed(form: str) -> Response:
    """Give what was promised as a feed."""
    found = [of_commitment(one) for one in commitments.everything(database())]
    return entries_feed(form, "What was promised", "/commitments", found)


def of_commitment(one: Commitment) -> Entry:
    """Return a commitment as an entry of a feed."""
    due = f" By {one.due_on.day} {one.due_on:%B %Y}." if one.due_on else ""
    text, at = f"{one.who}: {one.what}.{due}", one.confirmed_at or one.said_at
    return Entry(
        absolute(f"/commitments/{one.id}"), f"{one.who}: {one.what}", text, one.outlet, one.said_at, at, one.url
    )


@bp.get("/commitments/<int:commitment_id>")
def one(commitment_id: int) -> str:
    """Show one commitment: who, what, by when, the sentence, and what became of it."""
    db = database()
    found = commitments.by_id(db, commitment_id)
    return render_template(
        "commitments/one.html",
        one=found,
        changes=commitments.changes(db, found.id),
        duty=commitments.duty(db, found.duty_id) if found.duty_id else None,
        day=today(),
    )


@bp.get("/duties")
def duties() -> str:
    """Show the duties of the law that stories are measured by."""
    return render_template("commitments/duties.html", duties=commitments.duties(database()))


@bp.get("/duties/<duty_id>")
def duty(duty_id: str) -> str:
    """Show a duty: its words, its instrument, since when and until when, and what was promised about it."""
    db = database()
    found = commitments.duty(db, duty_id)
    return render_template("commitments/duty.html", duty=found, found=commitments.of_duty(db, found.id), day=today())


@bp.get("/dates")
def dates() -> str:
    """Show the days ahead that an editor confirmed."""
    return render_template("commitments/dates.html", dates=commitments.dates_ahead(database(), today()))


@bp.get("/dates.ics")
def dates_calendar() -> Response:
    """Give the days ahead as a calendar (RFC 5545)."""
    ahead = commitments.dates_ahead(database(), today())
    return calendar("Dates ahead", [as_days(one) for one in ahead], now())


def as_days(one: Ahead) -> Days:
    """Return a day ahead as its calendar entry."""
    return Days(f"date-{one.id}", one.what, one.day, one.day, absolute(f"/stories/{one.story_slug}"))

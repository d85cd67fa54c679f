"""The pages of commitments, duties and dates ahead; only what an editor confirmed stands here."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Blueprint, Response, render_template

from db import commitments
from db.commitments import Ahead
from web.config import absolute, now
from web.database import database
from web.words import LONDON

bp = Blueprint("commitments", __name__, template_folder="templates")


def today() -> date:
    """Return the day in London."""
    return now().astimezone(LONDON).date()


@bp.get("/commitments")
def every() -> str:
    """Show what was promised, the open ones first."""
    return render_template("commitments/every.html", found=commitments.everything(database()), day=today())


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
def calendar() -> Response:
    """Give the days ahead as a calendar (RFC 5545)."""
    days = commitments.dates_ahead(database(), today())
    return Response(icalendar(days, now()), content_type="text/calendar; charset=utf-8")


def icalendar(days: list[Ahead], made: datetime) -> str:
    """Return days as an iCalendar text: whole days, each with the address of its story."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Common Thread//Dates ahead//EN"]
    for one in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:date-{one.id}@common-thread",
            f"DTSTAMP:{made:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(one.what)}",
            f"URL:{absolute('/stories/' + one.story_slug)}",
            "END:VEVENT",
        ]
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def escaped(text: str) -> str:
    """Return a text as iCalendar wants it (RFC 5545, 3.3.11)."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", " ")


def folded(line: str, most: int = 70) -> list[str]:
    """Return a line in parts of at most 75 bytes, each but the first begun with a space (RFC 5545, 3.1)."""
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > most:
            parts.append(part)
            part = " "
        part += sign
    return [*parts, part]

"""The editors' pages of commitments and dates ahead: candidates confirmed or dropped, changes noted."""

from __future__ import annotations

from datetime import date

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import commitments
from db.editing import EditRefused
from db.errors import NotFound
from web.config import now
from web.database import database
from web.editing.views import bp, editor
from web.guards import moderator
from web.words import LONDON


@bp.get("/editing/commitments")
@moderator
def candidates() -> str:
    """Show the candidates for commitments and dates ahead."""
    return _candidates({})


def _candidates(found: dict[str, str]) -> str:
    db = database()
    return render_template(
        "editing/candidates.html",
        candidates=commitments.candidates(db),
        dates=commitments.dates_to_decide(db, now().astimezone(LONDON).date()),
        duties=commitments.duties(db),
        found=found,
    )


@bp.post("/editing/commitments/<int:commitment_id>")
@moderator
def decide_commitment(commitment_id: int) -> Answer | tuple[str, int]:
    """Confirm a candidate in the editor's words, or drop it."""
    action = request.form.get("action")
    if action not in ("confirm", "drop"):
        abort(400)
    try:
        if action == "drop":
            commitments.drop(database(), commitment_id)
            return redirect("/editing/commitments", 303)
        confirmed = commitments.confirm(
            database(),
            commitment_id,
            who=request.form.get("who", ""),
            what=request.form.get("what", ""),
            due_words=request.form.get("due_words", "")[:100],
            due_on=_day(),
            duty_id=request.form.get("duty") or None,
            editor=editor(),
        )
    except (EditRefused, NotFound) as error:
        return _candidates({f"reason-{commitment_id}": str(error)}), 409
    return redirect(f"/commitments/{confirmed.id}", 303)


@bp.get("/editing/commitments/<int:commitment_id>")
@moderator
def change_form(commitment_id: int) -> str:
    """Ask what became of a commitment."""
    return _change(commitment_id, {})


def _change(commitment_id: int, found: dict[str, str]) -> str:
    one = commitments.by_id(database(), commitment_id)
    return render_template("editing/commitment.html", one=one, states=commitments.CONFIRMED, found=found)


@bp.post("/editing/commitments/<int:commitment_id>/state")
@moderator
def change_state(commitment_id: int) -> Answer | tuple[str, int]:
    """Note what became of a commitment, with its source."""
    state, source = request.form.get("state", ""), request.form.get("source_url", "")[:1000]
    try:
        commitments.note_change(database(), commitment_id, state, source, editor())
    except EditRefused as error:
        return _change(commitment_id, {"reason": str(error)}), 409
    return redirect(f"/commitments/{commitment_id}", 303)


@bp.post("/editing/dates/<int:date_id>")
@moderator
def decide_date(date_id: int) -> Answer | tuple[str, int]:
    """Confirm a date ahead in the editor's words, or drop it."""
    action = request.form.get("action")
    if action not in ("confirm", "drop"):
        abort(400)
    try:
        day = _day()
        if day is None:
            raise EditRefused("Give the day as year, month and day.")
        commitments.decide_date(
            database(), date_id, what=request.form.get("what", ""), day=day, confirmed=action == "confirm", now=now()
        )
    except EditRefused as error:
        return _candidates({f"what-date-{date_id}": str(error)}), 409
    return redirect("/editing/commitments", 303)


def _day() -> date | None:
    """Return the day of the form, None for none; raises EditRefused for what is no day."""
    written = request.form.get("due_on", "").strip()
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise EditRefused(f"{written[:20]!r} is no day. Write it as 2026-12-31.") from error

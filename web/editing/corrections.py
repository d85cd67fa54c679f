"""The editors' page of errors that readers reported."""

from __future__ import annotations

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import corrections
from db.editing import EditRefused
from web.database import database
from web.editing.views import bp, editor
from web.guards import moderator

DECISIONS = {"correct": corrections.correct, "leave": corrections.leave}


@bp.get("/editing/corrections")
@moderator
def reported() -> str:
    """Show the errors that readers reported, the oldest first."""
    return _reported({})


def _reported(found: dict[str, str]) -> str:
    return render_template("editing/corrections.html", waiting=corrections.waiting(database()), found=found)


@bp.post("/editing/corrections/<int(max=9223372036854775807):correction_id>")
@moderator
def decide_correction(correction_id: int) -> Answer | tuple[str, int]:
    """Publish a correction, or note why nothing is changed."""
    decide = DECISIONS.get(request.form.get("action", ""))
    if decide is None:
        abort(400)
    try:
        decide(database(), correction_id, editor())
    except EditRefused as error:
        return _reported({f"reason-{correction_id}": str(error)}), 409
    return redirect("/editing/corrections", 303)

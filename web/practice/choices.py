"""Whose register a reader follows, the reminder in autumn, and the end of a record."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import practice
from db.practice import Choice, PracticeRefused
from web.database import database
from web.guards import account, signed_in
from web.practice.views import bp, register_of, registers, say_deleted, with_keys
from web.words import counted

SURE = "delete my record"


@bp.get("/cpd/choices")
@signed_in
@with_keys
def choices() -> str:
    """Ask whose register a reader follows, and whether they want to be reminded."""
    return _choices({})


@bp.post("/cpd/choices")
@signed_in
@with_keys
def choose() -> Answer | tuple[str, int]:
    """Keep a reader's choices."""
    wanted = Choice(request.form.get("register", ""), request.form.get("reminder") == "yes")
    try:
        practice.choose(database(), account().id, wanted, registers())
    except PracticeRefused as error:
        return _choices({"register": str(error)}), 400
    return redirect("/cpd", 303)


@bp.post("/cpd/delete")
@signed_in
def delete_all() -> Answer | tuple[str, int]:
    """Delete a whole record, once its owner typed that they are sure."""
    if " ".join(request.form.get("sure", "")[:100].lower().split()) != SURE:
        return _choices({"sure": f"Type “{SURE}” into the field. Nothing was deleted."}), 400
    say_deleted(f"Your whole record is deleted: {counted(practice.drop_all(database(), account().id), 'piece')}.", "")
    return redirect("/cpd", 303)


def _choices(found: dict[str, str]) -> str:
    return render_template(
        "practice/choices.html",
        registers=registers().values(),
        register=register_of(),
        choice=practice.choice(database(), account().id),
        found=found,
        sure=SURE,
    )

"""The moderators' pages, and the log that everybody can read."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import moderation
from db.moderation import ModerationRefused
from web.config import now, settings
from web.database import database
from web.guards import account, moderator

bp = Blueprint("moderation", __name__, template_folder="templates")


@bp.get("/moderation")
@moderator
def queue() -> str:
    """Show what waits: reports of a child first, then the oldest."""
    return _queue({})


def _queue(found: dict[str, str]) -> str:
    db = database()
    waiting = moderation.queue(db)
    return render_template(
        "moderation/queue.html",
        waiting=[(one, moderation.reports(db, one.id), moderation.decisions_on(db, one.id)) for one in waiting],
        reasons=moderation.REASONS,
        me=account(),
        found=found,
    )


@bp.post("/moderation/comments/<int:comment_id>")
@moderator
def decide(comment_id: int) -> Answer | tuple[str, int]:
    """Publish, hide or remove a comment with a reason."""
    action = request.form.get("action", "")
    if action not in moderation.STATES or comment_id >= 2**62:
        abort(400)
    try:
        moderation.decide(
            database(),
            comment_id,
            action,
            request.form.get("reason", "")[:1000],
            now(),
            moderator=account().handle,
            account_id=account().id,
        )
    except ModerationRefused as error:
        return _queue({f"reason-{comment_id}": str(error)}), 409
    return redirect("/moderation", 303)


@bp.post("/moderation/stories/<slug>/thread")
@moderator
def thread(slug: str) -> Answer | tuple[str, int]:
    """Close or open the thread of a story with a reason."""
    reason, act = request.form.get("reason", "")[:1000], request.form.get("action")
    try:
        if act == "close":
            moderation.close(database(), slug, reason, now(), moderator=account().handle)
        elif act == "open":
            days = settings().thread_days_open
            moderation.reopen(database(), slug, reason, now(), days, moderator=account().handle)
        else:
            abort(400)
    except ModerationRefused as error:
        return render_template("moderation/thread.html", slug=slug, found={"reason": str(error)}), 409
    return redirect(f"/stories/{slug}#thread", 303)


@bp.get("/moderation/stories/<slug>/thread")
@moderator
def thread_form(slug: str) -> str:
    """Ask for the reason to close or open a thread."""
    return render_template("moderation/thread.html", slug=slug, found={})


@bp.get("/moderation/log")
def log() -> str:
    """Show everybody what moderators decided and why, without the words and without names."""
    before = min(request.args.get("before", 2**62, type=int), 2**62)
    return render_template("moderation/log.html", decisions=moderation.decisions(database(), before))

"""The forms of the debate."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import comments, limits, moderation, stories
from db.comments import CommentRefused, Posted
from db.errors import CommentNotFound, CommentsClosed, DatabaseBusy
from db.limits import TooMany
from db.stories import Story
from web.config import now, settings
from web.database import database
from web.errors import status_of
from web.guards import account, client, open_to_all, signed_in

bp = Blueprint("comments", __name__, template_folder="templates")


@bp.get("/stories/<slug>/comment")
@signed_in
def write(slug: str) -> Response:
    """Show the form for a comment or an answer."""
    story = stories.by_slug(database(), slug)
    parent = request.args.get("answer", type=int)
    return _form(story, parent=parent, text="", found={}, status=200)


@bp.post("/stories/<slug>/comments")
@open_to_all("an expired session keeps the text and asks to sign in again")
def add(slug: str) -> Answer:
    """Post a comment; whatever goes wrong, its text stays in the form."""
    story = stories.by_slug(database(), slug)
    text, parent = request.form.get("text", ""), request.form.get("parent", type=int)
    if g.get("account") is None:
        found = {"text": "You are signed out. Copy nothing: sign in in another window, come back and press Post again."}
        return _form(story, parent=parent, text=text, found=found, status=403)
    try:
        posted = _post(story, text, parent)
    except (CommentRefused, CommentsClosed, CommentNotFound, TooMany, DatabaseBusy) as error:
        words = "We are busy for a moment. Your text is still here: press Post again."
        found = {"text": words if isinstance(error, DatabaseBusy) else str(error)}
        return _form(story, parent=parent, text=text, found=found, status=status_of(error))
    if posted.held_because:
        return redirect(f"/my-comments#comment-{posted.id}", 303)
    return redirect(f"/stories/{slug}#comment-{posted.id}", 303)


def _post(story: Story, text: str, parent: int | None) -> Posted:
    limits.check(database(), "comment", str(account().id), now())
    return comments.add(
        database(),
        story=story,
        author=account(),
        text=text,
        parent_id=parent,
        post_key=f"{account().id}:{request.form.get('post_key', '')[:64] or secrets.token_hex(16)}",
        own_host=urlsplit(settings().base_url).hostname or "",
        held_first=settings().comments_held_first,
        longest=settings().comment_max_chars,
        now=now(),
    )


def _form(story: Story, *, parent: int | None, text: str, found: dict[str, str], status: int) -> Response:
    answered = comments.by_id(database(), parent) if parent else None
    if answered is not None and (answered.state != "published" or answered.story_id != story.id):
        raise CommentNotFound("The comment you answer is no longer shown.")
    body = render_template(
        "comments/form.html",
        story=story,
        answered=answered,
        text=text[:20_000],
        found=found,
        post_key=request.form.get("post_key", "")[:64] or secrets.token_hex(16),
    )
    response = make_response(body, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/my-comments")
@signed_in
def mine() -> str:
    """Show an author their comments with their state and the moderator's reason."""
    before = min(request.args.get("before", 2**62, type=int), 2**62)
    return render_template("comments/mine.html", comments=comments.mine(database(), account().id, before))


@bp.post("/comments/<int(max=9223372036854775807):comment_id>/withdraw")
@signed_in
def withdraw(comment_id: int) -> Answer:
    """Take one's own words back."""
    comments.withdraw(database(), _known(comment_id), account(), now())
    return redirect("/my-comments", 303)


@bp.get("/comments/<int(max=9223372036854775807):comment_id>/report")
def report_form(comment_id: int) -> Response:
    """Ask what is wrong with a comment."""
    return _report_form(comment_id, {}, 200)


@bp.post("/comments/<int(max=9223372036854775807):comment_id>/report")
@open_to_all("anyone may report, without an account")
def report(comment_id: int) -> Response:
    """Keep a report; one that could identify a child hides the comment at once."""
    reason = request.form.get("reason", "")
    if reason not in moderation.REASONS:
        return _report_form(comment_id, {"reason": "Choose what is wrong."}, 400)
    if comments.by_id(database(), _known(comment_id)).state not in ("published", "hidden"):
        raise CommentNotFound("There is no such comment.")
    limits.check(database(), "report-client", client(), now())
    limits.check(database(), "report-all", "all", now())
    note = request.form.get("note", "")
    state = moderation.report(database(), comment_id, reason, note, client(), now())
    return _noindex(render_template("comments/reported.html", state=state))


def _report_form(comment_id: int, found: dict[str, str], status: int) -> Response:
    comment = comments.by_id(database(), _known(comment_id))
    if comment.state not in ("published", "hidden"):
        raise CommentNotFound("There is no such comment.")
    shown = render_template("comments/report.html", comment=comment, reasons=moderation.REASONS, found=found)
    return _noindex(shown, status)


def _noindex(body: str, status: int = 200) -> Response:
    response = make_response(body, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _known(comment_id: int) -> int:
    """Return an id that both engines can look for."""
    if comment_id >= 2**62:
        raise CommentNotFound("There is no such comment.")
    return comment_id

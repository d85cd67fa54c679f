"""Following a thread by mail; the list of what one follows is in web/reading."""

from __future__ import annotations

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import following, stories
from db.following import MODES, FollowRefused
from web.comments.views import bp, noindex
from web.config import now
from web.database import database
from web.guards import account, signed_in


@bp.get("/stories/<slug>/follow")
@signed_in
def follow_form(slug: str) -> Response:
    """Ask how a reader wants to follow a thread."""
    return _form(slug, {}, 200)


@bp.post("/stories/<slug>/follow")
@signed_in
def follow(slug: str) -> Answer:
    """Follow a thread in a way, or no more."""
    story = stories.by_slug(database(), slug)
    try:
        following.follow(database(), account(), story.id, request.form.get("mode", ""), now())
    except FollowRefused as error:
        return _form(slug, {"mode": str(error)}, 400)
    return redirect("/my-follows", 303)


def _form(slug: str, found: dict[str, str], status: int) -> Response:
    story = stories.by_slug(database(), slug)
    mode = following.mode_of(database(), account().id, story.id)
    return noindex(render_template("comments/follow.html", story=story, modes=MODES, mode=mode, found=found), status)

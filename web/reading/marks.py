"""Marks of what is new and what was read, for readers who want the site to remember; nothing for anybody else.

Somebody who is not signed in costs no question to the database: their pages come from the cache, the same for all.
"""

from __future__ import annotations

from contextlib import suppress

from flask import g, request
from werkzeug.wrappers import Response

from db import saved
from db.errors import CommonThreadError
from db.saved import Visits
from web.config import now
from web.database import database
from web.reading.views import bp
from web.words import hour

FRONT, STORY = "stories.front", "stories.show"


@bp.before_app_request
def look_up() -> None:
    """Look up when a reader was here before the front page is rendered; a busy database never keeps a page back."""
    if g.get("account") is None or request.endpoint != FRONT or request.method != "GET":
        return
    with suppress(CommonThreadError):
        known = saved.visits(database(), g.account.id)
        g.visits = known and saved.visit(database(), g.account.id, known, now())


@bp.after_app_request
def note(response: Response) -> Response:
    """Note that a reader who wants it opened a story; a busy database only costs the mark."""
    if g.get("account") is not None and request.endpoint == STORY and response.status_code == 200:
        with suppress(CommonThreadError):
            if _visits() is not None:
                saved.note_read(database(), g.account.id, str((request.view_args or {})["slug"]), now())
    return response


def _visits() -> Visits | None:
    """Return when whoever asks was here, None for somebody who does not want it remembered; asked once a page."""
    if "visits" not in g:
        g.visits = saved.visits(database(), g.account.id) if g.get("account") else None
    found: Visits | None = g.visits
    return found


@bp.app_template_global()
def is_new(story_id: int) -> bool:
    """Whether a story came since the last visit of a reader who wants that remembered."""
    if g.get("account") is None:
        return False
    known = _visits()
    return known is not None and bool(known.before_seen) and story_id > known.before_seen


@bp.app_template_global()
def was_read(story_id: int) -> bool:
    """Whether a reader who wants it remembered read a story."""
    if g.get("account") is None or _visits() is None:
        return False
    if "read_lately" not in g:
        g.read_lately = saved.read_lately(database(), g.account.id)
    return story_id in g.read_lately


@bp.app_template_global()
def is_saved(story_id: int) -> bool:
    """Whether whoever asks keeps a story for later."""
    return g.get("account") is not None and saved.is_saved(database(), g.account.id, story_id)


@bp.app_template_global()
def since_last_visit() -> str:
    """Return since when stories are marked as new, in words; nothing where the reader's own browser marks them."""
    if g.get("account") is None or (known := _visits()) is None or known.before_at is None:
        return ""
    return f"Marked as new: what came since your last visit, {hour(known.before_at)}."

"""Named errors become calm pages that say what to do next."""

from __future__ import annotations

import json
import re
from typing import NamedTuple
from urllib.parse import unquote

from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from db import finding
from db.editing import EditRefused
from db.errors import (
    CommentsClosed,
    CommonThreadError,
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnreachable,
    NotFound,
    StoryRetired,
)
from db.finding import Asked
from db.limits import TooMany
from db.moderation import ModerationRefused
from db.posting import CommentRefused
from db.practice import PracticeRefused
from db.sealing import SealBroken
from db.stories import Card
from web.database import database


class Answer(NamedTuple):
    """A status with its title and what a reader can do."""

    status: int
    title: str
    advice: str


WORDS = {
    400: Answer(400, "We could not read that", "Go back, check what you sent, and try again."),
    403: Answer(403, "This page is not open to you", "Sign in, or go back to the front page."),
    404: Answer(404, "There is no such page", "It may have moved. Search for it, or start at the front page."),
    405: Answer(405, "That does not work here", "Go back and use the form on the page."),
    409: Answer(409, "That can no longer be done", "Go back and look at the page again: it has changed."),
    410: Answer(410, "This story is no longer here", "Start at the front page."),
    413: Answer(413, "That is too long", "Go back, shorten your text, and send it again."),
    429: Answer(429, "That was a little fast", "Wait a few minutes, then try again."),
    500: Answer(500, "Something went wrong on our side", "We have noted it. Try again in a few minutes."),
    503: Answer(503, "We are busy for a moment", "Nothing is lost. Try again in a few seconds."),
}
ANSWERS: dict[type[CommonThreadError], int] = {
    StoryRetired: 410,
    NotFound: 404,
    TooMany: 429,
    CommentRefused: 400,
    ModerationRefused: 409,
    EditRefused: 409,
    CommentsClosed: 409,
    PracticeRefused: 409,
    SealBroken: 503,
    DatabaseBusy: 503,
    DatabaseFull: 503,
    DatabaseUnreachable: 503,
}


def register(app: Flask) -> None:
    """Give an application its error pages."""
    app.register_error_handler(CommonThreadError, _named)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: CommonThreadError) -> int:
    """Return the status that a named error is answered with."""
    return next((status for kind, status in ANSWERS.items() if isinstance(error, kind)), 500)


def page(status: int, title: str | None = None, advice: str | None = None) -> tuple[str, int, dict[str, str]]:
    """Return the page for a status, with words of its own where given."""
    words = WORDS.get(status, WORDS[400 if status < 500 else 500])
    if request.path.startswith("/api/"):
        told = json.dumps({"error": f"{(title or words.title).rstrip('.')}. {advice or words.advice}"})
        return told, status, {"Cache-Control": "no-store", "Content-Type": "application/json"}
    body = render_template(
        "error.html",
        status=status,
        title=title or words.title,
        advice=advice or words.advice,
        wanted=_wanted() if status in (404, 410) else "",
        guesses=_guesses() if status in (404, 410) else [],
    )
    return body, status, {"Cache-Control": "no-store"}


def _wanted() -> str:
    """Return the words of the address that somebody asked for in vain, the longest few."""
    found = re.findall(r"[^\W\d_]{4,30}", unquote(request.path).rpartition("/")[2])[:20]
    longest = sorted(found, key=len, reverse=True)[:3]
    return " ".join(word for word in dict.fromkeys(found) if word in longest)


def _guesses() -> list[Card]:
    """Return stories that somebody may have looked for; none where even that cannot be asked."""
    if request.method != "GET":
        return []
    try:
        return finding.find(database(), Asked(_wanted())).cards[:5]
    except CommonThreadError:
        return []


def _named(error: CommonThreadError) -> tuple[str, int, dict[str, str]]:
    status = status_of(error)
    g.lost = isinstance(error, DatabaseUnreachable)
    return page(status) if status >= 500 else page(status, advice=str(error))


def _http(error: HTTPException) -> tuple[str, int, dict[str, str]] | HTTPException:
    if error.code is None or error.code < 400:
        return error
    return page(error.code)


def stale_form(error: CSRFError) -> tuple[str, int, dict[str, str]]:
    """Return the page for a form whose session is over."""
    return page(400, "This form is out of date", "Go back, load the page again, and send the form once more.")


def _unexpected(error: Exception) -> tuple[str, int, dict[str, str]]:
    from flask import current_app

    current_app.logger.exception("a page failed")
    return page(500)

"""Content notes on pages: details of harm are folded until a reader opens them, or chose to see everything."""

from __future__ import annotations

from functools import cache

from flask import Flask, request
from werkzeug.wrappers import Response

from db.rules.sensitivity import Notes
from db.seeds import load_content_notes

COOKIE = "ct-notes"
OPEN = "open"
A_YEAR = 365 * 24 * 3600


@cache
def notes() -> Notes:
    """Return the kinds of harm that are noted, by their seed file."""
    return Notes(load_content_notes())


def note_of(text: str) -> tuple[str, ...]:
    """Return what harm a text describes in detail, none where the reader chose to see everything."""
    return () if opened() else notes().of(text)


def harm_in(text: str) -> list[str]:
    """Return what harm a text describes in detail, whatever a reader chose."""
    return list(notes().of(text))


def noted(text: str) -> str:
    """Return a text as it leaves the site: one that describes harm in detail is named, and stays on its page."""
    harm = notes().of(text)
    return f"Content note: {', '.join(harm)}. The summary is on the page." if harm else text


def opened() -> bool:
    """Whether this reader chose to see everything."""
    return request.cookies.get(COOKIE) == OPEN


def choose(response: Response, see_everything: bool, *, secure: bool) -> None:
    """Keep a reader's choice in their browser, and nowhere else."""
    if see_everything:
        response.set_cookie(COOKIE, OPEN, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(COOKIE, secure=secure, httponly=True, samesite="Lax")


def register(app: Flask) -> None:
    """Give templates the notes."""
    notes()  # a list that cannot be read stops the start, not each page
    app.jinja_env.globals.update(note_of=note_of, noted=noted)

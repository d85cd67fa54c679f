"""What moderators can do with a whole thread: close, slow, rest, hold, ask, keep terms out; and the rota."""

from __future__ import annotations

from datetime import date, timedelta

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import confidential, moderation, presence, stories
from db.confidential import TermRefused
from db.moderation import ModerationRefused
from db.presence import RotaRefused
from db.stories import Story
from web.config import now, settings
from web.database import database
from web.guards import account, moderator
from web.moderation.views import bp, me
from web.words import LONDON

LOCK_DAYS = (1, 3, 7, 30)
SLOW_MINUTES = (0, 5, 30, 120)


@bp.get("/moderation/stories/<slug>/thread")
@moderator
def thread_form(slug: str) -> str:
    """Show what can be done with a thread."""
    return _form(slug, {})


def _form(slug: str, found: dict[str, str]) -> str:
    story = stories.by_slug(database(), slug)
    return render_template(
        "moderation/thread.html",
        story=story,
        terms=confidential.of_story(database(), story.id),
        found=found,
        lock_days=LOCK_DAYS,
        slow_minutes=SLOW_MINUTES,
    )


@bp.post("/moderation/stories/<slug>/thread")
@moderator
def thread(slug: str) -> Answer | tuple[str, int]:
    """Carry out one decision about a thread, with a reason."""
    act = request.form.get("action", "")
    if act not in ACTS:
        abort(400)
    try:
        ACTS[act](slug, request.form.get("reason", "")[:1000])
    except (ModerationRefused, TermRefused) as error:
        return _form(slug, {"reason" if act not in ("question", "term") else act: str(error)}), 409
    back = f"/moderation/stories/{slug}/thread" if act in ("term", "end term") else f"/stories/{slug}#thread"
    return redirect(back, 303)


def _close(slug: str, reason: str) -> None:
    moderation.close(database(), slug, reason, now(), moderator=account().handle, account_id=account().id)


def _open(slug: str, reason: str) -> None:
    days = settings().thread_days_open
    moderation.reopen(database(), slug, reason, now(), days, moderator=account().handle, account_id=account().id)


def _slow(slug: str, reason: str) -> None:
    minutes = request.form.get("minutes", -1, type=int)
    moderation.slow(database(), slug, minutes, reason, me(), now())


def _lock(slug: str, reason: str) -> None:
    days = min(request.form.get("days", 0, type=int), 365)
    moderation.lock(database(), slug, now() + timedelta(days=days), reason, me(), now())


def _hold(slug: str, reason: str) -> None:
    moderation.hold_all(database(), slug, reason, me(), now())


def _question(slug: str, reason: str) -> None:
    moderation.ask_question(database(), slug, request.form.get("question", ""), me(), now())


def _story(slug: str) -> Story:
    return stories.by_slug(database(), slug)


def _term(slug: str, reason: str) -> None:
    confidential.add(database(), _story(slug).id, request.form.get("term", ""), account().id, now())


def _end_term(slug: str, reason: str) -> None:
    term_id = min(request.form.get("term_id", 0, type=int), 2**62)
    confidential.end(database(), _story(slug).id, term_id, account().id, now())


ACTS = {
    "close": _close,
    "open": _open,
    "slow": _slow,
    "lock": _lock,
    "hold": _hold,
    "question": _question,
    "term": _term,
    "end term": _end_term,
}


@bp.get("/moderation/rota")
@moderator
def rota() -> str:
    """Show who is on duty and who is away."""
    return _rota({})


def _rota(found: dict[str, str]) -> str:
    today = now().astimezone(LONDON).date()
    days = [today + timedelta(days=one) for one in range(14)]
    turns, empty = presence.rota(database(), today), presence.uncovered(database(), days)
    return render_template("moderation/rota.html", turns=turns, uncovered=empty, me=account(), found=found)


@bp.post("/moderation/rota")
@moderator
def change_rota() -> Answer | tuple[str, int]:
    """Note one's own days on duty or away, or take them off."""
    try:
        if request.form.get("action") == "drop":
            presence.drop_turn(database(), account().id, min(request.form.get("turn", 0, type=int), 2**62))
        else:
            first, last = (date.fromisoformat(request.form.get(name, "")) for name in ("first", "last"))
            presence.add_turn(database(), account().id, request.form.get("kind", ""), first, last)
    except (RotaRefused, ValueError) as error:
        words = str(error) if isinstance(error, RotaRefused) else "Write both days as 2026-12-24."
        return _rota({"first": words}), 400
    return redirect("/moderation/rota", 303)

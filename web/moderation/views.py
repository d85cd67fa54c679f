"""The moderators' queue and their decisions, and the log that everybody can read."""

from __future__ import annotations

from functools import cache
from typing import cast

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import appeals, comments, figures, moderation, presence, reports
from db.appeals import AppealRefused
from db.errors import NotFound
from db.moderation import Action, Decision, ModerationRefused, Moderator, Waiting
from db.seeds.moderation import Reason, load_reasons
from web.config import absolute, now
from web.database import database
from web.feeds import FORMS, Entry, entries_feed
from web.guards import account, moderator

bp = Blueprint("moderation", __name__, template_folder="templates")
A_BREAK = 25  # decisions within half an hour
SAID = {
    "rename story": "changed a headline", "retopic story": "changed topics", "pin story": "let a story lead its day",
    "unpin story": "took a pin off", "retire story": "withdrew a story", "restore story": "showed a story again",
    "merge stories": "made two stories one", "split story": "parted a story", "move article": "moved an article",
    "link stories": "linked two stories", "unlink stories": "parted two stories of a trail",
    "error corrected": "corrected an error", "error unchanged": "left a story as it is after a report",
    "confirm commitment": "confirmed a commitment", "commitment met": "noted that a commitment was met",
    "commitment superseded": "noted that a commitment was superseded",
    "commitment unclear": "noted that a commitment is unclear", "commitment open": "opened a commitment again",
    "publish": "published a comment", "hide": "took a comment down", "remove": "removed a comment",
    "return": "asked an author to change a comment",
    "close thread": "closed the thread", "open thread": "opened the thread",
    "slow thread": "slowed the thread", "lock thread": "let the thread rest", "hold thread": "let all comments wait",
    "ask question": "asked a question", "appeal upheld": "upheld an appeal", "appeal refused": "refused an appeal",
    "purge": "erased something for safety",
    "close account": "closed an account", "notice passed on": "passed a legal notice on",
    "notice ended": "ended a legal notice",
}  # fmt: skip


@cache
def known_reasons() -> tuple[Reason, ...]:
    """Return the reasons that can be given with one choice."""
    return load_reasons()


def me() -> Moderator:
    """Return who decides, for the record."""
    return Moderator(account().handle, account().id)


@bp.get("/moderation")
@moderator
def queue() -> str:
    """Show what waits, the most urgent first."""
    return _queue({})


def _queue(found: dict[str, str]) -> str:
    db = database()
    presence.seen(db, account().id, now())
    waiting = moderation.queue(db)
    return render_template(
        "moderation/queue.html",
        waiting=[_around(one) for one in waiting],
        appeals=appeals.waiting(db),
        me=account(),
        found=found,
        figures=figures.figures(db, now()),
        blurred=request.args.get("blur") == "1",
        **_tools(),
    )


def _tools() -> dict[str, object]:
    tired = figures.decided_lately(database(), account().id, now()) >= A_BREAK
    return {"reasons": reports.REASONS, "macros": known_reasons(), "tired": tired, "at": now()}


def _around(one: Waiting) -> tuple[object, ...]:
    """Return a waiting comment with its reports, earlier decisions, notes, and the comment that it answers."""
    db = database()
    answered = comments.by_id(db, one.parent_id) if one.parent_id else None
    return one, reports.open_on(db, one.id), moderation.decisions_on(db, one.id), moderation.notes(db, one.id), answered


@bp.get("/moderation/next")
@moderator
def take_next() -> Answer | str:
    """Take the most urgent comment that no other moderator has, and show it alone."""
    db = database()
    for one in moderation.queue(db):
        if one.account_id == account().id or one.second_by == account().id or one.taken(account().id, now()):
            continue
        try:
            moderation.claim(db, one.id, account().id, now())
        except ModerationRefused:
            continue  # another moderator was quicker
        blurred = request.args.get("blur") == "1"
        around = _around(one)
        return render_template(
            "moderation/next.html", around=around, found={}, me=account(), blurred=blurred, **_tools()
        )
    return redirect("/moderation")


@bp.post("/moderation/comments/<int:comment_id>")
@moderator
def decide(comment_id: int) -> Answer | tuple[str, int]:
    """Carry out a decision on a comment, with a reason in own words or one chosen from the list."""
    action = request.form.get("action", "")
    if comment_id >= 2**62 or action not in (*moderation.STATES, "second", "note", "release"):
        abort(400)
    try:
        _carry_out(comment_id, action, _reason(action))
    except ModerationRefused as error:
        return _queue({f"reason-{comment_id}": str(error)}), 409
    return redirect("/moderation/next" if request.form.get("from") == "next" else "/moderation", 303)


def _reason(action: str) -> str:
    """Return the reason in the moderator's own words, else that of the choice where it goes with the action."""
    own = request.form.get("reason", "")[:1000].strip()
    chosen = next((one for one in known_reasons() if one.id == request.form.get("macro")), None)
    return own or (chosen.words if chosen is not None and chosen.action == action else "")


def _carry_out(comment_id: int, action: str, reason: str) -> None:
    db = database()
    if action == "second":
        moderation.ask_second(db, comment_id, request.form.get("reason", ""), me(), now())
    elif action == "note":
        moderation.add_note(db, comment_id, request.form.get("reason", ""), account().id, now())
    elif action == "release":
        moderation.release(db, comment_id, account().id)
    else:
        act, who = cast("Action", action), account()
        moderation.decide(db, comment_id, act, reason, now(), moderator=who.handle, account_id=who.id)


@bp.post("/moderation/appeals/<int(max=9223372036854775807):appeal_id>")
@moderator
def decide_appeal(appeal_id: int) -> Answer | tuple[str, int]:
    """Decide an appeal with an answer."""
    upheld = request.form.get("action") == "uphold"
    try:
        appeals.decide(database(), appeal_id, upheld, request.form.get("answer", "")[:1000], me(), now())
    except (AppealRefused, NotFound) as error:
        return _queue({f"answer-{appeal_id}": str(error)}), 409
    return redirect("/moderation", 303)


@bp.get("/moderation/figures")
@moderator
def show_figures() -> str:
    """Show how moderation does."""
    return render_template("moderation/figures.html", figures=figures.figures(database(), now()), said=SAID)


@bp.get("/moderation/log")
def log() -> str:
    """Show everybody what moderators decided and why, without the words and without names."""
    before = min(request.args.get("before", 2**62, type=int), 2**62)
    found = moderation.decisions(database(), before)
    return render_template("moderation/log.html", decisions=found, said=SAID)


@bp.get(f"/moderation/log.{FORMS}")
def log_feed(form: str) -> Response:
    """Give the log as a feed."""
    entries = [of_decision(one) for one in moderation.decisions(database())]
    return entries_feed(form, "What moderators decided", "/moderation/log", entries)


def of_decision(one: Decision) -> Entry:
    """Return a decision as an entry of a feed."""
    on = f" on “{one.headline}”" if one.headline else ""
    title = f"A moderator {SAID.get(one.action, one.action)}{on}"
    text = f"{one.detail} {one.reason}".strip()
    return Entry(absolute(f"/moderation/log#decision-{one.id}"), title, text, "Common Thread", one.at, one.at)

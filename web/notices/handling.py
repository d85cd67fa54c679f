"""The moderators' page of notices, complaints and breaches, each with its clock."""

from __future__ import annotations

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import complaints, notices
from db.complaints import ComplaintRefused
from db.errors import CommonThreadError, NotFound
from db.moderation import Moderator
from db.notices import NoticeRefused
from web.config import now, settings
from web.database import database
from web.guards import account, moderator
from web.notices.letters import complaint_letter, notice_ended, notice_to_poster
from web.notices.views import bp


@bp.get("/moderation/notices")
@moderator
def handling() -> str:
    """Show what the law wants done, and by when."""
    return _page({})


def _page(found: dict[str, str]) -> str:
    db = database()
    return render_template(
        "notices/handling.html",
        notices=notices.open_ones(db),
        complaints=complaints.open_ones(db),
        breaches=complaints.breaches(db),
        at=now(),
        found=found,
    )


@bp.post("/moderation/notices/<int(max=4611686018427387903):number>")
@moderator
def handle(number: int) -> Answer | tuple[str, int]:
    """Carry out one step of a notice, a complaint or a breach."""
    act = request.form.get("action", "")
    if act not in ACTS:
        abort(400)
    try:
        ACTS[act](number)
    except (NoticeRefused, ComplaintRefused, NotFound) as error:
        return _page({f"{act.split()[0]}-{number}": _said(error)}), 409
    return redirect("/moderation/notices", 303)


def _said(error: CommonThreadError) -> str:
    return str(error)


def _me() -> Moderator:
    return Moderator(account().handle, account().id)


def _tell(number: int) -> None:
    with database().write(durable=True):
        notices.tell_poster(database(), number, _me(), now())
        told = notices.by_number(database(), number)
        notice_to_poster(database(), settings(), told, told.reply_by or now(), now())


def _end(number: int, removed: bool) -> None:
    outcome = request.form.get("outcome", "")[:4000]
    with database().write(durable=True):
        notice = notices.end(database(), number, removed, outcome, _me(), now())
        notice_ended(database(), settings(), notice, outcome.strip(), now())


def _acknowledge(number: int) -> None:
    words = "We have your complaint. We look into it and write to you with what we found, without undue delay."
    with database().write(durable=True):
        complaint = complaints.acknowledge(database(), number, now())
        complaint_letter(database(), settings(), complaint, words, "acknowledged", now())


def _answer(number: int) -> None:
    outcome = request.form.get("outcome", "")[:4000]
    with database().write(durable=True):
        complaint = complaints.end(database(), number, outcome, now())
        complaint_letter(database(), settings(), complaint, outcome.strip(), "ended", now())


def _breach(number: int) -> None:
    what, people, effects, done = (request.form.get(name, "") for name in ("what", "people", "effects", "done"))
    complaints.record_breach(database(), what, people, effects, done, account().id, now())


def _told_regulator(number: int) -> None:
    complaints.told_regulator(database(), number, now())


ACTS = {
    "notice tell": _tell,
    "notice remove": lambda number: _end(number, removed=True),
    "notice keep": lambda number: _end(number, removed=False),
    "complaint acknowledge": _acknowledge,
    "complaint answer": _answer,
    "breach record": _breach,
    "breach told": _told_regulator,
}

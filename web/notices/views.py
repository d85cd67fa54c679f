"""Forms that anybody can use: a notice of defamation, a complaint about personal data; and the poster's reply."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import comments, complaints, limits, notices
from db.complaints import ComplaintRefused
from db.errors import CommentNotFound
from db.notices import REPLIES, Given, NoticeRefused
from web.config import absolute, now, settings
from web.database import database
from web.guards import account, client, open_to_all, signed_in
from web.notices.letters import notice_received, notice_replied

bp = Blueprint("notices", __name__, template_folder="templates")
ID = "<int(max=4611686018427387903):comment_id>"
FIELDS = ("name", "contact", "words", "meaning", "untrue")


@bp.get(f"/comments/{ID}/notice")
def notice_form(comment_id: int) -> Response:
    """Ask for what the law wants in a notice of defamation."""
    return _notice_form(comment_id, {}, 200)


@bp.post(f"/comments/{ID}/notice")
@open_to_all("anybody may give a notice, without an account")
def give_notice(comment_id: int) -> Answer:
    """Keep a notice and start its clock."""
    _known(comment_id)
    limits.check(database(), "report-client", client(), now())
    given = Given(
        **{name: request.form.get(name, "")[:4000] for name in FIELDS},
        pass_on=request.form.get("pass_on") == "yes",
        cannot_sue_poster=request.form.get("unknown") == "yes",
    )
    try:
        with database().write(durable=True):
            token = notices.give(database(), comment_id, given, now())
            notice_received(database(), settings(), notices.by_token(database(), token), token, now())
    except NoticeRefused as error:
        return _notice_form(comment_id, {"name": str(error)}, 400)
    return redirect(f"/notices/{token}", 303)


def _known(comment_id: int) -> comments.Full:
    comment = comments.by_id(database(), comment_id)
    if comment.state not in ("published", "hidden"):
        raise CommentNotFound("There is no such comment.")
    return comment


def _notice_form(comment_id: int, found: dict[str, str], status: int) -> Response:
    comment = _known(comment_id)
    said = {name: request.form.get(name, "")[:4000] for name in FIELDS}
    return _private(render_template("notices/notice.html", comment=comment, said=said, found=found), status)


@bp.get("/notices/<token>")
def notice_status(token: str) -> Response:
    """Show whoever gave a notice how it stands."""
    found = notices.by_token(database(), token[:100])
    return _private(render_template("notices/status.html", notice=found, address=absolute(f"/notices/{token}")))


@bp.get(f"/comments/{ID}/notice/reply")
@signed_in
def reply_form(comment_id: int) -> Response:
    """Show the writer of a comment the notice about it, and the three answers."""
    return _reply_form(comment_id, {}, 200)


@bp.post(f"/comments/{ID}/notice/reply")
@signed_in
def reply(comment_id: int) -> Answer:
    """Keep the writer's answer to a notice."""
    answer, words = request.form.get("answer", ""), request.form.get("words", "")
    try:
        with database().write(durable=True):
            found = notices.reply(database(), comment_id, account(), answer, words, now())
            notice_replied(database(), settings(), found, answer, now())
    except NoticeRefused as error:
        return _reply_form(comment_id, {"answer": str(error)}, 400)
    return redirect("/my-comments", 303)


def _reply_form(comment_id: int, found: dict[str, str], status: int) -> Response:
    notice = notices.for_poster(database(), comment_id, account())
    return _private(render_template("notices/reply.html", notice=notice, replies=REPLIES, found=found), status)


@bp.get("/data-complaint")
def complaint_form() -> Response:
    """Ask what is wrong with how personal data are used."""
    return _complaint_form({}, 200)


@bp.post("/data-complaint")
@open_to_all("anybody may complain, without an account")
def complain() -> Answer:
    """Keep a complaint and start its clock."""
    limits.check(database(), "report-client", client(), now())
    try:
        token = complaints.complain(
            database(), request.form.get("contact", "")[:300], request.form.get("words", ""), now()
        )
    except ComplaintRefused as error:
        return _complaint_form({"contact": str(error)}, 400)
    return redirect(f"/data-complaint/{token}", 303)


def _complaint_form(found: dict[str, str], status: int) -> Response:
    said = {name: request.form.get(name, "")[:4000] for name in ("contact", "words")}
    return _private(render_template("notices/complaint.html", said=said, found=found), status)


@bp.get("/data-complaint/<token>")
def complaint_status(token: str) -> Response:
    """Show whoever complained how it stands."""
    found = complaints.by_token(database(), token[:100])
    return _private(
        render_template("notices/complaint_status.html", complaint=found, address=absolute(f"/data-complaint/{token}"))
    )


def _private(body: str, status: int = 200) -> Response:
    response = make_response(body, status)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-store"
    return response

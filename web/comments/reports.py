"""Reports by anyone with their outcome, and appeals of authors and of those who reported."""

from __future__ import annotations

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from db import appeals, comments, limits, posting, reports
from db.appeals import AppealRefused
from db.errors import CommentNotFound
from web.comments.views import ID, bp, known, noindex
from web.config import absolute, now, settings
from web.database import database
from web.guards import account, client, limited, open_to_all, signed_in


@bp.get(f"/comments/{ID}/report")
def report_form(comment_id: int) -> Response:
    """Ask what is wrong with a comment."""
    return _report_form(comment_id, {}, 200)


@bp.post(f"/comments/{ID}/report")
@open_to_all("anyone may report, without an account")
def report(comment_id: int) -> Response:
    """Keep a report; one that could identify a child hides the comment at once."""
    reason = request.form.get("reason", "")
    if reason not in reports.REASONS:
        return _report_form(comment_id, {"reason": "Choose what is wrong."}, 400)
    _reportable(comment_id)
    limits.check(database(), "report-client", client(), now())
    limits.check(database(), "report-all", "all", now())
    note = request.form.get("note", "")
    done = reports.report(database(), comment_id, reason, note, client(), now(), settings().report_flood)
    shown = render_template(
        "comments/reported.html", done=done, reason=reason, address=absolute(f"/reports/{done.token}"),
        comment_id=comment_id,
    )  # fmt: skip
    return noindex(shown)


def _reportable(comment_id: int) -> comments.Full:
    comment = comments.by_id(database(), known(comment_id))
    if comment.state not in ("published", "hidden"):
        raise CommentNotFound("There is no such comment.")
    return comment


def _report_form(comment_id: int, found: dict[str, str], status: int) -> Response:
    comment = _reportable(comment_id)
    shown = render_template("comments/report.html", comment=comment, reasons=reports.REASONS, found=found)
    return noindex(shown, status)


@bp.get("/reports/<token>")
def outcome(token: str) -> Response:
    """Show whoever reported a comment what became of it."""
    return _outcome(token, {}, 200)


@bp.post("/reports/<token>/appeal")
@limited("report-client")
@open_to_all("whoever reported needs no account; the address is the proof")
def appeal_report(token: str) -> Answer:
    """Keep the appeal of whoever reported against a decision that changed nothing."""
    try:
        appeals.by_reporter(database(), token[:100], request.form.get("words", ""), now())
    except AppealRefused as error:
        return _outcome(token, {"words": str(error)}, 409)
    return redirect(f"/reports/{token}", 303)


def _outcome(token: str, found: dict[str, str], status: int) -> Response:
    report = reports.by_token(database(), token[:100])
    shown = render_template(
        "comments/outcome.html", report=report, token=token, reasons=reports.REASONS, found=found,
        wait=reports.median_wait(database(), now()),
    )  # fmt: skip
    return noindex(shown, status)


@bp.get(f"/comments/{ID}/appeal")
@signed_in
def appeal_form(comment_id: int) -> Response:
    """Ask an author why a take-down should be looked at again."""
    return _appeal_form(comment_id, {}, 200)


@bp.post(f"/comments/{ID}/appeal")
@signed_in
def appeal(comment_id: int) -> Answer:
    """Keep an author's appeal."""
    try:
        appeals.by_author(database(), known(comment_id), account(), request.form.get("words", ""), now())
    except AppealRefused as error:
        return _appeal_form(comment_id, {"words": str(error)}, 409)
    return redirect(f"/my-comments#comment-{comment_id}", 303)


def _appeal_form(comment_id: int, found: dict[str, str], status: int) -> Response:
    comment = posting.own(database(), known(comment_id), account())
    return noindex(render_template("comments/appeal.html", comment=comment, found=found), status)

"""The mails in the outbox folder, for development only."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from flask import Blueprint, Response, abort, make_response, render_template, request

from db.rules.addresses import masked
from web.config import settings

bp = Blueprint("mail", __name__, template_folder="templates")
SHOWN = 200
bp.add_app_template_filter(masked)
LINK = re.compile(r"(https?://[^\s<>\"]+)")


@bp.before_request
def only_in_development() -> None:
    """Let nobody read mails where real people get them."""
    if request.path.startswith("/dev/") and not settings().dev:
        abort(404)


@bp.get("/dev/outbox")
def outbox() -> str:
    """List the mails that were written as files, newest first."""
    files = sorted(settings().outbox_dir.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True)
    return render_template("mail/outbox.html", mails=[(path.stem, _read(path)) for path in files[:SHOWN]])


@bp.get("/dev/outbox/<name>")
def show(name: str) -> str:
    """Show one mail: its headers and its plain text, with links that work."""
    mail = _find(name)
    text = mail.get_body(("plain",))
    parts = LINK.split(text.get_content() if text is not None else "")
    return render_template(
        "mail/show.html", name=name, headers=mail.items(), parts=parts, html=mail.get_body(("html",))
    )


@bp.get("/dev/outbox/<name>/html")
def show_html(name: str) -> Response:
    """Show the HTML of one mail as a mail program would: without scripts, forms or anything from elsewhere."""
    part = _find(name).get_body(("html",))
    if part is None:
        abort(404)
    response = make_response(part.get_content())
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups"
    return response


def _find(name: str) -> EmailMessage:
    path = settings().outbox_dir / f"{name}.eml"
    if not re.fullmatch(r"[A-Za-z0-9.-]{1,80}", name) or not path.is_file():
        abort(404)
    return _read(path)


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=default)

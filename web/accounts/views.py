"""Signing in without a password: a mailed link that works once, or its code in the tab that asked."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as Answer

from db import accounts, limits
from db.accounts import HandleRefused
from db.rules.addresses import tidy
from web.accounts.mails import send_link
from web.config import now, settings
from web.database import database
from web.guards import account, limited, local_path, open_to_all, remember, session_cookie, signed_in

bp = Blueprint("accounts", __name__, template_folder="templates")
WRONG_CODE = "That code does not fit, or its time is over. Look at the newest mail, or ask for a new one."


@bp.get("/sign-in")
def sign_in() -> str:
    """Ask for a mail address."""
    return render_template(
        "accounts/sign_in.html", next=local_path(request.args.get("next", "/")), found={}, address=""
    )


@bp.post("/sign-in")
@limited("sign-in-client")
@open_to_all("nobody is signed in yet; the mail decides")
def ask() -> tuple[str, int] | str:
    """Mail a link and a code; the answer is the same whether the address is known or not."""
    back = local_path(request.form.get("next", "/"))
    address = tidy(request.form.get("address", "")[:300])
    if address is None:
        found = {"address": "Enter a mail address like name@example.org."}
        given = request.form.get("address", "")[:254]
        return render_template("accounts/sign_in.html", next=back, found=found, address=given), 400
    lasts = timedelta(minutes=settings().sign_in_minutes)
    if limits.allow(database(), "sign-in-address", address, now()):
        asked = accounts.ask_to_sign_in(database(), address, now(), lasts)
        send_link(database(), address, asked, back, now())
        session["tab"] = asked.tab
    session["next"] = back
    return render_template("accounts/sent.html", found={}, minutes=settings().sign_in_minutes)


@bp.get("/sign-in/link/<nonce>")
def link(nonce: str) -> tuple[str, int] | str:
    """Show one button; looking at a link does not use it, for mail scanners look at all of them."""
    if not accounts.link_is_valid(database(), nonce, now()):
        return render_template("accounts/stale.html"), 410
    return render_template("accounts/button.html", nonce=nonce, next=local_path(request.args.get("next", "/")))


@bp.post("/sign-in/link/<nonce>")
@open_to_all("the mailed link is the proof")
def use_link(nonce: str) -> Answer | tuple[str, int]:
    """Use a link, once."""
    address = accounts.use_link(database(), nonce, now())
    if address is None:
        return render_template("accounts/stale.html"), 410
    return _come_in(address, local_path(request.form.get("next", "/")))


@bp.post("/sign-in/code")
@limited("code")
@open_to_all("the code is the proof, for the tab that asked")
def use_code() -> Answer | tuple[str, int]:
    """Use the code of the mail in the tab that asked."""
    code = re.sub(r"\D", "", request.form.get("code", ""))[:6]
    address = accounts.use_code(database(), session.get("tab", ""), code, now()) if code else None
    if address is None:
        shown = render_template("accounts/sent.html", found={"code": WRONG_CODE}, minutes=settings().sign_in_minutes)
        return shown, 400
    return _come_in(address, local_path(session.get("next", "/")))


@bp.get("/welcome")
def welcome() -> Answer | str:
    """Ask a new account for its pseudonym."""
    if "address" not in session:
        return redirect("/sign-in")
    return render_template("accounts/welcome.html", found={}, handle="")


@bp.post("/welcome")
@open_to_all("the address was confirmed by mail in this tab")
def choose() -> Answer | tuple[str, int]:
    """Make the account under the pseudonym that was chosen."""
    if "address" not in session:
        return redirect("/sign-in")
    handle = " ".join(request.form.get("handle", "")[:100].split())
    found = {} if request.form.get("agree") else {"agree": "Tick the box if you are 18 or over and accept the rules."}
    try:
        if not found:
            made = accounts.register(database(), session["address"], handle, now())
            return begin(made.id, local_path(session.get("next", "/")))
    except HandleRefused as error:
        found = {"handle": str(error)}
    return render_template("accounts/welcome.html", found=found, handle=handle), 400


@bp.post("/sign-out")
@open_to_all("ending one's own session")
def sign_out() -> Answer:
    """End this session."""
    token = request.cookies.get(session_cookie())
    if token:
        accounts.end_session(database(), token)
    return gone()


@bp.post("/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> Answer:
    """End all sessions of this account."""
    accounts.end_all_sessions(database(), account().id)
    return gone()


@bp.get("/house-rules")
def house_rules() -> str:
    """Show the house rules in plain words."""
    return render_template("accounts/house_rules.html")


def _come_in(address: str, back: str) -> Answer:
    """Sign in a known address; a new one first chooses its pseudonym, a closed account is told."""
    known = accounts.find(database(), address)
    if known is not None and known.state != "active":
        return make_response(render_template("accounts/closed.html"), 403)
    if known is not None:
        return begin(known.id, back)
    session["address"], session["next"] = address, back
    return redirect("/welcome", 303)


def begin(account_id: int, back: str) -> Response:
    """Begin a session in this browser and send it back to where it came from."""
    lasts = timedelta(days=min(settings().session_days, settings().session_idle_days))
    token = accounts.open_session(database(), account_id, now(), lasts)
    session.clear()
    return remember(make_response(redirect(back, 303)), token)


def gone() -> Response:
    """Forget this browser's session."""
    session.clear()
    response = make_response(redirect("/", 303))
    response.delete_cookie(session_cookie(), secure=settings().base_url.startswith("https:"), httponly=True)
    return response

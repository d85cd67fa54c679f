"""What an owner does with their account: another name or address, a role confirmed, everything out, gone."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from flask import Response, current_app, jsonify, redirect, render_template, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response as Answer

from db import accounts, limits, own_account, passkeys, practice
from db.accounts import HandleRefused
from db.clock import moment, stamp
from db.own_account import ChangeRefused
from db.rules.addresses import tidy
from db.sealing import Keyring
from web.accounts.mails import send_address_links, send_role_link
from web.accounts.views import bp, gone
from web.config import now, settings
from web.database import database
from web.guards import account, limited, offered, open_to_all, signed_in
from web.words import roles

NO_WORK = "Choose a role, and give a work address of a council, the NHS, the police, a university or the like."
DAYS = timedelta(days=7)


@bp.get("/account")
@signed_in
def mine() -> str:
    """Show what we keep of an account, to its owner only."""
    return _mine({}, {})


def _mine(found: dict[str, str], said: dict[str, str]) -> str:
    return render_template(
        "accounts/mine.html",
        mine=account(),
        checked=own_account.checked(database(), account().id),
        sessions=accounts.sessions(database(), account().id, now()),
        passkeys=passkeys.of_account(database(), account().id),
        roles=roles().names,
        found=found,
        said=said,
    )


@bp.post("/account/name")
@signed_in
def rename() -> Answer | tuple[str, int]:
    """Give an account another name, once a year."""
    handle = " ".join(request.form.get("handle", "")[:100].split())
    try:
        own_account.rename(database(), account(), handle, now())
    except HandleRefused as error:
        return _mine({"handle": str(error)}, {"handle": handle}), 400
    return redirect("/account", 303)


@bp.post("/account/address")
@limited("sign-in-client")
@signed_in
def ask_for_address() -> str | tuple[str, int]:
    """Mail a link to the old address and one to the new; the answer is the same whether the new one is known or not."""
    given = request.form.get("address", "")[:300]
    limits.check(database(), "sign-in-address", account().address, now())
    try:
        asked = own_account.ask_for_address(database(), account(), given, now(), DAYS)
    except ChangeRefused as error:
        return _mine({"address": str(error)}, {"address": given}), 400
    send_address_links(database(), settings(), account(), asked, now())
    return render_template("accounts/address_sent.html")


@bp.get("/account/address/<token>")
def address_link(token: str) -> str | tuple[str, int]:
    """Show one button; looking at a link changes nothing."""
    if not own_account.change_is_asked(database(), token, now()):
        return render_template("accounts/stale.html"), 410
    return render_template("accounts/address_button.html", token=token)


@bp.post("/account/address/<token>")
@open_to_all("the mailed link is the proof")
def confirm_address(token: str) -> str | tuple[str, int]:
    """Confirm one side of a change of address."""
    done = own_account.confirm_address(database(), token, now())
    if done is None:
        return render_template("accounts/stale.html"), 410
    return render_template("accounts/address_done.html", done=done)


@bp.post("/account/role")
@limited("sign-in-client")
@offered("roles")
@signed_in
def ask_for_role() -> str | tuple[str, int] | Answer:
    """Mail a link to a work address; nothing of the address is kept."""
    if request.form.get("action") == "drop":
        own_account.drop_role(database(), account().id, now())
        return redirect("/account", 303)
    role, given = request.form.get("role", ""), request.form.get("work", "")[:300]
    address = tidy(given)
    if role not in roles().names or address is None or not roles().is_work(address):
        return _mine({"work": NO_WORK}, {"work": given, "role": role}), 400
    limits.check(database(), "sign-in-address", address, now())
    signed = _signer().dumps([account().id, role, keyed(address), stamp(now())])
    send_role_link(database(), settings(), address, str(signed), now())
    return render_template("accounts/role_sent.html")


def keyed(address: str) -> str:
    """Return a hash of an address that tells nothing without our key."""
    return hmac.new(str(current_app.secret_key).encode(), address.encode(), hashlib.sha256).hexdigest()


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="role")


@bp.get("/account/role/<token>")
@offered("roles")
@signed_in
def role_link(token: str) -> str | tuple[str, int]:
    """Show one button; looking at a link changes nothing."""
    if _role_of(token) is None:
        return render_template("accounts/stale.html"), 410
    return render_template("accounts/role_button.html", token=token)


@bp.post("/account/role/<token>")
@offered("roles")
@signed_in
def confirm_role(token: str) -> Answer | tuple[str, int]:
    """Keep a role that a work address confirmed."""
    found = _role_of(token)
    if found is None:
        return render_template("accounts/stale.html"), 410
    try:
        own_account.confirm_role(database(), account().id, *found, now())
    except ChangeRefused as error:
        return _mine({"work": str(error)}, {}), 409
    return redirect("/account", 303)


def _role_of(token: str) -> tuple[str, str] | None:
    """Return the role and the key of a link made for whoever is signed in, None for any other or an old one."""
    try:
        account_id, role, key, asked_at = _signer().loads(token[:2000])
        fresh = now() - moment(asked_at) < DAYS
    except (BadSignature, ValueError, TypeError):
        return None
    return (str(role), str(key)) if account_id == account().id and role in roles().names and fresh else None


@bp.get("/account/export")
@signed_in
def export() -> Response:
    """Give an owner everything that is kept of their account, as a file."""
    kept = own_account.export(database(), account())
    learnt = practice.export(database(), Keyring(settings().practice_keys), account().id)
    response = jsonify(kept | learnt)
    response.headers["Content-Disposition"] = 'attachment; filename="common-thread-account.json"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/account/delete")
@signed_in
def delete_form() -> str:
    """Ask whether an account should really be gone."""
    return render_template("accounts/delete.html", mine=account(), found={})


@bp.post("/account/delete")
@signed_in
def delete() -> Answer | tuple[str, int]:
    """Delete an account and its words."""
    if request.form.get("sure", "").strip() != account().handle:
        found = {"sure": "Type your name as it stands above. Nothing was deleted."}
        return render_template("accounts/delete.html", mine=account(), found=found), 400
    own_account.delete(database(), account(), now())
    return gone()

"""Passkeys: added on the account page, used beside the mailed link; the browser talks to the device, we check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Response, abort, jsonify, redirect, request, session
from werkzeug.wrappers import Response as Answer

from db import passkeys
from web.accounts.views import begin, bp
from web.config import now, settings
from web.database import database
from web.guards import account, limited, local_path, open_to_all, signed_in

if TYPE_CHECKING:
    from web.accounts.ceremonies import Asked, Party

LONGEST = 20_000
REFUSED = "This passkey could not be used. Sign in with a mailed link."


def site() -> Party:
    """Return who passkeys are made for here."""
    from web.accounts.ceremonies import Party

    parts = urlsplit(settings().base_url)
    return Party(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


@bp.post("/account/passkeys/begin")
@signed_in
def begin_adding() -> Response:
    """Give the browser what it needs to make a passkey."""
    from web.accounts.ceremonies import ask_for_new

    known = passkeys.of_account(database(), account().id)
    return _asking(ask_for_new(site(), account().id, account().handle, known))


def _asking(asked: Asked) -> Response:
    """Answer with what a browser is asked, whose challenge only its next answer may use."""
    session["challenge"] = asked.challenge
    return Response(asked.options, content_type="application/json")


def _told() -> tuple[dict[str, Any], str]:
    """Return what the browser tells, and the challenge it had, which is used up now."""
    challenge = session.pop("challenge", None)
    told = request.get_json(silent=True) if (request.content_length or 0) < LONGEST else None
    if challenge is None or not isinstance(told, dict):
        abort(400)
    return told, challenge


@bp.post("/account/passkeys")
@signed_in
def add_passkey() -> tuple[Response, int]:
    """Keep the passkey that the browser made."""
    from web.accounts.ceremonies import NotProved, made

    told, challenge = _told()
    try:
        new = made(site(), told, challenge)
    except NotProved:
        return jsonify(error=REFUSED), 400
    name = f"Passkey of {now():%-d %B %Y}"
    kept = passkeys.add(database(), account().id, new.id, new.public_key, new.sign_count, name, now())
    return jsonify(done=kept), 200 if kept else 409


@bp.post("/account/passkeys/<key_id>/drop")
@signed_in
def drop_passkey(key_id: str) -> Answer:
    """Forget one of one's own passkeys."""
    passkeys.drop(database(), account().id, key_id[:1000])
    return redirect("/account", 303)


@bp.post("/sign-in/passkey/begin")
@limited("sign-in-client")
@open_to_all("nobody is signed in yet; the device decides")
def begin_signing_in() -> Response:
    """Give the browser what it needs to ask its device for a passkey."""
    from web.accounts.ceremonies import ask_for_proof

    return _asking(ask_for_proof(site()))


@bp.post("/sign-in/passkey")
@limited("code")
@open_to_all("the passkey is the proof")
def use_passkey() -> Answer | tuple[Response, int]:
    """Sign in whoever's device proved a passkey."""
    from web.accounts.ceremonies import NotProved, proved

    told, challenge = _told()
    key = passkeys.by_id(database(), str(told.get("id", ""))[:1000])
    if key is None:
        return jsonify(error=REFUSED), 400
    try:
        count = proved(site(), told, challenge, key)
    except NotProved:
        return jsonify(error=REFUSED), 400
    passkeys.used(database(), key, count, now())
    back = local_path(session.get("next", "/"))
    response = begin(key.account_id, back)
    response.status_code = 200  # the script goes on by itself
    response.set_data(jsonify(next=back).get_data())
    response.content_type = "application/json"
    del response.headers["Location"]
    return response

"""Passkeys: added on the account page, used beside the mailed link; the browser talks to the device, we check."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, abort, jsonify, redirect, request, session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from werkzeug.wrappers import Response as Answer

from db import passkeys
from web.accounts.views import begin, bp
from web.config import now, settings
from web.database import database
from web.guards import account, limited, local_path, open_to_all, signed_in

LONGEST = 20_000
REFUSED = "This passkey could not be used. Sign in with a mailed link."


def site() -> tuple[str, str]:
    """Return the host that passkeys are made for, and the origin that browsers must tell."""
    parts = urlsplit(settings().base_url)
    return parts.hostname or "", f"{parts.scheme}://{parts.netloc}"


@bp.post("/account/passkeys/begin")
@signed_in
def begin_adding() -> Response:
    """Give the browser what it needs to make a passkey."""
    known = [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.id)) for one in _mine()]
    options = generate_registration_options(
        rp_id=site()[0],
        rp_name="Common Thread",
        user_id=f"account {account().id}".encode(),
        user_name=account().handle,
        exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return _asked(options)


def _mine() -> list[passkeys.Passkey]:
    return passkeys.of_account(database(), account().id)


def _asked(options: Any) -> Response:
    """Answer with options whose challenge only this browser's next answer may use."""
    session["challenge"] = bytes_to_base64url(options.challenge)
    return Response(options_to_json(options), content_type="application/json")


def _told() -> tuple[dict[str, Any], bytes]:
    """Return what the browser tells, and the challenge it had, which is used up now."""
    challenge = session.pop("challenge", None)
    told = request.get_json(silent=True) if (request.content_length or 0) < LONGEST else None
    if challenge is None or not isinstance(told, dict):
        abort(400)
    return told, base64url_to_bytes(challenge)


@bp.post("/account/passkeys")
@signed_in
def add_passkey() -> tuple[Response, int]:
    """Keep the passkey that the browser made."""
    told, challenge = _told()
    try:
        found = verify_registration_response(
            credential=told,
            expected_challenge=challenge,
            expected_rp_id=site()[0],
            expected_origin=site()[1],
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return jsonify(error=REFUSED), 400
    key, public = bytes_to_base64url(found.credential_id), bytes_to_base64url(found.credential_public_key)
    name = f"Passkey of {now():%-d %B %Y}"
    kept = passkeys.add(database(), account().id, key, public, found.sign_count, name, now())
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
    return _asked(
        generate_authentication_options(rp_id=site()[0], user_verification=UserVerificationRequirement.REQUIRED)
    )


@bp.post("/sign-in/passkey")
@limited("code")
@open_to_all("the passkey is the proof")
def use_passkey() -> Answer | tuple[Response, int]:
    """Sign in whoever's device proved a passkey."""
    told, challenge = _told()
    key = passkeys.by_id(database(), str(told.get("id", ""))[:1000])
    if key is None:
        return jsonify(error=REFUSED), 400
    try:
        proved = verify_authentication_response(
            credential=told,
            expected_challenge=challenge,
            expected_rp_id=site()[0],
            expected_origin=site()[1],
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return jsonify(error=REFUSED), 400
    passkeys.used(database(), key, proved.new_sign_count, now())
    back = local_path(session.get("next", "/"))
    response = begin(key.account_id, back)
    response.status_code = 200  # the script goes on by itself
    response.set_data(jsonify(next=back).get_data())
    response.content_type = "application/json"
    del response.headers["Location"]
    return response

"""What WebAuthn calls ceremonies: how a passkey is made, and how it is used (https://www.w3.org/TR/webauthn-3/).

Read by whoever begins one and not before: the library takes a fifth of a second to import.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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

from db.errors import CommonThreadError
from db.passkeys import Passkey

WRONG = (WebAuthnException, ValueError, KeyError, TypeError)


class NotProved(CommonThreadError):
    """What a browser told proves nothing."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who passkeys are made for: a host, and the origin that browsers must tell."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser is asked, as JSON, and the challenge that its answer must carry."""

    challenge: str
    options: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey: its id, its public key, and how often it was used."""

    id: str
    public_key: str
    sign_count: int


def ask_for_new(party: Party, account_id: int, handle: str, known: Iterable[Passkey]) -> Asked:
    """Return what a browser needs to make a passkey on a device that has none of those known."""
    options = generate_registration_options(
        rp_id=party.host,
        rp_name="Common Thread",
        user_id=f"account {account_id}".encode(),
        user_name=handle,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.id)) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return Asked(bytes_to_base64url(options.challenge), options_to_json(options))


def ask_for_proof(party: Party) -> Asked:
    """Return what a browser needs to ask its device for a passkey."""
    required = UserVerificationRequirement.REQUIRED
    options = generate_authentication_options(rp_id=party.host, user_verification=required)
    return Asked(bytes_to_base64url(options.challenge), options_to_json(options))


def made(party: Party, told: dict[str, Any], challenge: str) -> Made:
    """Return the passkey that a browser made; raises NotProved."""
    try:
        found = verify_registration_response(
            credential=told,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except WRONG as error:
        raise NotProved(str(error)) from error
    key, public = bytes_to_base64url(found.credential_id), bytes_to_base64url(found.credential_public_key)
    return Made(key, public, found.sign_count)


def proved(party: Party, told: dict[str, Any], challenge: str, key: Passkey) -> int:
    """Return how often a passkey was used, this use included, which a device proved; raises NotProved."""
    try:
        found = verify_authentication_response(
            credential=told,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except WRONG as error:
        raise NotProved(str(error)) from error
    return found.new_sign_count

"""What proves that a form of a piece was shown to its owner, beyond the session in which it was shown.

A token against forged forms (CSRF) ends with its session: whoever signs in again while they write would have to send
their form twice. This proof is signed and names the account, the piece and the moment. We give it to nobody but that
account, so no other site can send it; it is good for that one piece of that one account, for a day.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

LASTS, RENEWED_FOR = timedelta(days=1), timedelta(days=30)


def make(account_id: int, ref: str, now: datetime) -> str:
    """Return a proof for the form of a piece that is shown to an account now."""
    return str(_signer().dumps([account_id, ref, int(now.timestamp())]))


def holds(proof: str, ref: str, now: datetime, account_id: int) -> bool:
    """Whether a form of a piece was shown to an account within a day."""
    return account_id == _shown_to(proof, ref, now, LASTS)


def renew(proof: str, ref: str, now: datetime) -> str:
    """Return a new proof for whom a form was shown; nothing for a proof that is none, or too old."""
    account_id = _shown_to(proof, ref, now, RENEWED_FOR)
    return make(account_id, ref, now) if account_id else ""


def _shown_to(proof: str, ref: str, now: datetime, lasts: timedelta) -> int:
    """Return to which account a form of a piece was shown, 0 where that is not proved."""
    try:
        account_id, of_ref, at = _signer().loads(proof[:500])
        fits = of_ref == ref and timedelta() <= now - datetime.fromtimestamp(at, now.tzinfo) <= lasts
    except (BadSignature, ValueError, TypeError):
        return 0
    return int(account_id) if fits else 0


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="cpd form")

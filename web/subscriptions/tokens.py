"""The signed request in a confirmation link: nothing is kept of an address until it is confirmed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from db.clock import moment, stamp
from db.rules.editions import PERIODS, Period


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for, when, and the words they saw."""

    address: str
    periods: tuple[Period, ...]
    topics: tuple[str, ...]
    asked_at: str
    wording: str
    source: str

    @property
    def asked(self) -> datetime:
        """Return when it was asked."""
        return moment(self.asked_at)


def sign(request: Request) -> str:
    """Return a request as a link can carry it."""
    return str(_serializer().dumps(asdict(request)))


def read(token: str) -> Request | None:
    """Return the request of a link, or None where it was not signed by us."""
    if len(token) > 4_000:
        return None
    try:
        values = _serializer().loads(token)
        periods = tuple(period for period in PERIODS if period in values["periods"])
        return Request(**{**values, "periods": periods, "topics": tuple(values["topics"])})
    except (BadSignature, KeyError, TypeError, ValueError):
        return None


def asked(
    address: str, periods: tuple[Period, ...], topics: tuple[str, ...], now: datetime, wording: str, source: str
) -> Request:
    """Return a request as it is asked now."""
    return Request(address, periods, topics, stamp(now), wording, source)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="subscribe")

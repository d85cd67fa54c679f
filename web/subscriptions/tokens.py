"""The signed requests in mailed links: nothing is kept of an address until its owner presses the button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from db.clock import moment, stamp
from db.own_subscriptions import Link, Move
from db.rules.choosing import Delivery, Density
from db.rules.editions import PERIODS, Period
from db.subscriptions import Consent, More
from web.config import now, settings
from web.subscriptions.choices import Chosen

LONGEST = 4_000
LISTS = ("topics", "nations", "events")


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for, when, the words they saw and the page they came from."""

    address: str
    periods: tuple[Period, ...]
    topics: tuple[str, ...]
    asked_at: str
    wording: str
    source: str
    nations: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    density: Density = "summaries"
    delivery: Delivery = "06:45"

    @property
    def consent(self) -> Consent:
        """Return what was agreed to."""
        return Consent(self.wording, moment(self.asked_at), self.source)

    @property
    def chosen(self) -> Chosen:
        """Return what was ticked."""
        return Chosen(self.topics, More(self.nations, self.events, self.density, self.delivery))


def asked(address: str, periods: tuple[Period, ...], chosen: Chosen, wording: str, source: str) -> Request:
    """Return a request as it is asked now."""
    return Request(address, periods, chosen.topics, stamp(now()), wording, source, **asdict(chosen.more))


def sign(request: Request) -> str:
    """Return a request as a link can carry it."""
    return str(_serializer("subscribe").dumps(asdict(request)))


def read(token: str) -> Request | None:
    """Return the request of a link, or None where it was not signed by us or is over."""
    try:
        values = _loaded("subscribe", token)
        periods = tuple(period for period in PERIODS if period in values["periods"])
        lists = {name: tuple(values.get(name, ())) for name in LISTS}
        found = Request(**{**values, **lists, "periods": periods})
        return found if _fresh(moment(found.asked_at)) else None
    except (BadSignature, KeyError, TypeError, ValueError):
        return None


def sign_move(asked: Move) -> str:
    """Return a wish to go to another address as a link can carry it."""
    return str(_serializer("move").dumps({**asdict(asked), "asked_at": stamp(asked.asked_at)}))


def read_move(token: str) -> Move | None:
    """Return the wish of a link, or None where it was not signed by us or is over."""
    try:
        found = Move(**_loaded("move", token))
        found = replace(found, asked_at=moment(str(found.asked_at)))
        return found if _fresh(found.asked_at) else None
    except (BadSignature, TypeError, ValueError):
        return None


def link(token: str, asked_at: datetime) -> Link:
    """Return a link with the moment at which it is over."""
    return Link(token, asked_at + _valid())


def _fresh(asked_at: datetime) -> bool:
    return now() <= asked_at + _valid()


def _valid() -> timedelta:
    return timedelta(days=settings().confirm_days)


def _loaded(what: str, token: str) -> Mapping[str, Any]:
    if len(token) > LONGEST:
        raise ValueError("too long to be ours")
    values: Mapping[str, Any] = _serializer(what).loads(token)
    return values


def _serializer(what: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=what)

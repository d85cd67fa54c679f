"""What machines ask: whether this process lives, whether it can serve, and its figures for Prometheus."""

from __future__ import annotations

from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Response, abort, request

from db.alarms import alarms_in
from db.errors import CommonThreadError
from db.migrations import NUMBERED
from db.vitals import look
from web.admin.metrics import exposition
from web.admin.views import bp
from web.config import now, settings
from web.database import database

TEXT = "text/plain; charset=utf-8"
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
OWN_NAMES = ("localhost", "127.0.0.1", "::1")


@bp.get("/healthz")
def healthz() -> Response:
    """Answer that this process serves."""
    return _plain("ok\n")


@bp.get("/readyz")
def readyz() -> Response:
    """Answer whether pages can be served: the database is there and up to date; else say why not."""
    why = _why_not_ready()
    return _plain(f"not ready: {why}\n", 503) if why else _plain("ready\n")


def _why_not_ready() -> str:
    try:
        had = set(database().migrations())
    except CommonThreadError:
        return "the database cannot be reached; check COMMONTHREAD_DATABASE_URL and the disk"
    if missing := [name for name in NUMBERED if name not in had]:
        return f"migration {missing[0]} is not applied; run `commonthread upgrade`"
    return "the database is newer than this version; install the newer one" if had - set(NUMBERED) else ""


@bp.get("/metrics")
def metrics() -> Response:
    """Give the figures of the site for Prometheus, to whoever has the token, or to this machine alone."""
    if not _may_measure():
        abort(404)
    found = look(database(), settings(), now())
    return _plain(exposition(found, alarms_in(found, settings())), kind=PROMETHEUS)


def _may_measure() -> bool:
    """Whether the asker may have figures: a proxy looks like this machine, so a public site needs a token."""
    token = settings().metrics_token
    if token:
        return compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    is_public = urlsplit(settings().base_url).hostname not in OWN_NAMES
    return not is_public and ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104 - an unknown asker


def _plain(words: str, status: int = 200, kind: str = TEXT) -> Response:
    return Response(words, status, content_type=kind, headers={"Cache-Control": "no-store"})

"""Who may do what: accounts from our own session rows, roles, rate limits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, g, redirect, request

from db import accounts, limits
from db.accounts import Account
from db.errors import DatabaseBusy, DatabaseFull
from web.config import now, settings
from web.database import database

COOKIE = "ct_session"
HOST_ONLY = "__Host-"  # browsers then take the cookie from this host over https alone (RFC 6265bis)
View = TypeVar("View", bound=Callable[..., Any])


def register(app: Flask) -> None:
    """Let every request of an application know who asks, and templates which functions of the debate are on."""
    app.jinja_env.globals["offers"] = offers

    app.before_request(recognise)


def recognise() -> None:
    """Note who asks; before that nobody is signed in."""
    token = request.cookies.get(session_cookie())
    g.account = accounts.by_session(database(), token, now()) if token and len(token) < 100 else None
    if token and g.account:
        idle, longest = timedelta(days=settings().session_idle_days), timedelta(days=settings().session_days)
        with suppress(DatabaseBusy, DatabaseFull):  # whoever only reads is not stopped by a lock
            accounts.prolong_session(database(), token, now(), idle, longest)


def account() -> Account:
    """Return the account that asks; only behind `signed_in`, `moderator` or `operator`."""
    found: Account | None = g.get("account")
    if found is None:
        abort(403)
    return found


def signed_in(view: View) -> View:
    """Let only the signed-in pass; others are asked to sign in and come back."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if g.get("account") is None:
            back = request.full_path if request.method == "GET" else request.path
            return redirect(f"/sign-in?next={quote(back.rstrip('?'))}")
        return view(*args, **kwargs)

    return _marked(guarded, view, "signed_in")


def moderator(view: View) -> View:
    """Let only moderators and operators pass; to others the page does not exist."""
    return _only(view, "moderator", lambda asking: asking.moderates)


def operator(view: View) -> View:
    """Let only operators pass; to others the page does not exist."""
    return _only(view, "operator", lambda asking: asking.role == "operator")


def _only(view: View, guard: str, may: Callable[[Account], bool]) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        asking: Account | None = g.get("account")
        if asking is None:
            return redirect(f"/sign-in?next={quote(request.path)}")
        if not may(asking):
            abort(404)
        return view(*args, **kwargs)

    return _marked(guarded, view, guard)


def open_to_all(why: str) -> Callable[[View], View]:
    """Mark a changing view that anybody may use, with the reason."""

    def mark(view: View) -> View:
        return _marked(view, view, f"open: {why}")

    return mark


def limited(name: str) -> Callable[[View], View]:
    """Let a client pass only so often."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            limits.check(database(), name, client(), now())
            return view(*args, **kwargs)

        return _marked(guarded, view, f"limited: {name}")

    return mark


def offers(function: str) -> bool:
    """Whether a function of the debate is on; the operator can switch those off that a lawyer doubts."""
    return function not in settings().debate_off.split()


def offered(function: str) -> Callable[[View], View]:
    """Let a view exist only while its function of the debate is on."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not offers(function):
                abort(404)
            return view(*args, **kwargs)

        return _marked(guarded, view, f"offered: {function}")

    return mark


def client() -> str:
    """Return a key for the asking client that does not tell its address."""
    return hashlib.sha256(f"{current_app.secret_key!r}{request.remote_addr}".encode()).hexdigest()[:32]


def session_cookie() -> str:
    """Return the name of the cookie with a session token: bound to its host where the site is served by https."""
    return (HOST_ONLY if settings().base_url.startswith("https:") else "") + COOKIE


def remember(response: Response, token: str) -> Response:
    """Keep a session token in the browser."""
    response.set_cookie(
        session_cookie(),
        token,
        max_age=settings().session_days * 86400,
        secure=settings().base_url.startswith("https:"),
        httponly=True,
        samesite="Lax",
    )
    return response


def local_path(path: str) -> str:
    """Return a path of this site, the front page for anything else."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path and path.isprintable()
    return path if plain and len(path) < 500 else "/"


def _marked(guarded: Any, view: View, guard: str) -> View:
    guarded.guards = frozenset({*getattr(view, "guards", ()), guard})
    return cast("View", guarded)

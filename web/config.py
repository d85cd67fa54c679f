"""What the site takes from the settings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_wtf import CSRFProtect

from db.clock import Clock
from db.settings import Settings, with_secret

csrf = CSRFProtect()
# One tap in a mail program brings neither cookie nor token (RFC 8058); the secret in its address is the proof.
WITHOUT_TOKEN = ("web.subscriptions.views.leave",)


def configure(app: Flask, settings: Settings, clock: Clock) -> None:
    """Give an application its settings, its clock and its safe defaults."""
    secure = urlsplit(settings.base_url).scheme == "https"
    app.secret_key = with_secret(settings, Path("var"))
    app.config.update(
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="__Host-ct" if secure else "ct",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.extensions["commonthread"] = (settings, clock)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    csrf.init_app(app)
    for view in WITHOUT_TOKEN:
        csrf.exempt(view)


def settings() -> Settings:
    """Return the settings of the running application."""
    found: Settings = current_app.extensions["commonthread"][0]
    return found


def now() -> datetime:
    """Return the present moment by the application's clock."""
    moment: datetime = current_app.extensions["commonthread"][1]()
    return moment


def absolute(path: str) -> str:
    """Return the public address of a path; the Host header has no say."""
    return settings().base_url.rstrip("/") + path

"""A name for each request: a proxy's where it is a plain word, else ours; in the answer and in the log."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from logging import getLogger
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from werkzeug.middleware.proxy_fix import ProxyFix

from db.settings import Settings

HEADER = "X-Request-Id"
NAME = "commonthread.request"
SAFE = re.compile(r"[A-Za-z0-9_-]{8,64}")
SLOW = 1.0

log = getLogger(__name__)


class Named:
    """A WSGI application that names each request and says the name in its answer (PEP 3333)."""

    def __init__(self, site: Any) -> None:
        self.site = site

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request under its name."""
        given = environ.get("HTTP_X_REQUEST_ID", "")
        name = given if SAFE.fullmatch(given) else secrets.token_hex(8)
        environ[NAME] = name

        def named(status: str, headers: list[tuple[str, str]], problem: Any = None) -> Any:
            return start_response(status, [*headers, (HEADER, name)], problem)

        answer: Iterable[bytes] = self.site(environ, named)
        return answer


def context() -> Mapping[str, object]:
    """Return the name of the request that is answered, for lines of the log."""
    return {"request": request.environ.get(NAME)} if has_request_context() else {}


def believe_proxies(app: Flask, settings: Settings) -> None:
    """Take a reader's address from the proxies in front of the site, as many as the settings trust."""
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.trusted_proxies, 0, 0, 0, 0)  # type: ignore[method-assign]  # as Flask tells to


def register(app: Flask) -> None:
    """Name the requests of an application, and tell the operator of answers that failed or took long."""
    app.wsgi_app = Named(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way to wrap an application

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def tell(response: Response) -> Response:
        took = time.perf_counter() - g.get("began", time.perf_counter())
        if response.status_code >= 500 or took > SLOW:
            # The rule of the address, never the address: that may hold a token or a name.
            rule = request.url_rule.rule if request.url_rule else None
            said = {"rule": rule, "status": response.status_code, "ms": round(took * 1000)}
            log.warning("a slow or failed answer", extra=said)
        return response

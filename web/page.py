"""What every page shows around its content: the sample notice, the navigation, the caching of public pages."""

from __future__ import annotations

from flask import Flask, Response, g, request

from db.seeding import is_sample
from web.config import absolute, now
from web.database import database


def register(app: Flask) -> None:
    """Give templates what stands on every page, and public pages a short life in caches."""

    @app.context_processor
    def around() -> dict[str, object]:
        return {"absolute": absolute, "today": now, "is_sample": _is_sample, "account": g.get("account")}

    @app.after_request
    def cache(response: Response) -> Response:
        if "Cache-Control" in response.headers:
            return response
        public = request.method == "GET" and response.status_code == 200 and not g.get("account")
        if request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "public, max-age=86400"
        elif public and "Set-Cookie" not in response.headers:
            response.headers["Cache-Control"] = "public, max-age=60"
        else:
            response.headers["Cache-Control"] = "private, no-store"
        return response


def _is_sample() -> bool:
    """Whether the database holds the sample edition."""
    if "sample" not in g:
        g.sample = is_sample(database())
    return bool(g.sample)

"""What every page shows around its content: the sample notice, the navigation, the caching of public pages."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, g, request

from db.seeding import is_sample
from web.config import absolute, now
from web.database import database

# The rooms whose pages are the same for everybody who is not signed in: a cache may keep them, and asks each time.
FOR_ALL = frozenset(
    {
        "stories",
        "topics",
        "events",
        "people",
        "sources",
        "search",
        "commitments",
        "briefs",
        "corrections",
        "api",
        "about",
        "digests",
        "offline",
    }
)


def register(app: Flask) -> None:
    """Give templates what stands on every page, and public pages a short life in caches."""

    app.jinja_env.globals["static"] = lambda name: f"/static/{name}?v={_fingerprint(app, name)}"

    @app.context_processor
    def around() -> dict[str, object]:
        return {"absolute": absolute, "today": now, "is_sample": _is_sample, "account": g.get("account")}

    @app.after_request
    def say_who_may_keep_it(response: Response) -> Response:
        if "Cache-Control" in response.headers and request.endpoint != "static":
            return response
        reads = request.method in ("GET", "HEAD") and response.status_code in (200, 304)
        if reads and request.endpoint == "static":
            named = request.args.get("v") == _fingerprint(app, str(request.view_args["filename"]))  # type: ignore[index]
            response.headers["Cache-Control"] = f"public, {'max-age=31536000, immutable' if named else 'no-cache'}"
        elif reads and request.blueprint in FOR_ALL and not g.get("account"):
            response.headers["Cache-Control"] = "public, no-cache"
        else:
            response.headers["Cache-Control"] = "private, no-store"
        return response


@cache
def _fingerprint(app: Flask, name: str) -> str:
    """Return a short word that changes when a file of the site does, so that browsers may keep it for ever.

    A file that is missing costs its look, never the page.
    """
    path = Path(str(app.static_folder), name)
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else "missing"


def _is_sample() -> bool:
    """Whether the database holds the sample edition."""
    if "sample" not in g:
        g.sample = is_sample(database())
    return bool(g.sample)

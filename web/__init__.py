"""From stories to people: the Flask application."""

from __future__ import annotations

from flask import Flask

from db.clock import Clock, utc_now
from db.settings import Settings, from_environment
from web import config, database, errors, guards, headers, notes, page, pagecache, rooms, tracing, words


def create_app(settings: Settings | None = None, *, clock: Clock = utc_now) -> Flask:
    """Return the site for some settings, or for those of the environment."""
    settings = settings or from_environment()
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    config.configure(app, settings, clock)
    connections = database.register(app)
    tracing.believe_proxies(app, settings)
    headers.register(app)
    errors.register(app)
    guards.register(app)
    words.register(app)
    notes.register(app)
    page.register(app)
    rooms.register(app)
    pagecache.register(app, settings, clock, connections.mine)
    tracing.register(app)
    return app

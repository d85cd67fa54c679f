"""One connection for each thread that serves pages."""

from __future__ import annotations

import threading

from flask import Flask, current_app, g

from db.engine import Database, connect
from db.errors import DatabaseUnreachable
from db.settings import Settings


class Connections:
    """The open connections of one application, by thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._local = threading.local()

    def mine(self) -> Database:
        """Return the connection of this thread, opened at its first use."""
        db: Database | None = getattr(self._local, "db", None)
        if db is None:
            own = self._settings
            db = connect(
                own.database_url,
                busy_seconds=own.busy_seconds_web,
                statement_seconds=own.statement_seconds_web,
                name="commonthread web",
            )
            db.slow_seconds = own.slow_statement_seconds
            self._local.db = db
        return db

    def drop(self) -> None:
        """Close the connection of this thread; the next use opens a new one."""
        db: Database | None = getattr(self._local, "db", None)
        if db is not None:
            db.close()
            self._local.db = None


def register(app: Flask) -> Connections:
    """Give an application its connections, which are returned, and drop one that was lost."""
    connections = Connections(app.extensions["commonthread"][0])
    app.extensions["connections"] = connections

    @app.teardown_request
    def forget_lost(error: BaseException | None) -> None:
        if isinstance(error, DatabaseUnreachable) or g.pop("lost", False):
            connections.drop()

    return connections


def database() -> Database:
    """Return the database of the request that is served."""
    connections: Connections = current_app.extensions["connections"]
    return connections.mine()

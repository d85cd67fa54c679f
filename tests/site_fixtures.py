"""The site of a test: an application on a database of its own, with a clock that stands still."""

from __future__ import annotations

import importlib.util
import re
import sys
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from db import accounts
from db.engine import Database, connect
from db.migrations import migrate
from db.seeding import plant
from db.settings import Settings
from web import create_app
from web.guards import COOKIE, HOST_ONLY


def _newsroom_class():  # type: ignore[no-untyped-def]
    """Load tests/newsroom.py, which is no test and no package."""
    path = Path(__file__).parent / "newsroom.py"
    spec = importlib.util.spec_from_file_location("newsroom", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["newsroom"] = module
    spec.loader.exec_module(module)
    return module.Newsroom


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file with the seeds, to copy for each test."""
    path = Path(tmp_path_factory.mktemp("planted")) / "template.db"
    _planted(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """A migrated database with the seeds, to copy for each test."""
    name = f"template_{uuid.uuid4().hex}"
    admin = connect(postgres_server % "postgres")
    admin.connection.execute(f"CREATE DATABASE {name}")  # type: ignore[attr-defined]  # an administrator's act
    admin.close()
    _planted(postgres_server % name)
    return name


def _planted(url: str) -> None:
    db = connect(url)
    migrate(db)
    plant(db)
    db.close()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Where compiled templates are kept, so that not every application compiles them anew."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def newsroom(db: Database, now: datetime):  # type: ignore[no-untyped-def]
    return _newsroom_class()(db, now)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        secret_key="t" * 40,
        base_url="https://thread.example",
        outbox_dir=tmp_path / "outbox",
        busy_seconds_web=0.2,
        practice_keys="a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
    )


@pytest.fixture
def app(  # type: ignore[no-untyped-def]
    settings: Settings, newsroom, clock: Clock, compiled: FileSystemBytecodeCache
) -> Iterator[Flask]:
    application = create_app(settings, clock=clock)
    application.jinja_env.bytecode_cache = compiled
    yield application
    application.extensions["connections"].drop()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class Person:
    """Somebody in a browser, signed in or not, who fills in the forms that pages show."""

    def __init__(
        self, app: Flask, db: Database, now: datetime, handle: str | None = None, role: str = "reader"
    ) -> None:
        self.client = app.test_client()
        self.account = None
        if handle is not None:
            address = f"{handle.lower().replace(' ', '')}@example.org"
            self.account = accounts.add(db, address=address, handle=handle, role=role, now=now)
            token = accounts.open_session(db, self.account.id, now, timedelta(days=30))
            self.client.set_cookie(HOST_ONLY + COOKIE, token, domain="localhost")

    def get(self, path: str):  # type: ignore[no-untyped-def]
        return self.client.get(path)

    def send(self, page: str, to: str, /, **fields: object):  # type: ignore[no-untyped-def]
        """Open a page, take its token and hidden fields, and post a form."""
        html = self.client.get(page).get_data(as_text=True)
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
        return self.client.post(to, data={**hidden, **fields})


@pytest.fixture
def person(app: Flask, db: Database, now: datetime):  # type: ignore[no-untyped-def]
    return lambda handle=None, role="reader": Person(app, db, now, handle, role)

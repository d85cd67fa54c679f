"""What all tests share: a database on both engines, the shared input, a fixed clock."""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from db.engine import Database, connect
from db.migrations import migrate

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
SHARING = ("tests/browser/", "hostile/test_street.py", "understanding/test_floors.py", "db/test_failover.py")


def missing(what: str) -> None:
    """Skip with a reason, or fail where everything is required."""
    if REQUIRE_ALL:
        pytest.fail(f"REQUIRE_ALL=1, but {what}")
    pytest.skip(what)


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in a hook of its own
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the tests of a file that share something dear run in one process, and others on one engine only."""
    for item in items:
        if any(part in item.path.as_posix() for part in SHARING):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    if os.environ.get("ENGINES") != "both":
        _take_turns(config, items)


def _take_turns(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run each test of the site and of the crawler on one engine, half of them on each; ENGINES=both runs all on both.

    Their rooms reach a database through db alone, and every test of db runs on both engines.
    """
    turned = [
        item
        for item in items
        if any(room in item.path.as_posix() for room in ("/web/", "/crawler/"))
        and item.get_closest_marker("both_engines") is None
        and not _has_its_turn(item.nodeid)
    ]
    config.hook.pytest_deselected(items=turned)
    left_out = set(turned)
    items[:] = [item for item in items if item not in left_out]


def _has_its_turn(nodeid: str) -> bool:
    """Whether a test runs on this engine: by its name without the engine, so that exactly one of the two does."""
    engine = next((one for one in ("postgres", "sqlite") if f"[{one}" in nodeid or f"-{one}" in nodeid), None)
    if engine is None:
        return True
    name = nodeid.replace("postgres", "").replace("sqlite", "")
    return zlib.crc32(name.encode()) % 2 == (engine == "sqlite")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """Collect without garbage collection: in Python 3.11 it can break the parsing of a module (cpython 106905)."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = Path(os.environ.get("COMMONTHREAD_SHARED", "../shared"))
    if not (folder / "gold").is_dir():
        missing(f"there is no shared input at {folder}")
    return folder


def _postgres():  # type: ignore[no-untyped-def]
    """Load tests/postgres.py, which is no test and no package."""
    spec = importlib.util.spec_from_file_location("postgres", Path(__file__).parent / "postgres.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if module.binaries() is None:
        missing("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return module


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server for all tests of this process; yields its address without a database."""
    server = _postgres().Server(Path(tmp_path_factory.mktemp("pg")))
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """A PostgreSQL server that the tests of a module may stop and start, with a migrated database `ct`."""
    server = _postgres().Server(Path(tmp_path_factory.mktemp("own-pg")))
    admin = connect(server.url % "postgres")
    _create(admin, "CREATE DATABASE ct")
    admin.close()
    db = connect(server.url % "ct")
    migrate(db)
    db.close()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """A migrated database to copy for each test."""
    admin = connect(postgres_server % "postgres")
    _create(admin, "CREATE DATABASE template_ct")
    admin.close()
    db = connect(postgres_server % "template_ct")
    migrate(db)
    db.close()
    return "template_ct"


def _create(admin: Database, sql: str) -> None:
    admin.connection.execute(sql)  # type: ignore[attr-defined]  # an administrator's act, not in the protocol


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file to copy for each test."""
    path = Path(tmp_path_factory.mktemp("sqlite")) / "template.db"
    db = connect(f"sqlite:///{path}")
    migrate(db)
    db.close()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    shutil.copyfile(sqlite_template, tmp_path / "ct.db")
    return f"sqlite:///{tmp_path / 'ct.db'}"


@pytest.fixture(scope="session")
def postgres_copies() -> dict[str, Any]:
    """The copy that there is of each template."""
    return {}


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str, postgres_copies: dict[str, Any]) -> Iterator[str]:
    if postgres_template not in postgres_copies:
        postgres_copies[postgres_template] = _postgres().Copy(postgres_server, postgres_template)
    copy = postgres_copies[postgres_template]
    yield copy.lend()
    copy.take_back()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty, migrated database, on each engine."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """An empty, migrated database on each engine."""
    database = connect(database_url, busy_seconds=5)
    yield database
    database.close()

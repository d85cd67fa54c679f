"""What machines ask: alive, ready, figures; and who may have the figures."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import jobs
from db.engine import connect, sqlite_path
from db.jobs import Job, every
from web import create_app

LINE = re.compile(r'commonthread_\w+(\{\w+="(?:[^"\\\n]|\\.)*"\})? -?[\d.e+]+')


def test_it_lives_and_is_ready(client: Any) -> None:
    assert client.get("/healthz").get_data(as_text=True) == "ok\n"
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_data(as_text=True)) == (200, "ready\n")
    assert ready.headers["Cache-Control"] == "no-store"


def asked(settings: Any) -> tuple[int, str]:
    app = create_app(settings)
    answer = app.test_client().get("/readyz")
    app.extensions["connections"].drop()
    return answer.status_code, answer.get_data(as_text=True)


def test_it_says_why_it_is_not_ready(settings: Any, tmp_path: Path) -> None:
    empty = replace(settings, database_url=f"sqlite:///{tmp_path / 'empty.db'}")
    assert asked(empty) == (503, "not ready: migration 0001_first_edition is not applied; run `commonthread upgrade`\n")
    (tmp_path / "file").write_text("")
    away = replace(settings, database_url=f"sqlite:///{tmp_path / 'file' / 'x.db'}")
    status, words = asked(away)
    assert status == 503
    assert "cannot be reached" in words
    assert str(tmp_path) not in words


def test_a_newer_database_is_not_ready(settings: Any, database_url: str) -> None:
    path = sqlite_path(database_url)
    if path is None:
        pytest.skip("the ledger of SQLite is sqlite-utils' own")
    db = connect(database_url)
    db.connection.execute(  # type: ignore[attr-defined]
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('commonthread', '9999_later', '2030')"
    )
    db.close()
    assert "newer than this version" in asked(settings)[1]


def test_figures_are_for_who_has_the_token(settings: Any, newsroom: Any) -> None:
    def status(given: Any, address: str = "127.0.0.1", **headers: str) -> int:
        app = create_app(given)
        answer = app.test_client().get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
        app.extensions["connections"].drop()
        return int(answer.status_code)

    assert status(settings) == 404, "a proxy on this machine looks like this machine"
    token = replace(settings, metrics_token="m" * 20)
    assert status(token) == 404
    assert status(token, Authorization="Bearer wrong") == 404
    assert status(token, "203.0.113.7", Authorization=f"Bearer {'m' * 20}") == 200
    local = replace(settings, base_url="http://127.0.0.1:8000")
    assert status(local) == 200
    assert status(local, "203.0.113.7") == 404


def test_figures_are_in_the_format_of_prometheus(settings: Any, newsroom: Any, db: Any, now: Any) -> None:
    newsroom.article("Carers get relief")
    jobs.register(db, Job('a "strange\\job', every(now - now), lambda *_: None), now)
    app = create_app(replace(settings, base_url="http://127.0.0.1:8000"), clock=lambda: now)
    answer = app.test_client().get("/metrics")
    text = answer.get_data(as_text=True)
    app.extensions["connections"].drop()
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in samples if not LINE.fullmatch(line)] == []
    assert 'commonthread_queue_waiting{queue="comments"} 0' in samples
    assert any(line.startswith("commonthread_database_bytes ") for line in samples)
    assert '{job="a \\"strange\\\\job"}' in text
    assert text.count("# TYPE") == text.count("# HELP") == len({line.partition("{")[0].split()[0] for line in samples})

"""The site is served by forks of a process that has one thread only."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from commonthread import serving
from db.settings import Settings


def test_no_thread_of_ours_runs_when_the_server_forks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before, seen = set(threading.enumerate()), []

    class Server:
        def __init__(self, *_: Any, **__: Any) -> None:
            pass

        def serve(self) -> None:
            seen.append(set(threading.enumerate()) - before)

    monkeypatch.setenv("COMMONTHREAD_SECRET_KEY", "s" * 40)
    monkeypatch.setattr(serving, "Granian", Server)
    monkeypatch.setattr(serving, "_announce", lambda *_: None)
    serving.serve(Settings(secret_key="s" * 40), "127.0.0.1", 9)
    assert seen == [set()], "a fork made now could inherit a lock that is held"

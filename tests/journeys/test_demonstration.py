"""`commonthread demo` as a newcomer starts it: sample outlets, crawl, stories, mails, site; a second start doubles nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(180)


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("COMMONTHREAD_")}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(folder: Path, *words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start a command in a folder, wait for `ready`, and stop it with Ctrl-C."""
    process = subprocess.Popen(
        [sys.executable, "-m", "commonthread", *words],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    told: list[str] = []
    try:
        for line in process.stdout:
            told.append(line)
            if line.startswith("ready "):
                break
        assert told and told[-1].startswith("ready "), "".join(told)
        yield told[-1].split()[1], process
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGINT)
        process.wait(timeout=30)
        process.stdout.close()


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read().decode("utf-8")


def listed(folder: Path, command: str) -> list[dict[str, object]]:
    (database,) = (folder / "var" / "sample").glob("20*.db")
    environ = {**environment(), "COMMONTHREAD_DATABASE_URL": f"sqlite:///{database}"}
    done = subprocess.run(
        [sys.executable, "-m", "commonthread", command],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_demonstration_shows_everything_and_doubles_nothing(tmp_path: Path) -> None:
    with started(tmp_path, "demo", "--port", str(free_port())) as (address, _):
        front = get(address)
        assert "Sample edition" in front
        assert "Bruising in babies" in front
        assert "Greyhounds" not in front + get(address + "search?q=greyhounds")
        event = get(address + "events/ncasc-2011")
        assert "Safeguarding boards to get reminder that reviews must be published" in event
        story = re.search(r'href="(/stories/bruising[^"]+)"', front)
        assert story is not None
        page = get(address.rstrip("/") + story[1])
        assert "3 outlets report this" in page
        assert "in answer to Night Shift" in page
        assert "case-reviews" in get(address + "topics/case-reviews.atom")
        assert "The daily of" in get(address + "digests")
        outbox = get(address + "dev/outbox")
        assert "whole@example.org" in outbox
    articles, stories = listed(tmp_path, "articles"), listed(tmp_path, "stories")
    mails = sorted(path.name for path in (tmp_path / "var" / "outbox").glob("*.eml"))
    assert len(articles) >= 40
    assert {bool(article["in_domain"]) for article in articles} == {True, False}
    assert mails
    with started(tmp_path, "demo", "--port", str(free_port())) as (address, _):
        get(address)
    assert [one["url"] for one in listed(tmp_path, "articles")] == [one["url"] for one in articles]
    assert listed(tmp_path, "stories") == stories
    assert sorted(path.name for path in (tmp_path / "var" / "outbox").glob("*.eml")) == mails


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_site_runs_on_real_sources_and_ends_with_its_supervisor(tmp_path: Path) -> None:
    port = free_port()
    waiting = threading.Event()
    with started(tmp_path, "up", "--port", str(port)) as (address, process):
        assert "Department for Education" in get(address + "sources")
        process.kill()
        process.wait(timeout=10)
        for _ in range(150):
            if not answers(port):
                break
            waiting.wait(0.1)
        assert not answers(port), "the site still answers after its supervisor was killed"

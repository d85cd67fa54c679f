"""Requests have names, proxies are believed only where they are trusted, and no line of the log tells who anybody is."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from commonthread.logs import configure, discreet
from db import accounts
from web import create_app, guards, tracing


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Whatever this process logs, as it stands in the log of the site."""
    to, root = io.StringIO(), logging.getLogger()
    before, level = list(root.handlers), root.level
    configure("info", "web", tracing.context, to)
    yield to
    root.handlers[:] = before
    root.setLevel(level)


def test_a_request_keeps_a_plain_name_and_gets_one_otherwise(client: Any) -> None:
    assert client.get("/", headers={"X-Request-Id": "proxy-12345678"}).headers["X-Request-Id"] == "proxy-12345678"
    assert client.get("/", headers={"X-Request-Id": "proxy-12345678"}).headers["X-Request-Id"] == "proxy-12345678"
    for strange in ("short", "a b c d e f g", "x" * 65, "<script>alert(1)</script>", "hazel@example.org"):
        given = client.get("/about", headers={"X-Request-Id": strange}).headers["X-Request-Id"]
        assert given != strange
        assert len(given) == 16


def test_a_failure_is_logged_under_the_name_of_its_request(app: Any, lines: io.StringIO) -> None:
    @app.get("/breaks/<word>")
    def breaks(word: str) -> str:
        raise ZeroDivisionError("kim@example.org at 192.0.2.7 and 2001:db8:0:1:2:3:4:5")

    answer = app.test_client().get("/breaks/a-secret-word", headers={"X-Request-Id": "proxy-12345678"})
    assert answer.status_code == 500
    said = [
        one for one in map(json.loads, lines.getvalue().splitlines()) if not one["event"].startswith("slow statement")
    ]
    assert [(one["event"], one["request"], one["role"]) for one in said] == [
        ("a page failed", "proxy-12345678", "web"), ("a slow or failed answer", "proxy-12345678", "web"),
    ]  # fmt: skip
    assert said[1]["rule"] == "/breaks/<word>"
    assert "ZeroDivisionError: (left out) at (left out) and (left out)" in said[0]["trace"]
    assert "a-secret-word" not in lines.getvalue()


def test_no_line_of_the_log_tells_who_anybody_is(
    newsroom: Any, app: Any, db: Any, person: Any, now: Any, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = newsroom.slug(newsroom.article("Foster carers get a charter"))
    larch = person("Larchtree")
    larch.send("/sign-in", "/sign-in", address="larchtree@example.org")
    larch.send(f"/stories/{slug}/comment", f"/stories/{slug}/comments", text="A calm word.")
    monkeypatch.setattr(accounts, "by_session", lambda *_: 1 / 0)
    for path in ("/my-comments?address=larchtree@example.org", f"/stories/{slug}"):
        larch.client.get(path, environ_base={"REMOTE_ADDR": "203.0.113.7"})
    said = lines.getvalue()
    assert "a page failed" in said
    for word in ("larchtree", "Larchtree", "@example.org", "203.0.113.7", "calm word"):
        assert word not in said


def test_what_is_no_address_stays() -> None:
    line = '{"at": "2026-11-26T09:30:00.123+00:00", "file": "db/engine.py:12", "words": "at 09:30:00 of a:b"}'
    assert discreet(line) == line
    assert discreet("550 <kim@mail.example.org>") == "550 <(left out)>"
    assert discreet("from fe80:1:2:3::9.") == "from (left out)."


def test_proxies_are_believed_only_where_they_are_trusted(settings: Any, newsroom: Any) -> None:
    def client_of(given: Any, forwarded: str) -> str:
        app = create_app(given)
        app.add_url_rule("/who-asks", view_func=guards.client)
        answer = app.test_client().get("/who-asks", headers={"X-Forwarded-For": forwarded})
        app.extensions["connections"].drop()
        return str(answer.get_data(as_text=True))

    assert client_of(settings, "203.0.113.7") == client_of(settings, "203.0.113.8")
    one = replace(settings, trusted_proxies=1)
    assert client_of(one, "203.0.113.7") != client_of(one, "203.0.113.8")
    assert client_of(one, "198.51.100.1, 203.0.113.7") == client_of(one, "198.51.100.2, 203.0.113.7")

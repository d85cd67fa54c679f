"""A full disk: a reader's text stays in the form, and posting again keeps it once."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """How PostgreSQL runs full is PostgreSQL's own."""
    return sqlite_url


def test_a_full_disk_keeps_the_text_in_the_form(person: Any, story: str, app: Any) -> None:
    hazel = person("Hazel", "moderator")
    hazel.get("/")
    with app.app_context():
        mine = app.extensions["connections"].mine()
        pages = mine.connection.execute("PRAGMA page_count").fetchone()[0]
        mine.connection.execute(f"PRAGMA max_page_count = {pages}")
        words = "Long thought, not lost. " * 200
        answer = hazel.send(f"/stories/{story}/comment", f"/stories/{story}/comments", text=words)
        mine.connection.execute("PRAGMA max_page_count = 4294967294")
    assert answer.status_code == 503
    assert "Long thought, not lost." in answer.get_data(as_text=True)
    assert hazel.send(f"/stories/{story}/comment", f"/stories/{story}/comments", text=words).status_code == 303

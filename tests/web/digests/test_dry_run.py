"""The operator looks at a mail before anybody gets it."""

from __future__ import annotations

from typing import Any

import pytest


def test_the_operator_sees_the_next_mail_for_any_reader(stories: Any, join: Any, person: Any) -> None:
    join("adoption", topics=("adoption",))
    keeper = person("Keeper", "operator")
    page = keeper.get("/admin/digests?period=daily&day=2026-11-26&reader=whole-picture").get_data(as_text=True)
    assert "Story 0 on send" in page
    assert "+++ daily of 2026-11-26" in page
    form = "/admin/digests"
    own = keeper.send(form, form, day="2026-11-26", reader="adoption@example.org").get_data(as_text=True)
    assert "Story 1 on adoption" in own
    assert "Story 0 on send" not in own
    assert "whole-picture" in keeper.get("/admin/digests").get_data(as_text=True)
    nothing = keeper.get("/admin/digests?period=weekly&day=2026-10-02").get_data(as_text=True)
    assert "no mail would be sent" in nothing


def test_the_html_of_a_mail_runs_and_loads_nothing(stories: Any, person: Any) -> None:
    keeper = person("Keeper", "operator")
    answer = keeper.get("/admin/digests/html?day=2026-11-26")
    assert "Told elsewhere" in answer.get_data(as_text=True)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("day=2026-11-28", "Saturday"),
        ("day=yesterday", "Write the day as"),
        ("day=2026-11-26&reader=nobody", "there are: whole-picture"),
        ("day=2026-11-26&reader=x%40example.org", "kept in logs"),
    ],
)
def test_a_wrong_question_is_answered_in_words(stories: Any, person: Any, asked: str, words: str) -> None:
    answer = person("Keeper", "operator").get(f"/admin/digests?{asked}")
    assert answer.status_code == 400
    assert words in answer.get_data(as_text=True)
    assert words in person("Oak", "operator").get(f"/admin/digests/html?{asked}").get_data(as_text=True)


def test_an_address_that_is_no_subscribers_is_said_to_be_so(stories: Any, person: Any) -> None:
    form = "/admin/digests"
    answer = person("Keeper", "operator").send(form, form, day="2026-11-26", reader="x@example.org")
    assert answer.status_code == 400
    assert "is no subscriber" in answer.get_data(as_text=True)


def test_nobody_else_finds_the_page(stories: Any, person: Any) -> None:
    assert person("Hazel", "moderator").get("/admin/digests").status_code == 404
    assert person("Larch").get("/admin/digests/html").status_code == 404
    assert person().get("/admin/digests").location == "/sign-in?next=/admin/digests"

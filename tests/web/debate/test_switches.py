"""Functions of the debate that a lawyer could doubt: one switch each, and nothing of them is left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from db import moderation
from db.errors import SettingsError
from db.moderation import Moderator
from db.settings import DEBATE, Settings, from_environment


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, debate_off=" ".join(DEBATE))


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_what_is_switched_off_is_gone_from_pages_and_addresses(person: Any, newsroom: Any, db: Any, now: Any) -> None:
    slug = newsroom.slug(newsroom.article("Carers get council tax relief"))
    hazel = person("Hazel", "moderator")
    moderation.ask_question(db, slug, "Should it?", Moderator("Hazel"), now)
    newsroom.comment(slug, hazel.account, "A calm word.")
    page = text_of(person().get(f"/stories/{slug}"))
    assert "A calm word." in page
    for gone in ("?answer=", "1/label", "Take a side", "Where people stand"):
        assert gone not in page
    assert "How do you stand" not in text_of(hazel.get(f"/stories/{slug}/comment"))
    assert "A confirmed role" not in text_of(hazel.get("/account"))
    for path in ("/comments/1/label", f"/stories/{slug}/question", "/account/role/x"):
        assert hazel.get(path).status_code == 404, path
    answer = hazel.send(f"/stories/{slug}/comment", f"/stories/{slug}/comments", text="An answer.", parent=1)
    assert "Answers are switched off here." in text_of(answer)
    assert hazel.send("/account", "/account/role", role="iro", work="a@x.gov.uk").status_code == 404


def test_a_switch_that_there_is_not_is_told() -> None:
    with pytest.raises(SettingsError, match="words of answers"):
        from_environment({"COMMONTHREAD_DEBATE_OFF": "answers telepathy"})

"""Whatever is asked of a page, the site answers in plain words: it never breaks and never leads elsewhere."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAMES = (
    "q",
    "topic",
    "next",
    "before",
    "after",
    "at",
    "id",
    "period",
    "day",
    "page",
    "saved",
    "story",
    "address",
    "token",
)
ODD = (
    "2011-13-45",
    "0000-00-00",
    "//evil.example",
    "https://evil.example/",
    "../../etc/passwd",
    "\x00",
    "9" * 40,
    "-1",
    "%",
    '"',
)
VALUES = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=40))


FIELDS = (
    "address", "code", "handle", "agree", "text", "topic", "period", "reason", "next", "parent", "post_key", "kind",
    "action", "decision", "state", "days", "wording", "words",
)  # fmt: skip
SETTINGS = settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def moderator(app: Any, newsroom: Any, person: Any) -> Any:
    """Somebody who may use every form, with a story and a comment to use them on; forms need no token here."""
    slug = newsroom.slug(newsroom.article("Foster carers wanted"))
    hazel = person("Hazel", "operator")
    assert hazel.send(f"/stories/{slug}/comment", f"/stories/{slug}/comments", text="A calm word.").status_code == 303
    app.config["WTF_CSRF_ENABLED"] = False
    return hazel


def filled(rule: str, arguments: set[str], value: str, slug: str) -> str:
    for one in arguments:
        part = slug if one == "slug" and slug else quote(value, safe="") or "x"
        number = "1" if not part.isdecimal() else part
        rule = re.sub(rf"<int[^:>]*:{one}>", number, rule)
        rule = re.sub(rf"<(?:\w+:)?{one}>", lambda _, part=part: part, rule)
    return rule


def sound(answer: Any, about: object) -> None:
    assert answer.status_code < 500, about
    assert urlsplit(answer.headers.get("Location", "")).netloc in ("", "thread.example", "localhost"), about
    if answer.status_code >= 400:
        assert len(re.sub(r"<[^>]*>", " ", answer.get_data(as_text=True)).split()) > 5, about


@SETTINGS
@given(value=VALUES, name=st.sampled_from(NAMES))
def test_every_address_answers_any_value(moderator: Any, value: str, name: str) -> None:
    for rule in moderator.client.application.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            path = filled(rule.rule, rule.arguments, value, "")
            sound(moderator.get(f"{path}?{urlencode({name: value})}"), (path, name, value))


@SETTINGS
@given(value=VALUES)
def test_every_form_answers_any_value(moderator: Any, value: str) -> None:
    for rule in moderator.client.application.url_map.iter_rules():
        if "POST" in rule.methods and not rule.rule.startswith("/sign-out"):
            path = filled(rule.rule, rule.arguments, value, "foster-carers-wanted")
            sound(moderator.client.post(path, data=dict.fromkeys(FIELDS, value)), (path, value))

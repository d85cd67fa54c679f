"""The API keeps what its description promises, whatever it is asked (schemathesis)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given

from db.settings import Settings
from db.types import Mention, SpokenQuote


@pytest.fixture(name="settings")
def without_cache(settings: Settings) -> Settings:
    """Answer without the page cache: it packs answers, which this client does not unpack."""
    return replace(settings, page_cache_bytes=0)


@pytest.fixture
def described(app: Any, newsroom: Any, now: datetime) -> Any:
    """The API over a story that has everything."""
    said = SpokenQuote("Tim Loughton", "We will write.", "minister", "said", 0, True)
    people = (Mention("Tim Loughton", "person", "minister"),)
    newsroom.article("Boards must publish", quotes=(said,), people=people, event="ncasc-2011")
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)


SETTINGS = hypothesis.settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_every_answer_is_as_described(described: Any) -> None:
    asked = []
    for found in described.get_all_operations():
        operation = found.ok()

        @SETTINGS
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate()

        ask()
        asked.append(operation.path)
    assert len(asked) == 7


def test_an_error_is_told_in_json(client: Any) -> None:
    for path, status in (("/api/v1/stories/none", 404), ("/api/v1/stories?after=x", 400), ("/api/v1/nothing", 404)):
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (status, "application/json")
        assert answer.json["error"].endswith(".")


def test_the_api_searches(newsroom: Any, client: Any) -> None:
    newsroom.article("Boards must publish")
    newsroom.article("Carers get relief")
    found = client.get("/api/v1/search?q=carers").json
    assert [one["headline"] for one in found["stories"]] == ["Carers get relief"]
    assert client.get("/api/v1/search").json == {"stories": []}

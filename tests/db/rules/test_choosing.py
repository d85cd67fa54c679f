"""A story is sent to who chose its topic or its event, and its nation."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.rules.choosing import NATIONS, Wanted, wants

ANY = st.lists(st.sampled_from(["adoption", "send", "courts"]), unique=True).map(tuple)
SERIES = st.lists(st.sampled_from(["ncasc", "adcs"]), unique=True).map(tuple)
PLACES = st.lists(st.sampled_from([*NATIONS, "UK", "unknown"]), unique=True).map(tuple)
CALM = settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("wanted", "topics", "nations", "events", "sent"),
    [
        (Wanted(), ("adoption",), ("Wales",), (), True),
        (Wanted(topics=("adoption",)), ("adoption", "send"), (), (), True),
        (Wanted(topics=("adoption",)), ("send",), (), (), False),
        (Wanted(events=("ncasc",)), ("send",), (), ("ncasc",), True),
        (Wanted(events=("ncasc",)), ("send",), (), (), False),
        (Wanted(topics=("adoption",), events=("ncasc",)), ("send",), (), ("ncasc",), True),
        (Wanted(topics=("adoption",), events=("ncasc",)), ("adoption",), (), (), True),
        (Wanted(nations=("Wales",)), ("send",), ("Wales",), (), True),
        (Wanted(nations=("Wales",)), ("send",), ("Scotland",), (), False),
        (Wanted(nations=("Wales",)), ("send",), ("Scotland", "Wales"), (), True),
        (Wanted(nations=("Wales",)), ("send",), ("UK",), (), True),
        (Wanted(nations=("Wales",)), ("send",), ("UK", "Scotland"), (), True),
        (Wanted(nations=("Wales",)), ("send",), ("unknown",), (), True),
        (Wanted(nations=("Wales",)), ("send",), (), (), True),
        (Wanted(topics=("adoption",), nations=("Wales",)), ("adoption",), ("England",), (), False),
        (Wanted(topics=("adoption",), nations=("Wales",)), ("send",), ("Wales",), (), False),
    ],
)
def test_topic_or_event_and_nation(wanted, topics, nations, events, sent: bool) -> None:  # type: ignore[no-untyped-def]
    assert wants(wanted, topics, nations, events) is sent


@CALM
@given(ANY, PLACES, SERIES, ANY, SERIES)
def test_one_more_choice_of_topic_or_event_never_takes_a_story_away(topics, places, series, chosen, events) -> None:  # type: ignore[no-untyped-def]
    if (chosen or events) and wants(Wanted(chosen, (), events), topics, places, series):
        assert wants(Wanted((*chosen, "courts"), (), events), topics, places, series)
        assert wants(Wanted(chosen, (), (*events, "adcs")), topics, places, series)


@CALM
@given(ANY, PLACES, SERIES)
def test_all_nations_are_as_none(topics, places, series) -> None:  # type: ignore[no-untyped-def]
    assert wants(Wanted(nations=NATIONS), topics, places, series) is wants(Wanted(), topics, places, series) is True

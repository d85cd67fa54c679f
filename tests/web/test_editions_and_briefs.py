"""The calendar of editions, and a day's stories on one page for the team."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import html5lib
import pytest


def page(somebody: Any, path: str) -> str:
    answer = somebody.get(path)
    assert answer.status_code == 200, path
    text = str(answer.get_data(as_text=True))
    html5lib.HTMLParser(strict=True).parse(text)
    return text


@pytest.fixture
def reader(newsroom: Any, person: Any) -> Any:
    newsroom.article("Minister to write to boards", at=datetime(2011, 10, 20, 10, 15, tzinfo=UTC))
    newsroom.article("Late on the last day", at=datetime(2011, 10, 31, 23, 30, tzinfo=UTC))
    newsroom.article("In winter", at=datetime(2012, 1, 5, 9, tzinfo=UTC))
    return person()


def test_a_month_shows_its_days_with_their_stories(reader: Any) -> None:
    text = page(reader, "/editions/2011-10")
    assert 'href="/editions/2011-10-20"' in text
    assert 'href="/editions/2011-10-19"' not in text
    assert 'href="/editions/2011-10-31"' in text
    assert 'rel="next" href="/editions/2012-01"' in text
    assert 'rel="prev"' not in text
    assert 'rel="prev" href="/editions/2011-10"' in page(reader, "/editions/2012-01")
    page(reader, "/editions/2011-12")


def test_the_calendar_begins_with_this_month(reader: Any, now: datetime) -> None:
    assert reader.get("/editions").location == f"/editions/{now:%Y-%m}"


@pytest.mark.parametrize("path", ["/editions/2011-13", "/editions/1066-10", "/editions/2011-1", "/editions/9999-12"])
def test_there_is_no_other_month(path: str, reader: Any) -> None:
    assert reader.get(path).status_code == 404


def test_stories_are_picked_for_a_brief(reader: Any) -> None:
    text = page(reader, "/brief?day=2011-10-20")
    assert 'value="minister-to-write-to-boards"' in text
    assert "There is no news from this day" in page(reader, "/brief?day=2011-10-21")
    for day in ("soon", "1066-10-14", ""):
        page(reader, f"/brief?day={day}")


def test_a_brief_shows_what_was_picked_once_and_in_order(reader: Any) -> None:
    text = page(reader, "/brief?story=in-winter&story=minister-to-write-to-boards&story=in-winter&story=gone&story=%00")
    assert text.index("In winter") < text.index("Minister to write to boards")
    assert text.count("/stories/in-winter") == 1
    assert "noindex" in text


def test_a_brief_holds_seven_stories_at_most(newsroom: Any, person: Any) -> None:
    slugs = [newsroom.slug(newsroom.article(f"Story number {number}")) for number in range(9)]
    text = page(person(), "/brief?" + "&".join(f"story={slug}" for slug in slugs))
    assert text.count('href="/stories/story-number-') == 7


def test_a_brief_names_the_duty(newsroom: Any, person: Any, db: Any, now: Any) -> None:
    from db import commitments, editing

    story = newsroom.article("Care leavers stay")
    with db.write():
        commitments.keep_found(db, editing.members(db, story)[0].id, [], [], ["staying-put"], now)
    assert "Staying put with former foster carers" in page(person(), "/brief?story=care-leavers-stay")

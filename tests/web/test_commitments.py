"""The pages of commitments, duties and dates: only what an editor confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

import html5lib
import pytest

from db import commitments, editing
from db.types import DateAhead, Promise
from web.calendars import escaped, folded


@pytest.fixture
def slug(newsroom: Any, db: Any, now: Any) -> str:
    """Return the address of a story in which rules found a promise, a date and a duty."""
    story = newsroom.article("Minister to write to boards", html="<p>Staying put.</p>")
    promise = Promise("Miriam Oakes", "write to <b>all</b> boards", "She will write to all boards.", "by May")
    ahead = DateAhead("consultation", date(2027, 4, 30), "The consultation closes on 30 April 2027.")
    with db.write():
        article = editing.members(db, story)[0].id
        commitments.keep_found(db, article, [promise], [ahead], ["staying-put"], now)
    return str(newsroom.slug(story))


@pytest.fixture
def hazel(person: Any) -> Any:
    return person("Hazel", "moderator")


def page(somebody: Any, path: str) -> str:
    answer = somebody.get(path)
    assert answer.status_code == 200, path
    text = str(answer.get_data(as_text=True))
    if path != "/dates.ics":
        html5lib.HTMLParser(strict=True).parse(text)
    return text


def confirm(hazel: Any, **fields: object) -> Any:
    words = {"who": "Miriam Oakes", "what": "write to all boards", "due_words": "by May", "due_on": "2027-05-31",
             "duty": "staying-put", "reason": "She said so."}  # fmt: skip
    return hazel.send("/editing/commitments", "/editing/commitments/1", **{**words, "action": "confirm", **fields})


def test_candidates_are_for_editors_alone(slug: str, hazel: Any, person: Any) -> None:
    reader = person()
    for path in ("/commitments", f"/stories/{slug}", "/dates", "/dates.ics"):
        text = page(reader, path)
        assert "write to all boards" not in text
        assert "30 April 2027" not in text
    assert reader.get("/commitments/1").status_code == 404
    assert person("Larch").get("/editing/commitments").status_code == 404
    text = page(hazel, "/editing/commitments")
    assert "She will write to all boards." in text
    assert "The consultation closes on 30 April 2027." in text
    assert "<b>all" not in text


def test_a_confirmed_commitment_has_a_page_for_ever(slug: str, hazel: Any, person: Any) -> None:
    answer = confirm(hazel)
    assert (answer.status_code, answer.location) == (303, "/commitments/1")
    reader = person()
    for path in ("/commitments", "/commitments/1", f"/stories/{slug}", "/duties/staying-put"):
        assert "write to all boards" in page(reader, path)
    assert "Open" in page(reader, "/commitments/1")
    assert "confirmed a commitment" in page(reader, "/moderation/log")
    assert "Note what became of it" in page(hazel, "/commitments/1")


def test_what_became_of_it_is_noted_with_its_source(slug: str, hazel: Any, person: Any) -> None:
    confirm(hazel)
    form = "/editing/commitments/1"
    page(hazel, form)
    wrong = hazel.send(form, f"{form}/state", state="met", source_url="gov.uk", reason="It came.")
    assert wrong.status_code == 409
    done = hazel.send(form, f"{form}/state", state="met", source_url="https://www.gov.uk/letter", reason="It came.")
    assert done.status_code == 303
    text = page(person(), "/commitments/1")
    assert "Met" in text
    assert "https://www.gov.uk/letter" in text


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"due_on": "soon"}, 409), ({"what": ""}, 409), ({"reason": ""}, 409), ({"duty": "nothing"}, 409),
     ({"action": "explode"}, 400)],
)  # fmt: skip
def test_what_cannot_be_confirmed_is_said(fields: dict[str, str], status: int, slug: str, hazel: Any) -> None:
    assert confirm(hazel, **fields).status_code == status


def test_a_candidate_is_dropped(slug: str, hazel: Any) -> None:
    assert confirm(hazel, action="drop").status_code == 303
    assert confirm(hazel, action="drop").status_code == 409
    assert "No candidate waits" in page(hazel, "/editing/commitments")


def test_dates_are_confirmed_for_page_and_calendar(slug: str, hazel: Any, person: Any) -> None:
    form, to = "/editing/commitments", "/editing/dates/1"
    assert hazel.send(form, to, action="explode").status_code == 400
    assert hazel.send(form, to, action="confirm", what="x", due_on="").status_code == 409
    assert hazel.send(form, to, action="confirm", what="", due_on="2027-04-30").status_code == 409
    done = hazel.send(form, to, action="confirm", what="Rules: consultation, closes", due_on="2027-04-30")
    assert done.status_code == 303
    assert "Rules: consultation, closes" in page(person(), "/dates")
    calendar = page(person(), "/dates.ics")
    assert "DTSTART;VALUE=DATE:20270430\r\n" in calendar
    assert "SUMMARY:Rules: consultation\\, closes\r\n" in calendar
    assert f"URL:https://thread.example/stories/{slug}" in calendar.replace("\r\n ", "")


def test_a_calendar_line_is_folded_and_escaped() -> None:
    assert escaped("a,b;c\\d\ne") == "a\\,b\\;c\\\\d e"
    parts = folded("é" * 100)
    assert all(len(part.encode()) <= 75 for part in parts)
    assert "".join(part.removeprefix(" ") for part in parts) == "é" * 100


def test_duties_are_told_on_their_pages_and_beside_stories(slug: str, person: Any) -> None:
    reader = person()
    assert "Staying put with former foster carers" in page(reader, f"/stories/{slug}")
    assert "Publish serious case reviews in full" in page(reader, "/duties")
    text = page(reader, "/duties/publish-serious-case-reviews")
    assert "10 June 2010" in text
    assert "not yet compared" in text
    assert reader.get("/duties/nothing").status_code == 404

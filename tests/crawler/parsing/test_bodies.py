"""The body of an article is read quickly where two readings agree, and slowly where they do not."""

from __future__ import annotations

import json

import pytest

from crawler.parsing import bodies
from crawler.parsing.blocks import Block
from crawler.parsing.bodies import says_the_same, seconded
from crawler.parsing.pages import extract

STORY = [
    f"The inspectors wrote in part {each} of their report that the council had listened to the children it looks after."
    for each in range(8)
]
ELSE = [
    f"Another piece of news, number {each}, stands on this page and says a good deal about traffic."
    for each in range(8)
]
BODY = [Block("p", line) for line in STORY]
URL = "https://www.news.example.org/story"


def page(claimed: str, more: str = "") -> str:
    """Return a page with an article, and what its structured data says of it."""
    data = json.dumps({"@type": "NewsArticle", "headline": "A report", "articleBody": claimed})
    inner = "".join(f"<p>{line}</p>" for line in STORY)
    return (
        f"<html><head><script type='application/ld+json'>{data}</script></head><body><h1>A report</h1>"
        f"<div class='story'>{inner}</div>{more}</body></html>"
    )


@pytest.mark.parametrize(
    ("claimed", "same"),
    [
        (" ".join(STORY), True),
        ("<p>" + "</p><p>".join(STORY) + "</p>", True),
        (" ".join(STORY[:2]), False),  # only its start
        (" ".join(ELSE), False),
        ("The inspectors wrote.", False),
        ("", False),
    ],
)
def test_structured_data_counts_where_it_holds_the_same_article(claimed: str, same: bool) -> None:
    assert says_the_same(claimed, BODY) is same


def test_a_second_reader_agrees_or_not() -> None:
    assert seconded(page(""), BODY)
    assert not seconded(page(""), [Block("p", line) for line in ELSE])
    assert not seconded(page(""), BODY[:2])


@pytest.mark.parametrize(("claimed", "slowly"), [(" ".join(STORY), 0), (" ".join(ELSE), 1)])
def test_a_doubtful_page_is_read_slowly_unless_somebody_agrees(
    claimed: str, slowly: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(bodies, "seconded", lambda markup, body: False)
    monkeypatch.setattr(bodies, "read_slowly", lambda markup, url: asked.append(url) or BODY)
    more = "<div class='more'>" + "".join(f"<p>{line}</p>" for line in ELSE) + "</div>"
    assert extract(page(claimed, more), URL).text.splitlines() == STORY
    assert asked == [URL] * slowly

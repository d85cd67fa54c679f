"""Search on its page: stories, quotes and comments, filters, older stories, and the guesses of a wrong address."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from db import finding, moderation, posting
from db.engine import Database
from db.types import SpokenQuote

CARD = '<li class="card'


def page(client: Any, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.get_data(as_text=True))


def test_only_published_comments_are_found(newsroom: Any, person: Any, db: Database, now: datetime) -> None:
    slug = newsroom.slug(newsroom.article("Boards"))
    hazel = person("Hazel", "moderator")
    hazel.send(f"/stories/{slug}/comment", f"/stories/{slug}/comments", text="We tried kinship panels.")
    (found,) = finding.comments(db, "kinship")
    assert (found.name, found.story_slug) == ("Hazel", slug)
    assert finding.comments(db, " ") == []
    moderation.decide(db, found.id, "hide", "Looking at it.", now, moderator="Hazel")
    assert finding.comments(db, "kinship") == []
    moderation.decide(db, found.id, "publish", "It is fine.", now, moderator="Hazel")
    assert len(finding.comments(db, "kinship")) == 1
    posting.withdraw(db, found.id, hazel.account, now)
    assert finding.comments(db, "kinship") == []


def test_search_marks_words_and_shows_quotes_and_comments(newsroom: Any, person: Any) -> None:
    said = SpokenQuote("Tim Loughton", "We will publish the whole text.", "minister", "said", 0, True)
    slug = newsroom.slug(newsroom.article("Boards must publish <b>", quotes=(said,)))
    hazel = person("Hazel", "moderator")
    hazel.send(f"/stories/{slug}/comment", f"/stories/{slug}/comments", text="The whole text of it, please.")
    html = page(person().client, "/search?q=whole+text")
    assert "Who said it" in html
    assert "In the debate" in html
    assert "<mark>whole</mark> <mark>text</mark>" in html
    assert "Boards must <mark>publish</mark> &lt;b&gt;" in page(person().client, "/search?q=publishing")
    newsroom.article("LCSPR published in Wexmoor")
    assert "<mark>LCSPR</mark> published" in page(person().client, "/search?q=SCR"), "newer names are marked too"


def test_search_keeps_its_filters_and_says_what_is_no_day(newsroom: Any, client: Any) -> None:
    newsroom.article("Carers get relief")
    html = page(client, "/search?q=carers&nation=England&since=2011-10-20&until=nonsense")
    assert "“nonsense” is no day" in html
    assert "order=newest" in html
    assert "nation=England" in re.findall(r'href="(/search\.atom[^"]*)"', html)[0]
    assert "fits what you narrowed it down to" in page(client, "/search?q=carers&nation=Wales")
    assert "No more story" in page(client, "/search?q=carers&after=4611686018427387904-30")
    page(client, "/search?q=carers&after=nonsense", 400)


def test_common_words_lead_on_to_older_stories(newsroom: Any, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_RANKED", 1)
    monkeypatch.setattr(finding, "WINDOW", 2)
    for number in range(5):
        newsroom.article(f"Carers {number}")
    html, seen = page(client, "/search?q=carers"), 0
    for _ in range(9):
        seen += html.count(CARD)
        more = re.search(r'rel="next" href="([^"]+)">Search older', html)
        if more is None:
            break
        html = page(client, more[1].replace("&amp;", "&"))
    assert seen == 5


def test_a_wrong_address_guesses_what_was_meant(newsroom: Any, client: Any) -> None:
    newsroom.article("Boards must publish reviews")
    html = page(client, "/2011/10/20/boards-must-publish-reviews-2011.html", 404)
    assert "Did you look for one of these?" in html
    assert "/stories/boards-must-publish-reviews" in html
    assert "Did you look" not in page(client, "/zzzz-qqqq", 404)

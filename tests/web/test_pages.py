"""Every page answers, is well-formed, loads nothing from elsewhere and shows nothing that is not ours."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from xml.etree import ElementTree

import feedparser
import html5lib
import pytest

from db.types import Mention, SpokenQuote

HOSTILE = (
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "<svg onload=alert(1)>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "{{ 7*7 }}<style>*{display:none}</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
)  # fmt: skip


@pytest.fixture
def filled(newsroom, now: datetime):  # type: ignore[no-untyped-def]
    said = SpokenQuote("Tim Loughton", "We will write to every board.", "minister", "said", 0, True)
    story = newsroom.article(
        "Boards must publish reviews",
        at=datetime.fromisoformat("2011-10-20T09:30:00+00:00"),
        topics=("case-reviews", "child-protection"),
        quotes=(said,),
        people=(Mention("Tim Loughton", "person", "minister"),),
        event="ncasc-2011",
    )
    newsroom.article(
        "Reviews: boards told to publish", source="community-care-children", story=story, at=now - timedelta(days=5000)
    )
    newsroom.article("Foster carers in Wexmoor pay no council tax", at=now - timedelta(hours=2))
    newsroom.article("Greyhounds need homes", in_domain=False, at=now - timedelta(hours=2))
    return newsroom


PAGES = [
    "/", "/editions/2011-10-20", "/editions/2011-10-21", "/topics", "/topics/case-reviews", "/events", "/events/ncasc",
    "/events/ncasc-2011", "/people/tim-loughton", "/bodies/ofsted", "/sources", "/sources/dfe", "/search", "/search?q=boards",
    "/search?q=nothing+at+all", "/search?q=foster&topic=fostering-kinship", "/glossary", "/about", "/house-rules", "/sign-in",
    "/subscribe", "/subscribe?topic=adoption", "/digests", "/moderation/log", "/stories/boards-must-publish-reviews",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_well_formed_and_safe(filled, client, path: str) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(path)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    html5lib.HTMLParser(strict=True).parse(page)
    assert not re.search(r"<script(?! src=\"/static/(?:site|passkeys)\.js)|\son\w+=|\sstyle=|<style|javascript:", page)
    assert not re.search(r'(?:src|<link[^>]+href)="https?://(?!thread\.example)', page)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert page.count("<h1") == 1


@pytest.mark.parametrize(
    "path", [path for path in PAGES if path not in ("/sign-in", "/subscribe", "/subscribe?topic=adoption")]
)
def test_reading_sets_no_cookie(filled, client, path: str) -> None:  # type: ignore[no-untyped-def]
    assert "Set-Cookie" not in client.get(path).headers


@pytest.mark.parametrize(
    "path",
    ["/", "/topics/fostering-kinship", "/search?q=greyhounds", "/sources/dfe", "/stories.atom", "/sources/dfe.atom",
     "/search.atom?q=greyhounds", "/sitemap.xml", "/topics/fostering-kinship.atom"],
)  # fmt: skip
def test_what_is_not_ours_is_shown_nowhere(filled, client, path: str) -> None:  # type: ignore[no-untyped-def]
    assert "Greyhounds need homes" not in client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("path", ["/stories.atom", "/topics/case-reviews.atom", "/events/ncasc-2011.atom",
                                  "/sources/dfe.atom", "/search.atom?q=boards", "/digests.atom"])  # fmt: skip
def test_each_list_is_an_atom_feed(filled, client, path: str) -> None:  # type: ignore[no-untyped-def]
    body = client.get(path).data
    ElementTree.fromstring(body)
    feed = feedparser.parse(body)
    assert feed.version == "atom10"
    assert not feed.bozo
    assert all(entry.link.startswith("https://thread.example/") for entry in feed.entries)


def test_the_feed_names_its_outlet_and_story(filled, client) -> None:  # type: ignore[no-untyped-def]
    feed = feedparser.parse(client.get("/topics/case-reviews.atom").data)
    assert feed.entries[0].author == "Department for Education"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/stories/nothing", 404),
        ("/topics/nothing", 404),
        ("/events/nothing-1999", 404),
        ("/people/nobody", 404),
        ("/bodies/nothing", 404),
        ("/sources/nothing", 404),
        ("/editions/2011-13-40", 404),
        ("/editions/20111020", 404),
        ("/topics/adoption?after=x", 400),
        ("/topics/adoption?after=2026-99-99T00:00:00.000Z_1", 400),
        ("/search?q=a&topic=nothing", 404),
        ("/digests/daily/2011-10-20", 404),
        ("/digests/hourly/2011-10-20", 404),
        ("/dev/outbox", 404),
        ("/moderation", 302),
        ("/my-comments", 302),
    ],
)
def test_a_wrong_address_gets_a_calm_page(filled, client, path: str, status: int) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(path)
    assert answer.status_code == status
    if status != 302:
        html5lib.HTMLParser(strict=True).parse(answer.get_data(as_text=True))


@pytest.mark.parametrize(
    "words", ['"', "AND OR NOT", "foster*", "(", "title:x", "a" * 5000, "\x00", "NEAR(a b)", "-", "''"]
)
def test_no_search_breaks(filled, client, words: str) -> None:  # type: ignore[no-untyped-def]
    assert client.get("/search", query_string={"q": words}).status_code == 200


def test_the_front_page_says_when_nothing_important_happened(filled, client) -> None:  # type: ignore[no-untyped-def]
    page = client.get("/").get_data(as_text=True)
    assert "Nothing important today" in page
    assert "Foster carers in Wexmoor" in page


def test_two_outlets_make_a_story_important(filled, client) -> None:  # type: ignore[no-untyped-def]
    page = client.get("/editions/2011-10-20").get_data(as_text=True)
    assert "Nothing important" not in page or "2 outlets" in page


def test_a_story_credits_first_and_offers_the_conference_the_thread_and_the_mails(filled, client) -> None:  # type: ignore[no-untyped-def]
    page = client.get("/stories/boards-must-publish-reviews").get_data(as_text=True)
    assert page.index("Read it at Department for Education") < page.index("The whole text.")
    assert "See more stories on NCAS 2011" in page
    assert "daily and weekly emails" in page
    assert "Comments are closed." in page
    assert "We will write to every board." in page
    assert "May 2010 to Sep 2012" in page


def test_unconfirmed_facts_of_an_event_are_said_to_be_so(filled, client) -> None:  # type: ignore[no-untyped-def]
    page = client.get("/events/ncasc-2011").get_data(as_text=True)
    assert "about 19-21 October 2011, not confirmed" in page
    assert "ExCeL" not in page
    assert "London" not in page


def test_a_source_shows_no_more_than_its_right(filled, newsroom, client) -> None:  # type: ignore[no-untyped-def]
    long = "Word " * 100
    for source, shown in (("dfe", True), ("community-care-children", False)):
        story = newsroom.article(f"Told by {source}", source=source, summary=long, html="<p>Only in full.</p>")
        page = client.get(f"/stories/{newsroom.slug(story)}").get_data(as_text=True)
        assert ("Only in full." in page) == shown
        assert "Word " * 45 not in page or shown


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_live_html_comes_out(newsroom, client, hostile: str) -> None:  # type: ignore[no-untyped-def]
    said = SpokenQuote(hostile, hostile, hostile, "said", 0, True)
    story = newsroom.article(
        f"Title {hostile}",
        summary=hostile,
        html=hostile,
        author=hostile,
        form=hostile,
        quotes=(said,),
        people=(Mention(hostile, "person", hostile),),
    )
    for path in (
        "/",
        "/topics/fostering-kinship",
        f"/stories/{newsroom.slug(story)}",
        "/search?q=Title",
        "/sources/dfe",
    ):
        page = client.get(path).get_data(as_text=True)
        tree = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            if element.tag == "script" and element.attrib["src"].startswith("/static/site.js?v="):
                assert not element.text
                continue
            assert element.tag.rpartition("}")[2] not in ("script", "iframe", "style", "object", "embed", "img", "math")
            assert not [name for name in element.attrib if name.startswith("on")], path
            assert not element.attrib.get("href", "").startswith("javascript:")


def test_lists_go_on_from_page_to_page_without_loss(newsroom, client, now: datetime) -> None:  # type: ignore[no-untyped-def]
    for number in range(65):
        newsroom.article(f"Story number {number:03d}", at=now - timedelta(minutes=number + 1))
    seen: list[str] = []
    path: str | None = "/topics/fostering-kinship"
    while path:
        page = client.get(path).get_data(as_text=True)
        seen += re.findall(r"Story number (\d+)</a>", page)
        following = re.search(r'<a rel="next" href="([^"]+)"', page)
        path = following[1] if following else None
    assert seen == [f"{number:03d}" for number in range(65)]


def test_the_host_header_has_no_say(filled, client) -> None:  # type: ignore[no-untyped-def]
    page = client.get("/stories/boards-must-publish-reviews", headers={"Host": "evil.example"})
    assert b"evil.example" not in page.data
    assert b"evil.example" not in client.get("/stories.atom", headers={"Host": "evil.example"}).data


def test_the_sample_edition_says_so_on_every_page(newsroom, client, db) -> None:  # type: ignore[no-untyped-def]
    from db.seeding import mark_as_sample

    assert b"Sample edition" not in client.get("/glossary").data
    mark_as_sample(db)
    for path in ("/", "/about", "/nothing", "/search", "/sign-in"):
        assert b"Sample edition" in client.get(path).data


def test_a_database_that_is_away_gets_a_calm_503(filled, app, client, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from db.errors import DatabaseUnreachable

    def away(*args: object, **kwargs: object) -> None:
        raise DatabaseUnreachable("gone")

    monkeypatch.setattr("db.stories.in_span", away)
    answer = client.get("/")
    assert answer.status_code == 503
    assert b"busy for a moment" in answer.data


def test_something_unforeseen_gets_a_calm_500(filled, app, client, monkeypatch, caplog) -> None:  # type: ignore[no-untyped-def]
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("db.stories.in_span", broken)
    assert client.get("/").status_code == 500
    assert "a page failed" in caplog.text


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.2, "at once"), (1, "1 minute later"), (35, "35 minutes later"), (180, "3 hours later"), (4320, "3 days later")],
)
def test_how_much_later_something_was_is_said_plainly(minutes: float, words: str, now) -> None:  # type: ignore[no-untyped-def]
    from datetime import timedelta

    from web.words import later

    assert later(now + timedelta(minutes=minutes), now) == words

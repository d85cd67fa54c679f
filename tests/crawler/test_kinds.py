"""Every kind of source, from what it serves to what is stored."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from crawler.report import Outcome
from crawler.run import CrawlOptions, crawl
from db import articles
from db.engine import connect
from db.settings import Settings

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
WORDS = "The council says that more foster carers let children in care stay near their schools. " * 8
Crawl = Callable[..., Outcome]


@pytest.fixture
def base(httpserver: HTTPServer) -> str:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    return httpserver.url_for("").rstrip("/")


@pytest.fixture
def run(httpserver: HTTPServer, base: str, tmp_path: Path, sqlite_url: str) -> Crawl:
    """Crawl one source of a kind."""

    def crawl_once(fields: str, now: datetime = NOW, display: str = "full") -> Outcome:
        path = tmp_path / "sources.toml"
        path.write_text(
            f'[[source]]\nslug = "s"\nname = "The Weekly"\nhome = "{base}/"\ndisplay = "{display}"\n'
            + fields.replace("BASE", base)
        )
        options = CrawlOptions(
            once=True, sources_file=path, store_only=True,
            allow_address=frozenset({f"{httpserver.host}:{httpserver.port}"}),
        )  # fmt: skip
        return crawl(Settings(database_url=sqlite_url), options, clock=lambda: now).sources["s"]

    return crawl_once


@pytest.fixture
def stored(sqlite_url: str) -> Callable[[], list[dict[str, object]]]:
    def read() -> list[dict[str, object]]:
        db = connect(sqlite_url)
        lines = list(articles.listing(db))
        db.close()
        return lines

    return read


def page(server: HTTPServer, path: str, title: str, words: str = WORDS) -> None:
    html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{words}</p></article></body></html>"
    server.expect_request(path).respond_with_data(html, content_type="text/html")


SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def test_a_sitemap_brings_its_newest_pages_and_again_only_what_changed(
    run: Crawl,
    stored,
    httpserver: HTTPServer,
    base: str,  # type: ignore[no-untyped-def]
) -> None:
    def serve(changed: str) -> None:
        httpserver.clear_all_handlers()
        httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
        page(httpserver, "/a", "Carers wanted")
        page(httpserver, "/b", "Panels meet", WORDS + changed)
        urls = f"<url><loc>{base}/a</loc><lastmod>2026-11-20</lastmod></url><url><loc>{base}/b</loc><lastmod>{changed}</lastmod></url>"
        elsewhere = "<url><loc>https://elsewhere.example/c</loc></url><url><loc>javascript:x</loc></url><url/>"
        httpserver.expect_request("/map.xml").respond_with_data(f"<urlset {SITEMAP}>{urls}{elsewhere}</urlset>")

    fields = 'kind = "sitemap"\nurl = "BASE/map.xml"\n'
    serve("2026-11-21")
    assert run(fields).new == 2
    assert {str(line["title"]) for line in stored()} == {"Carers wanted", "Panels meet"}
    serve("2026-11-25")
    outcome = run(fields, NOW + timedelta(hours=2))
    assert (outcome.new, outcome.updated) == (0, 1)
    assert len([1 for request, _ in httpserver.log if request.path == "/a"]) == 1


def test_an_index_of_packed_news_sitemaps_is_followed_one_level(
    run: Crawl,
    stored,
    httpserver: HTTPServer,
    base: str,  # type: ignore[no-untyped-def]
) -> None:
    index = "".join(f"<sitemap><loc>{base}/m{n}.gz</loc><lastmod>2026-11-0{n}</lastmod></sitemap>" for n in range(1, 9))
    httpserver.expect_request("/index.xml").respond_with_data(f"<sitemapindex {SITEMAP}>{index}</sitemapindex>")
    for number in range(1, 9):
        news = (
            f"<news:news><news:title>Story {number} &amp; more</news:title>"
            "<news:publication_date>2026-11-09T10:00:00Z</news:publication_date></news:news>"
        )
        body = f"<urlset {SITEMAP} {NEWS}><url><loc>{base}/p{number}</loc>{news}</url></urlset>".encode()
        httpserver.expect_request(f"/m{number}.gz").respond_with_data(gzip.compress(body))
        page(httpserver, f"/p{number}", f"Page {number}")
    outcome = run('kind = "sitemap"\nurl = "BASE/index.xml"\n')
    assert outcome.new == 5, "the five newest of the index"
    assert {str(line["title"]) for line in stored()} == {f"Story {number} & more" for number in range(4, 9)}
    assert all(str(line["published"]).startswith("2026-11-09T10:00") for line in stored())


@pytest.mark.parametrize(
    "body",
    [
        "<html><body>No</body></html>",
        "",
        "no xml",
        '<!DOCTYPE x [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>',
    ],
)
def test_what_is_no_sitemap_is_told_in_words_or_brings_nothing(
    body: str, run: Crawl, stored, httpserver: HTTPServer
) -> None:  # type: ignore[no-untyped-def]
    httpserver.expect_request("/map.xml").respond_with_data(body)
    outcome = run('kind = "sitemap"\nurl = "BASE/map.xml"\n')
    assert outcome.new == 0
    assert outcome.status == "ok" or "not a sitemap" in str(outcome.error)
    assert stored() == []


def test_a_watched_page_is_read_at_its_visit_and_its_change_is_a_version(
    run: Crawl,
    stored,
    httpserver: HTTPServer,  # type: ignore[no-untyped-def]
) -> None:
    fields = 'kind = "page"\nurl = "BASE/guidance"\n'
    words = [WORDS]
    httpserver.expect_request("/guidance").respond_with_handler(
        lambda _: Response(
            f"<html><body><article><h1>Guidance</h1><p>{words[0]}</p></article></body></html>", content_type="text/html"
        )
    )
    assert run(fields).new == 1
    assert len([1 for request, _ in httpserver.log if request.path == "/guidance"]) == 1
    assert run(fields, NOW + timedelta(hours=2)).status == "not_modified"
    words[0] = WORDS + "Now with a new rule."
    assert run(fields, NOW + timedelta(hours=4)).updated == 1
    assert "a new rule" in str(stored()[0]["text"])


def test_a_json_feed_is_a_feed(run: Crawl, stored, httpserver: HTTPServer) -> None:  # type: ignore[no-untyped-def]
    feed = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "url": "/a", '
        '"title": "Carers wanted", "content_html": "<p>Words</p>", "date_published": "2026-11-25T10:00:00Z"}]}'
    )
    httpserver.expect_request("/feed.json").respond_with_data(feed, content_type="application/feed+json")
    assert run('kind = "feed"\nurl = "BASE/feed.json"\n').new == 1
    assert stored()[0]["title"] == "Carers wanted"


def test_a_feed_that_says_it_has_ended_raises_an_alarm(run: Crawl, httpserver: HTTPServer) -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>x</id><entry><id>y</id>'
        '<title>This feed has ended</title><link href="/x"/></entry></feed>'
    )
    httpserver.expect_request("/feed").respond_with_data(feed, content_type="application/atom+xml")
    outcome = run('kind = "feed"\nurl = "BASE/feed"\n')
    assert outcome.status == "error"
    assert "has ended" in str(outcome.error)


LETTER = """From: The Weekly <news@weekly.example>\r
Subject: =?utf-8?q?This_week=3A_foster_carers?=\r
Message-ID: <w{number}@weekly.example>\r
Date: Wed, 25 Nov 2026 08:00:00 +0000\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary=b\r
\r
--b\r
Content-Type: text/plain; charset=utf-8\r
\r
Plain words.\r
--b\r
Content-Type: text/html; charset=utf-8\r
\r
<p><a href="https://weekly.example/online/{number}">View this email in your browser</a></p>
<p>More foster carers are wanted. <script>alert(1)</script></p>
<p><a href="https://weekly.example/carers">Council seeks more foster carers</a> <a href="https://weekly.example/x">More</a></p>
<p><a href="https://weekly.example/leave">Unsubscribe from this list</a></p>\r
--b--\r
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drop" / "new").mkdir(parents=True)
    return tmp_path / "drop"


def test_a_newsletter_in_the_drop_folder_is_one_article_and_is_put_away(run: Crawl, stored, folder: Path) -> None:  # type: ignore[no-untyped-def]
    (folder / "new" / "1").write_text(LETTER.format(number=1), newline="")
    fields = f'kind = "maildir"\nurl = "{folder}"\n'
    assert run(fields).new == 1
    (line,) = stored()
    assert (line["url"], line["title"]) == ("https://weekly.example/online/1", "This week: foster carers")
    assert "script" not in str(line["html"])
    assert str(line["published"]).startswith("2026-11-25T08:00")
    assert [path.name for path in (folder / "cur").iterdir()] == ["1"]
    (folder / "again.eml").write_text(LETTER.format(number=1), newline="")
    assert run(fields, NOW + timedelta(hours=2)).unchanged == 1
    assert len(stored()) == 1


def test_a_newsletter_of_links_is_an_article_for_each(run: Crawl, stored, folder: Path) -> None:  # type: ignore[no-untyped-def]
    (folder / "one.eml").write_text(LETTER.format(number=2), newline="")
    assert run(f'kind = "maildir"\nurl = "{folder}"\nselectors = {{ link = "a" }}\n', display="headline").new == 1
    (line,) = stored()
    assert (line["url"], line["title"]) == ("https://weekly.example/carers", "Council seeks more foster carers")


def test_a_mail_that_cannot_be_read_is_put_aside_and_told(run: Crawl, stored, folder: Path) -> None:  # type: ignore[no-untyped-def]
    (folder / "new" / "bad").write_bytes(b"\xff\xfe\x00 no mail at all")
    (folder / "new" / "good").write_text(
        "Subject: Plain\r\nMessage-ID: <p@x>\r\nContent-Type: text/plain\r\n\r\nFirst.\r\n\r\nSecond <b>.\r\n",
        newline="",
    )
    outcome = run(f'kind = "maildir"\nurl = "{folder}"\n')
    assert (outcome.new, outcome.status) == (1, "ok")
    assert "no subject" in str(outcome.error)
    assert [path.name for path in (folder / "failed").iterdir()] == ["bad"]
    assert stored()[0]["html"] == "<p>First.</p><p>Second &lt;b&gt;.</p>"
    assert "?newsletter=" in str(stored()[0]["url"])


def test_a_drop_folder_that_is_not_there_is_told(run: Crawl, tmp_path: Path) -> None:
    outcome = run(f'kind = "maildir"\nurl = "{tmp_path / "nowhere"}"\n')
    assert outcome.status == "error"
    assert "There is no folder" in str(outcome.error)

"""Archives are walked back to a day: nothing lost, nothing doubled, going on after any end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawler.platforms import archive
from crawler.report import Outcome
from crawler.run import CrawlOptions, walk_archive
from db import articles
from db.engine import connect
from db.settings import Settings

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
SINCE, UNTIL = date(2011, 10, 17), date(2011, 10, 24)
WORDS = "The council says that more foster carers let children in care stay near their schools. " * 8
Walk = Callable[..., Outcome]


@pytest.fixture
def base(httpserver: HTTPServer) -> str:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    return httpserver.url_for("").rstrip("/")


@pytest.fixture
def walk(httpserver: HTTPServer, base: str, tmp_path: Path, sqlite_url: str) -> Walk:
    def once(fields: str, since: date = SINCE, until: date = UNTIL, **settings: object) -> Outcome:
        path = tmp_path / "sources.toml"
        path.write_text(
            f'[[source]]\nslug = "s"\nname = "The Weekly"\nhome = "{base}/"\ndisplay = "full"\n'
            + fields.replace("BASE", base)
        )
        allowed = frozenset({f"{httpserver.host}:{httpserver.port}"})
        options = CrawlOptions(sources=("s",), sources_file=path, store_only=True, allow_address=allowed)
        chosen = Settings(database_url=sqlite_url, **settings)  # type: ignore[arg-type]
        return walk_archive(chosen, options, since, until, clock=lambda: NOW).sources["s"]

    return once


@pytest.fixture
def stored(sqlite_url: str) -> Callable[[], list[str]]:
    def read() -> list[str]:
        db = connect(sqlite_url)
        lines = sorted(str(line["title"]) for line in articles.listing(db))
        db.close()
        return lines

    return read


class WordPress:
    """A site of WordPress: an article a day in October 2011, three on each page of its feeds, newest first."""

    def __init__(self, server: HTTPServer, base: str, months: bool = True) -> None:
        self.base = base
        self.months = months
        self.failing: set[str] = set()
        self.asked: list[str] = []
        server.expect_request("/feed/").respond_with_handler(self._feed)
        server.expect_request("/2011/10/feed/").respond_with_handler(self._feed)

    def _feed(self, request: Request) -> Response:
        address = request.path + (f"?{request.query_string.decode()}" if request.query_string else "")
        self.asked.append(address)
        if address in self.failing:
            self.failing.discard(address)
            return Response("", 502)
        if request.path.startswith("/2011") and not self.months:
            return Response("", 404)
        first = 3 * (int(request.args.get("paged", "1")) - 1)
        days = [date(2011, 10, 31) - timedelta(days=number) for number in range(31)][first : first + 3]
        if not days:
            return Response("", 404)
        return Response(self._page(days), content_type="application/rss+xml")

    def _page(self, days: list[date]) -> str:
        items = "".join(
            f"<item><title>Day {day}</title><link>{self.base}/{day}</link><description>{WORDS}</description><pubDate>"
            f"{format_datetime(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))}</pubDate></item>"
            for day in days
        )
        return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


FEED = 'kind = "feed"\nurl = "BASE/feed/"\n'
WEEK = [f"Day 2011-10-{day}" for day in range(17, 25)]


def test_a_week_of_2011_comes_in_by_the_months_of_wordpress(
    walk: Walk, stored, httpserver: HTTPServer, base: str
) -> None:  # type: ignore[no-untyped-def]
    site = WordPress(httpserver, base)
    outcome = walk(FEED)
    assert (outcome.status, outcome.new) == ("ok", 8)
    assert stored() == WEEK
    assert all(address.startswith("/2011/10/feed/") for address in site.asked)
    assert len(site.asked) == len(set(site.asked)) == 6, "it ends once a page is older than the first day"
    assert walk(FEED).new == 0
    assert len(site.asked) == 6, "a walk that came to its end is not walked again"


def test_without_feeds_of_months_the_pages_of_the_feed_are_walked(
    walk: Walk, stored, httpserver: HTTPServer, base: str
) -> None:  # type: ignore[no-untyped-def]
    site = WordPress(httpserver, base, months=False)
    assert walk(FEED).new == 8
    assert stored() == WEEK
    assert site.asked[:3] == ["/2011/10/feed/", "/feed/", "/feed/?paged=2"]


def test_a_walk_that_is_cut_off_goes_on_where_it_was(walk: Walk, stored, httpserver: HTTPServer, base: str) -> None:  # type: ignore[no-untyped-def]
    site = WordPress(httpserver, base)
    site.failing = {"/2011/10/feed/?paged=4"}
    first = walk(FEED)
    assert first.status == "error"
    assert "it goes on there" in str(first.error)
    assert 0 < len(stored()) < 8
    assert walk(FEED).status == "ok"
    assert stored() == WEEK
    assert site.asked.count("/2011/10/feed/") == 1


def test_an_archive_that_shows_the_same_page_for_ever_is_left(
    walk: Walk, stored, httpserver: HTTPServer, base: str
) -> None:  # type: ignore[no-untyped-def]
    site = WordPress(httpserver, base, months=False)
    page = site._page([date(2011, 10, 20)])
    asked: list[str] = []

    def same(request: Request) -> Response:
        asked.append(str(request.query_string))
        return Response(page, content_type="application/rss+xml")

    httpserver.clear_all_handlers()
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/feed/").respond_with_handler(same)
    httpserver.expect_request("/2011/10/feed/").respond_with_data("", status=404)
    assert walk(FEED).new == 1
    assert len(asked) == 2


def test_a_listing_is_walked_by_its_next_links_and_pages_are_fetched_once(
    walk: Walk,
    stored,
    httpserver: HTTPServer,
    base: str,  # type: ignore[no-untyped-def]
) -> None:
    for number, day in enumerate(("2011-10-25", "2011-10-20", "2011-10-10", "2011-09-01")):
        html = (
            f'<div class="t"><a href="/p{number}">Story {number} of the week</a><time>{day}</time></div>'
            f'<a rel="next" href="/list?n={number + 1}">Older</a>'
        )
        httpserver.expect_request("/list", query_string=f"n={number}").respond_with_data(html, content_type="text/html")
        page = f"<html><body><article><h1>Story {number}</h1><p>{WORDS}</p></article></body></html>"
        httpserver.expect_request(f"/p{number}").respond_with_data(page, content_type="text/html")
    fields = (
        'kind = "listing"\nurl = "BASE/list?n=0"\n'
        'selectors = { item = ".t", link = "a", date = "time", next = "a[rel=next]" }\n'
    )
    assert walk(fields).new == 1
    assert stored() == ["Story 1 of the week"]
    asked = [request.full_path.rstrip("?") for request, _ in httpserver.log]
    assert [path for path in asked if path.startswith("/p")] == ["/p1"]
    assert "/list?n=3" not in asked
    assert walk(fields, until=date(2011, 10, 26)).unchanged == 1


def test_a_sitemap_is_walked_by_the_maps_that_may_hold_the_span(
    walk: Walk, stored, httpserver: HTTPServer, base: str
) -> None:  # type: ignore[no-untyped-def]
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    maps = "".join(
        f"<sitemap><loc>{base}/m{name}</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in (("new", "2012-01-01"), ("old", "2010-01-01"))
    )
    httpserver.expect_request("/map").respond_with_data(f"<sitemapindex {space}>{maps}</sitemapindex>")
    urls = "".join(f"<url><loc>{base}/p{n}</loc></url>" for n in range(3))
    httpserver.expect_request("/mnew").respond_with_data(f"<urlset {space}>{urls}</urlset>")
    for number, day in enumerate(("2011-10-19", "2011-11-19")):
        page = (
            f'<html><head><meta property="article:published_time" content="{day}T10:00:00Z"></head><body><article>'
            f"<h1>Story {number}</h1><p>{WORDS}</p></article></body></html>"
        )
        httpserver.expect_request(f"/p{number}").respond_with_data(page, content_type="text/html")
    assert walk('kind = "sitemap"\nurl = "BASE/map"\n').new == 1
    assert stored() == ["Story 0"]
    assert "/mold" not in [request.path for request, _ in httpserver.log]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ('kind = "page"\nurl = "BASE/p"\n', "no archive"),
        ('kind = "listing"\nurl = "BASE/p"\nselectors = { link = "a" }\n', "selectors.next"),
    ],
)
def test_a_source_without_an_archive_is_told(walk: Walk, base: str, fields: str, words: str) -> None:
    outcome = walk(fields)
    assert outcome.status == "error"
    assert words in str(outcome.error)


def test_a_source_that_is_off_is_not_walked(walk: Walk, base: str) -> None:
    assert walk(FEED + 'status = "off"\n').status == "skipped"


def test_the_pages_of_an_archive_have_their_numbers() -> None:
    assert archive.numbered("https://a.example/feed/") == "https://a.example/feed/?paged=2"
    assert archive.numbered("https://a.example/feed/?x=1&paged=9") == "https://a.example/feed/?x=1&paged=10"
    assert (
        archive.numbered("https://www.gov.uk/search/all.atom?q=care")
        == "https://www.gov.uk/search/all.atom?q=care&page=2"
    )
    assert archive.bare("https://a.example/feed/?x=1&paged=9") == "https://a.example/feed/?x=1"
    assert archive.months_back(date(2011, 11, 3), date(2012, 1, 2)) == [(2012, 1), (2011, 12), (2011, 11)]

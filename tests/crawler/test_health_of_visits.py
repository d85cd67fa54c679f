"""What visits leave behind for the health page: fetches, rhythm, moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from pytest_httpserver import HTTPServer
from werkzeug import Response

from crawler.run import CrawlOptions, crawl
from db import health, sources
from db.engine import connect
from db.settings import Settings

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_ids_that_churn_double_nothing_and_are_told(httpserver: HTTPServer, tmp_path: Path, database_url: str) -> None:
    base = httpserver.url_for("").rstrip("/")

    def feed(round_: int) -> str:
        items = "".join(
            f'<item><title>Day {n}</title><link>{base}/{n}</link><guid isPermaLink="false">{round_}-{n}</guid>'
            f"<description>Words about foster care.</description></item>"
            for n in range(3)
        )
        return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'

    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    path = tmp_path / "sources.toml"
    path.write_text(
        f'[[source]]\nslug = "s"\nname = "S"\nhome = "{base}/"\nkind = "feed"\nurl = "{base}/feed"\ndisplay = "full"\n'
    )
    options = CrawlOptions(
        once=True, sources_file=path, store_only=True,
        allow_address=frozenset({f"{httpserver.host}:{httpserver.port}"}),
    )  # fmt: skip
    for round_ in range(3):
        httpserver.expect_oneshot_request("/feed").respond_with_data(feed(round_), content_type="application/rss+xml")
        report = crawl(Settings(database_url=database_url), options, clock=lambda: NOW)
        assert report.sources["s"].new == (3 if round_ == 0 else 0)
    db = connect(database_url)
    one = health.of(db, "s")
    assert one.changed_ids == 6
    assert "6 times an entry came back under another id" in str(one.advice(NOW))
    db.close()


def test_a_visit_leaves_its_fetch_its_rhythm_and_its_newest_item(
    httpserver: HTTPServer, tmp_path: Path, database_url: str
) -> None:
    base = httpserver.url_for("").rstrip("/")
    items = "".join(
        f"<item><title>Day {n}</title><link>{base}/{n}</link><description>Words about foster care.</description>"
        f"<pubDate>{format_datetime(NOW - timedelta(days=n))}</pubDate></item>"
        for n in range(1, 8)
    )
    rss = f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/feed").respond_with_handler(lambda _: Response("", 301, {"Location": "/new"}))
    httpserver.expect_request("/new").respond_with_data(rss, content_type="application/rss+xml")
    path = tmp_path / "sources.toml"
    path.write_text(
        f'[[source]]\nslug = "s"\nname = "S"\nhome = "{base}/"\nkind = "feed"\nurl = "{base}/feed"\ndisplay = "full"\n'
    )
    options = CrawlOptions(
        once=True, sources_file=path, store_only=True,
        allow_address=frozenset({f"{httpserver.host}:{httpserver.port}"}),
    )  # fmt: skip

    def visit(now: datetime) -> None:
        crawl(Settings(database_url=database_url), options, clock=lambda: now)

    visit(NOW)
    db = connect(database_url)
    one = health.of(db, "s")
    assert (one.rhythm_hours, one.newest_at) == (24.0, NOW - timedelta(days=1))
    assert one.moved_to == f"{base}/new"
    assert [(fetch.status, fetch.new_articles) for fetch in health.fetches(db, "s")] == [("ok", 7)]
    httpserver.clear_log()
    visit(NOW + timedelta(days=3))
    assert [request.path for request, _ in httpserver.log if request.path != "/robots.txt"] == ["/new"]
    (source,) = sources.named(db, ["s"])
    assert str(source.due_at) > "2026-11-29T12:30", "four hours, less a little jitter: the most beside poll_minutes"
    assert "not asked for 6 days" in health.of(db, "s").words(NOW + timedelta(days=9))
    visit(NOW + timedelta(days=9))
    assert "silent for 10 days" in health.of(db, "s").words(NOW + timedelta(days=9))
    db.close()

"""From a source on loopback to an understood story, with the real crawler."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from crawler.run import CrawlOptions, crawl
from db import articles, placements
from db.engine import connect
from db.settings import Settings

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Weekly</title>
<item><title>Foster carers in Wexmoor to pay no council tax</title><link>{base}/wexmoor?utm_source=rss</link>
<guid>w-1</guid><pubDate>{date}</pubDate><description>Wexmoor council will free foster carers from council tax so that
more children in care can stay near their schools.</description></item>
<item><title>Dog fosterers wanted at rescue centre</title><link>{base}/dogs</link><guid>w-2</guid>
<pubDate>{date}</pubDate><description>A kennels in Dunfold seeks people to foster greyhounds.</description></item>
</channel></rss>"""


@pytest.fixture
def weekly(httpserver: HTTPServer, tmp_path: Path) -> Path:
    """A source file for a feed on loopback."""
    base = httpserver.url_for("").rstrip("/")
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    body = FEED.format(base=base, date="Tue, 24 Nov 2026 09:00:00 GMT")
    httpserver.expect_request("/feed").respond_with_data(body, content_type="application/rss+xml")
    path = tmp_path / "sources.toml"
    path.write_text(
        f'[[source]]\nslug = "weekly"\nname = "The Weekly"\nhome = "{base}/"\nkind = "feed"\nurl = "{base}/feed"\n'
        'display = "full"\nnations = ["England"]\n'
    )
    return path


def options(path: Path, server: HTTPServer, **more: object) -> CrawlOptions:
    return CrawlOptions(once=True, sources_file=path, allow_address=frozenset({f"{server.host}:{server.port}"}), **more)  # type: ignore[arg-type]


def test_a_feed_becomes_stories_and_a_second_crawl_adds_nothing(
    weekly: Path, httpserver: HTTPServer, database_url: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=database_url)
    report = crawl(settings, options(weekly, httpserver, report_path=tmp_path / "report.json"))
    outcome = report.sources["weekly"]
    assert (outcome.status, outcome.new, outcome.http_status, report.exit_code) == ("ok", 2, 200, 0)
    db = connect(database_url)
    stored = {line["guid"]: line for line in articles.listing(db)}
    assert stored["w-1"]["url"].endswith("/wexmoor")
    assert stored["w-1"]["in_domain"] is True
    assert stored["w-2"]["in_domain"] is False
    (story,) = placements.stories_listing(db)
    assert story["topics"][0] == "fostering-kinship"
    assert story["thread"] == "open"
    again = crawl(settings, options(weekly, httpserver)).sources["weekly"]
    assert (again.status, again.new, again.updated) == ("not_modified", 0, 0)
    assert len(list(articles.listing(db))) == 2
    db.close()


def test_a_source_that_fails_leaves_its_error_and_the_others_whole(
    weekly: Path, httpserver: HTTPServer, database_url: str
) -> None:
    weekly.write_text(
        weekly.read_text()
        + '[[source]]\nslug = "gone"\nname = "Gone"\nhome = "http://127.0.0.1:9/"\nkind = "feed"\n'
        + 'url = "http://127.0.0.1:9/feed"\ndisplay = "full"\n'
    )
    report = crawl(Settings(database_url=database_url), options(weekly, httpserver))
    assert report.exit_code == 1
    assert report.sources["gone"].status in ("error", "skipped")
    assert report.sources["gone"].error
    assert report.sources["weekly"].new == 2


def test_now_is_not_needed_to_read_the_report(weekly: Path, httpserver: HTTPServer, database_url: str) -> None:
    moment = datetime(2026, 11, 26, 9, tzinfo=UTC)
    report = crawl(Settings(database_url=database_url), options(weekly, httpserver), clock=lambda: moment)
    assert report.totals()["new"] == 2

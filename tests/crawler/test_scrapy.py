"""Scrapy's own doors work as its users expect: list, check, crawl."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from db import articles
from db.engine import connect

WORDS = "Foster carers in Wexmoor will pay no council tax so that children in care can stay near their schools. " * 10


def scrapy(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", *words]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, env={**os.environ, **environ}, check=False
    )


def test_the_spiders_are_listed() -> None:
    done = scrapy("list")
    assert done.stdout.split() == ["feed", "listing", "page"], done.stderr


def test_the_spiders_pass_their_check() -> None:
    assert scrapy("check").returncode == 0


@pytest.fixture
def outlet(httpserver: HTTPServer, tmp_path: Path) -> Path:
    base = httpserver.url_for("").rstrip("/")
    page = f"<html><body><article><h1>Carers</h1><p>{WORDS}</p></article></body></html>"
    rss = (
        '<rss version="2.0"><channel><title>T</title>'
        f"<item><title>Carers</title><link>{base}/a</link><description>Short.</description></item></channel></rss>"
    )
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /closed")
    httpserver.expect_request("/feed").respond_with_data(rss, content_type="application/rss+xml")
    httpserver.expect_request("/list").respond_with_data('<h2><a href="/a">Carers</a></h2>', content_type="text/html")
    for path in ("/a", "/closed"):
        httpserver.expect_request(path).respond_with_data(page, content_type="text/html")
    kinds = {
        "weekly": 'kind = "feed"\nurl = "BASE/feed"\nfollow = true',
        "bare": 'kind = "feed"\nurl = "BASE/feed"\ndisplay = "link"',
        "paper": 'kind = "listing"\nurl = "BASE/list"\nselectors = { item = "h2", link = "a" }',
        "watched": 'kind = "page"\nurl = "BASE/a"',
        "closed": 'kind = "page"\nurl = "BASE/closed"',
    }
    path = tmp_path / "sources.toml"
    path.write_text(
        "".join(
            f'[[source]]\nslug = "{slug}"\nname = "{slug}"\nhome = "{base}/"\n{fields.replace("BASE", base)}\n'
            + ("" if "display" in fields else 'display = "full"\n')
            for slug, fields in kinds.items()
        )
    )
    return path


@pytest.mark.parametrize(
    ("spider", "source", "stored"),
    [
        ("feed", "weekly", 1),
        ("feed", "bare", 1),
        ("listing", "paper", 1),
        ("page", "watched", 1),
        ("page", "closed", 0),
    ],
)
def test_a_spider_crawls_its_source_into_the_database(
    spider: str, source: str, stored: int, outlet: Path, httpserver: HTTPServer, sqlite_url: str
) -> None:
    from db.seeding import plant, plant_sources
    from db.seeds import load_sources

    db = connect(sqlite_url)
    plant(db)
    plant_sources(db, load_sources(outlet))
    address = f"{httpserver.host}:{httpserver.port}"
    done = scrapy(
        "crawl", spider, "-a", f"source={source}", "-a", f"sources={outlet}", "-s", f"ALLOW_ADDRESSES={address}",
        "-s", "DOWNLOAD_DELAY=0", COMMONTHREAD_DATABASE_URL=sqlite_url,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    lines = list(articles.listing(db))
    db.close()
    assert [line["source"] for line in lines] == [source] * stored
    if source in ("weekly", "paper", "watched"):
        assert "stay near their schools" in str(lines[0]["text"])
    if source == "bare":
        assert lines[0]["text"] == ""


def test_a_spider_without_a_source_says_which_there_are() -> None:
    done = scrapy("crawl", "feed")
    assert "say which source to read: -a source=SLUG" in done.stderr

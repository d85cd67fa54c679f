"""Real feeds and real pages go through the crawler over loopback: nothing raises, nothing is lost."""

from __future__ import annotations

import gzip
import json
import re
import tempfile
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from crawler.parsing.feeds import parse_feed
from crawler.run import CrawlOptions, crawl
from db import articles
from db.engine import connect
from db.settings import Settings

pytestmark = pytest.mark.shared


def source(slug: str, base: str, path: str, **more: str) -> str:
    fields = {
        "slug": slug, "name": slug, "home": f"{base}/", "kind": "feed", "url": base + path, "display": "full", **more,
    }  # fmt: skip
    return "[[source]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in fields.items())


def crawled(server: HTTPServer, sources: list[str], database_url: str):  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sources.toml"
        path.write_text("\n".join(sources), "utf-8")
        allowed = frozenset({f"{server.host}:{server.port}"})
        options = CrawlOptions(once=True, sources_file=path, store_only=True, allow_address=allowed)
        return crawl(Settings(database_url=database_url, host_delay=0), options)


def test_no_entry_of_any_real_feed_is_lost(shared: Path, httpserver: HTTPServer, sqlite_url: str) -> None:
    feeds = {path.stem: gzip.decompress(path.read_bytes()) for path in sorted((shared / "real" / "feeds").glob("*.gz"))}
    assert len(feeds) == 55
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    for name, body in feeds.items():
        httpserver.expect_request(f"/{name}").respond_with_data(body, content_type="application/xml")
    base = httpserver.url_for("").rstrip("/")
    report = crawled(httpserver, [source(f"f{name}", base, f"/{name}") for name in feeds], sqlite_url)
    lost = {}
    for name, body in feeds.items():
        outcome = report.sources[f"f{name}"]
        expected = len([entry for entry in parse_feed(body, None, f"{base}/{name}").entries if entry.url])
        if outcome.new + outcome.updated + outcome.unchanged < expected:
            lost[name] = (expected, outcome)
    assert lost == {}
    db = connect(sqlite_url)
    assert len(list(articles.listing(db))) == report.totals()["new"]
    db.close()


def test_every_real_page_is_read(shared: Path, httpserver: HTTPServer, sqlite_url: str) -> None:
    folders = (shared / "real" / "pages", shared / "real" / "uk-pages")
    pages = {
        path.name.split(".")[0]: gzip.decompress(path.read_bytes())
        for folder in folders
        for path in folder.glob("*.gz")
    }
    assert len(pages) >= 66
    base = httpserver.url_for("").rstrip("/")
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    links = "".join(f'<li><a href="/p/{name}">Article {name}</a></li>' for name in pages)
    httpserver.expect_request("/list").respond_with_data(f"<html><ul>{links}</ul></html>", content_type="text/html")
    for name, body in pages.items():
        httpserver.expect_request(f"/p/{name}").respond_with_data(body, content_type="text/html")
    one = source("pages", base, "/list", kind="listing") + 'selectors = { item = "li", link = "a" }\n'
    outcome = crawled(httpserver, [one], sqlite_url).sources["pages"]
    assert (outcome.status, outcome.new) == ("ok", len(pages)), outcome
    db = connect(sqlite_url)
    assert all(len(re.findall(r"\w+", article["text"])) > 40 for article in articles.listing(db))
    db.close()

"""Two crawls at once share the work: no host is ever asked by both together, nothing is doubled."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Lock
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawler import run
from crawler.run import CrawlOptions
from db import articles, sources
from db.engine import Database, connect
from db.migrations import migrate
from db.seeding import plant, plant_sources
from db.seeds import load_sources
from db.settings import Settings

PAGES = 12
CHILD = """
import json, sys
from pathlib import Path
from crawler.run import CrawlOptions, crawl
from db.settings import Settings
url, path, address = json.loads(sys.argv[1])
crawl(Settings(database_url=url, host_delay=0), CrawlOptions(once=True, sources_file=Path(path), allow_address=frozenset({address})))
"""


class Counted:
    """Pages of an outlet that count how many of them are asked for at one moment."""

    def __init__(self) -> None:
        self.lock, self.present, self.most = Lock(), 0, 0
        self.paths: list[str] = []

    def __call__(self, request: Request) -> Response:
        with self.lock:
            self.present += 1
            self.most = max(self.most, self.present)
            self.paths.append(request.path)
        Event().wait(0.03)  # the time of a slow server
        with self.lock:
            self.present -= 1
        if request.path == "/list":
            links = "".join(f'<li><a href="/p/{number}">Carers {number}</a></li>' for number in range(PAGES))
            return Response(f"<ul>{links}</ul>", content_type="text/html")
        words = f"Council number {request.path} will train more foster carers so that children can stay near. " * 12
        return Response(f"<html><body><article><h1>Carers {request.path}</h1><p>{words}</p></article></body></html>")


@pytest.fixture
def busy_server() -> Iterator[HTTPServer]:
    with HTTPServer(threaded=True) as server:
        yield server


@pytest.mark.both_engines
def test_two_crawls_at_once_never_ask_one_host_together(
    busy_server: HTTPServer, tmp_path: Path, database_url: str
) -> None:
    pages = Counted()
    busy_server.expect_request("/robots.txt").respond_with_data("", status=404)
    for path in ("/list", *(f"/p/{number}" for number in range(PAGES))):
        busy_server.expect_request(path).respond_with_handler(pages)
    base = busy_server.url_for("").rstrip("/")
    path = tmp_path / "sources.toml"
    path.write_text(
        f'[[source]]\nslug = "weekly"\nname = "Weekly"\nhome = "{base}/"\nkind = "listing"\nurl = "{base}/list"\n'
        'display = "full"\nselectors = { item = "li", link = "a" }\n'
    )
    prepared = connect(database_url)
    migrate(prepared)
    prepared.close()
    task = json.dumps([database_url, str(path), f"{busy_server.host}:{busy_server.port}"])
    crawls = [subprocess.Popen([sys.executable, "-c", CHILD, task]) for _ in range(2)]
    assert [crawl.wait(60) for crawl in crawls] == [0, 0]
    assert pages.most == 1
    assert sorted(set(pages.paths) - {"/list"}) == sorted(f"/p/{number}" for number in range(PAGES))
    assert len([path for path in pages.paths if path != "/list"]) == PAGES
    db = connect(database_url)
    assert sorted(article["url"] for article in articles.listing(db)) == sorted(
        f"{base}/p/{number}" for number in range(PAGES)
    )
    db.close()


def test_a_source_that_another_crawl_visited_meanwhile_is_left_alone(
    outlet: Any, outlet_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(outlet_db)
    for source in sources.everything(outlet_db):
        sources.switch(outlet_db, source.slug, "off")
    outlet.serve(outlet.entry(1))
    plant_sources(outlet_db, load_sources(outlet.file()))
    settings, options = (
        Settings(database_url=outlet.database_url),
        CrawlOptions(allow_address=frozenset({outlet.address})),
    )
    choose = run.choose

    def chosen_before_the_other_came(db: Database, *rest: Any) -> list[sources.Source]:
        chosen = choose(db, *rest)
        later = outlet.now + timedelta(hours=1)
        sources.note_success(db, chosen[0].id, sources.Fetched(200, None, None, None, None), later, outlet.now)
        return chosen

    with monkeypatch.context() as patched:
        patched.setattr(run, "choose", chosen_before_the_other_came)
        assert run.crawl(settings, options, clock=lambda: outlet.now).sources["weekly"].status == "skipped"
    assert outlet.asked() == []
    outlet.now += timedelta(hours=2)
    assert run.crawl(settings, options, clock=lambda: outlet.now).sources["weekly"].status == "ok"

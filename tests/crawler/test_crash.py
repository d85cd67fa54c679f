"""A crawl that is killed at any moment and started again loses nothing and doubles nothing."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawler.run import CrawlOptions, crawl
from db import articles
from db.engine import connect
from db.settings import Settings

PAGES = 30
CHILD = """
import json, sys
from pathlib import Path
from crawler.run import CrawlOptions, crawl
from db.settings import Settings
url, path, address = json.loads(sys.argv[1])
crawl(Settings(database_url=url, host_delay=0), CrawlOptions(once=True, sources_file=Path(path), allow_address=frozenset({address})))
"""


CHANCE = random.Random(20111020)
DEATHS = [(CHANCE.randrange(1, PAGES), CHANCE.uniform(0, 0.03)) for _ in range(5)] + [
    (PAGES, CHANCE.uniform(0, 1.0))
    for _ in range(3)  # while stories are placed, or as the crawl ends
]


@pytest.mark.parametrize(("dies_at", "seconds_later"), [(1, 0.0), (11, 0.0), (29, 0.0), *DEATHS])
def test_a_killed_crawl_is_finished_by_the_next(
    dies_at: int, seconds_later: float, httpserver: HTTPServer, tmp_path: Path, database_url: str
) -> None:
    reached, asked = Event(), []

    def page(request: Request) -> Response:
        asked.append(request.path)
        if len(asked) >= dies_at:
            reached.set()
        words = f"Council number {request.path} will train more foster carers so that children can stay near. " * 12
        return Response(f"<html><body><article><h1>Carers {request.path}</h1><p>{words}</p></article></body></html>")

    base = httpserver.url_for("").rstrip("/")
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    links = "".join(f'<li><a href="/p/{number}">Carers {number}</a></li>' for number in range(PAGES))
    httpserver.expect_request("/list").respond_with_data(f"<ul>{links}</ul>", content_type="text/html")
    for number in range(PAGES):
        httpserver.expect_request(f"/p/{number}").respond_with_handler(page)
    path = tmp_path / "sources.toml"
    path.write_text(
        f'[[source]]\nslug = "weekly"\nname = "Weekly"\nhome = "{base}/"\nkind = "listing"\nurl = "{base}/list"\n'
        'display = "full"\nselectors = { item = "li", link = "a" }\n'
    )
    address = f"{httpserver.host}:{httpserver.port}"
    child = subprocess.Popen([sys.executable, "-c", CHILD, json.dumps([database_url, str(path), address])])
    assert reached.wait(30)
    with suppress(subprocess.TimeoutExpired):
        child.wait(seconds_later)
    child.kill()
    child.wait()
    settings = replace(Settings(database_url=database_url), host_delay=0)
    options = CrawlOptions(once=True, sources_file=path, allow_address=frozenset({address}))
    crawl(settings, options)  # at once: the leases of the dead crawl do not hold it up
    db = connect(database_url)
    stored = [article["url"] for article in articles.listing(db)]
    db.close()
    assert sorted(stored) == sorted(f"{base}/p/{number}" for number in range(PAGES))
